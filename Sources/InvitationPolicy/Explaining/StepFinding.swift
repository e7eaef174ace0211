import Invitations

/// The sentence that says what a step found.
struct StepFinding {
    let hearing: Hearing
    let ruling: Ruling

    func text(_ kind: ExplainedStep.Kind, _ status: ExplainedStep.Status) -> String {
        let fails = status != .passed
        let domain = hearing.address.domain
        return switch kind {
        case .accountEnabled: fails ? "the account is disabled" : "it is"
        case .callerMayName: naming(fails)
        case .internalConversion:
            fails ? "`invitedUser` without a reset would convert an internal account" : "none is named"
        case .internalAddress: fails ? "\(domain) is internal" : "\(domain) is not"
        case .resetRedemption: permission(hearing.request.resetRedemption, fails)
        case .userType: permission(hearing.request.invitedUserType != .guest, fails)
        case .whoMayInvite: level(fails)
        case .denies: fails ? "deny wins over every grant" : "nothing does"
        case .grants: status == .nothing ? "no grant matches" : granting
        case .requirements: fails ? requirement : "they are"
        case .existingGuest: fails ? "a user has the address already" : existing
        case .quotas: fails ? requirement : "they are not"
        case .somethingGrants: fails ? "what nothing grants is denied" : deciding
        }
    }

    private func naming(_ fails: Bool) -> String {
        guard hearing.inviter.proof != .token else { return "the inviter's own token shows who it is" }
        let caller = "\(hearing.caller.name) (\(hearing.caller.source))"
        return fails ? "\(caller) may not name this inviter" : "\(caller) may"
    }

    private func permission(_ isAsked: Bool, _ fails: Bool) -> String {
        guard isAsked else { return "not asked for" }
        return fails ? "no matching rule permits it to this inviter" : "a rule permits it"
    }

    private func level(_ fails: Bool) -> String {
        let level = "whoMayInvite is \(hearing.policy.level.rawValue)"
        guard !fails else { return "\(level); this inviter is not among them" }
        let roles = hearing.inviter.directoryRoles.value?.intersection(hearing.policy.adminRoles) ?? []
        if let role = roles.min(), hearing.policy.level != .everyone {
            return "\(level); this inviter holds \(RoleWords.name(role))"
        }
        return hearing.policy.level == .adminsGuestInvitersAndAllMembers ? "\(level); this inviter is a member" : level
    }

    private var granting: String {
        let ids = hearing.grants().filter { $0.outcome != .excluded }.map(\.match.id)
        return "\(MatchedConditions.words(inOrder: ids)) \(ids.count == 1 ? "does" : "do")"
    }

    private var requirement: String {
        guard let first = ruling.requirement, let deciding = ruling.deciding else { return "one is not met" }
        return "the nearest grant, \(deciding.id), wants \(first.rawValue)"
    }

    private var existing: String {
        switch hearing.policy.existingGuest {
        case .forward: "no matter: existingGuest is forward"
        case .report: "existingGuest is report: it is recorded, nothing more"
        case .refuse: hearing.request.resetRedemption ? "a reset is about a guest who is there" : "no user has the address"
        }
    }

    private var deciding: String {
        ruling.deciding.map { "\($0.id) does" } ?? "it is"
    }
}

/// Directory roles as the policy writes them.
enum RoleWords {
    static func name(_ template: RoleTemplateID) -> String {
        DirectoryRole.all.first { $0.template == template }?.name ?? template.description
    }

    static func list(_ templates: Set<RoleTemplateID>) -> String {
        templates.map(name).sorted().joined(separator: ", ")
    }
}
