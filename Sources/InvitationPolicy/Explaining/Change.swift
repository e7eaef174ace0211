import Invitations

/// Something about an invitation that could be otherwise: what to tell people, and how the inputs would look.
struct Change: Sendable {
    let text: String
    /// What it sets, where a later change can set the same anew: then only the last one is told.
    let topic: String?
    let apply: @Sendable (inout JudgedInputs) -> Void

    init(_ text: String, of topic: String? = nil, _ apply: @escaping @Sendable (inout JudgedInputs) -> Void) {
        (self.text, self.topic, self.apply) = (text, topic, apply)
    }
}

extension Change {
    static let enabled = Change("the inviter's account enabled") { inputs in
        inputs.inviter.enabled = .known(true, from: .graph, asOf: inputs.now)
    }

    static func userKind(_ kind: UserKind) -> Change {
        Change("an inviter who is a \(kind.rawValue) of the tenant", of: "kind") { inputs in
            inputs.inviter.userKind = .known(kind, from: .graph, asOf: inputs.now)
        }
    }

    /// What is said is what was tried: of several that a rule names, another rule may spoil all but one.
    private static func text(_ what: String, _ tried: String?, of count: Int) -> String {
        "\(what) \(tried ?? "")" + (count > 1 ? " (or another of the \(count) that are named)" : "")
    }

    static func group(_ groups: Set<ObjectID>) -> Change {
        let group = groups.min()
        return Change(text("membership in group", group?.description, of: groups.count)) { inputs in
            guard let group else { return }
            let held = inputs.inviter.groups.value ?? []
            inputs.inviter.groups = .known(held.union([group]), from: .graph, asOf: inputs.now)
        }
    }

    static func role(_ roles: Set<RoleTemplateID>, preferring others: Set<RoleTemplateID>? = nil) -> Change {
        // A role that answers two questions at once is the nearest; of those, one that gives no more power than it must.
        let shared = roles.intersection(others ?? roles)
        let candidates = shared.isEmpty ? roles : shared
        let role = candidates.filter { !DirectoryRole.isPrivileged($0) }.min() ?? candidates.min()
        return Change(text("the directory role", role.map { RoleWords.list([$0]) }, of: candidates.count)) { inputs in
            guard let role else { return }
            let held = inputs.inviter.directoryRoles.value ?? []
            inputs.inviter.directoryRoles = .known(held.union([role]), from: .graph, asOf: inputs.now)
        }
    }

    static func appRole(_ roles: Set<String>) -> Change {
        let role = roles.min()
        return Change(text("the app role", role, of: roles.count)) { inputs in
            guard let role else { return }
            let held = inputs.inviter.appRoles.value ?? []
            inputs.inviter.appRoles = .known(held.union([role]), from: .graph, asOf: inputs.now)
        }
    }

    static func user(_ users: Set<ObjectID>) -> Change {
        let user = users.min()
        return Change(text("the inviter to be", user?.description, of: users.count), of: "user") { inputs in
            guard let user else { return }
            inputs.inviter.id = user
        }
    }

    static let withoutPrivilegedRole = Change("an inviter without a privileged directory role") { inputs in
        let held = inputs.inviter.directoryRoles.value ?? []
        let ordinary = held.filter { !DirectoryRole.isPrivileged($0) }
        inputs.inviter.directoryRoles = .known(ordinary, from: .graph, asOf: inputs.now)
    }

    static func caller(_ callers: [PolicyCaller]) -> Change {
        Change("the caller \(callers.map(\.name).joined(separator: " or "))", of: "caller") { inputs in
            if let caller = callers.first { inputs.caller = caller }
        }
    }
}

extension Change {
    static let withoutInvitedUser = Change("to leave `invitedUser` out") { $0.request.invitedUser = nil }

    static let withoutReset = Change("to leave `resetRedemption` out") { inputs in
        inputs.request.resetRedemption = false
        inputs.request.invitedUser = nil
    }

    static func type(_ type: InvitedUserType) -> Change {
        Change("invitedUserType: \(type.rawValue)", of: "type") { $0.request.invitedUserType = type }
    }

    static func redirect(_ hosts: RedirectHosts) -> Change {
        // The one that is tried stands first.
        let names = hosts.exact.sorted().map(\.ascii) + hosts.parents.sorted().map { "*.\($0.ascii)" }
        return Change("redirect to one of: \(MatchedConditions.words(inOrder: names))", of: "redirect") { inputs in
            let host = hosts.exact.min()?.ascii ?? hosts.parents.min().map { "www.\($0.ascii)" }
            if let host, let url = try? RedirectURL("https://\(host)") { inputs.request.inviteRedirectUrl = url }
        }
    }

    static let withoutCopy = Change("no copy, or one to somebody internal or whom the same grant lets pass") { inputs in
        inputs.request.messageInfo?.ccRecipient = nil
    }

    static func withoutMessage(_ rule: MessageRule) -> Change {
        let text =
            rule == .forbidden
            ? "no custom message"
            : "a custom message in plain text of at most \(MessageContent.longest) characters with links to the redirect hosts only"
        return Change(text) { inputs in
            inputs.request.messageInfo?.customizedMessageBody = nil
            inputs.context.message = nil
        }
    }

    static let mailedByCaller = Change("no custom message, or sendInvitationMessage: false and to mail it oneself") {
        $0.request.sendInvitationMessage = false
    }

    static let plainName = Change("a display name without links or characters that hide text") { inputs in
        inputs.request.invitedUserDisplayName = "Guest"
        inputs.request.messageInfo?.ccRecipient?.name = nil
    }

    static let justification = Change("a justification (X-Gatekeeper-Justification)") { $0.context.justification = "x" }
    static let ticket = Change("a ticket (X-Gatekeeper-Ticket)") { $0.context.ticket = "x" }
    static let sponsor = Change("a sponsor who is an enabled member of the tenant (X-Gatekeeper-Sponsor)") { inputs in
        inputs.context.sponsor = .user(inputs.inviter.id, enabled: true, kind: .member)
    }
    static let givenName = Change("a display name (invitedUserDisplayName)") { inputs in
        inputs.request.invitedUserDisplayName = "Guest"
    }
    static let newGuest = Change("an address that no user of the tenant has") { $0.context.guestExists = false }

    static func waiting(for claim: QuotaClaim) -> Change {
        let counter = claim.counter
        let text =
            "to wait until \(counter.end): the \(claim.limit) per \(counter.dimension.rawValue) of this "
            + "\(counter.period.rawValue) are used up (quota of \(counter.scope))"
        return Change(text) { $0.now = counter.end }
    }
}
