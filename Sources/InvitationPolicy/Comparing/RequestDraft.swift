import Invitations

/// What an invitation has besides its address, as far as requirements ask for it.
struct RequestDraft: Hashable {
    enum Message: Hashable {
        case none
        case plain
        /// Plain text with a link to this host.
        case linking(MailDomain)
        /// What only `message: any` lets pass.
        case markup
    }

    var host: MailDomain
    var message = Message.none
    var sendsMessage = false
    var hasJustification = false
    var hasTicket = false
    var hasSponsor = false
    var hasDisplayName = false
    var guestExists = false
    var resets = false
    var type = InvitedUserType.guest
    var copy: EmailAddress?
    /// The quotas that are used up: their scope, dimension and period, each at this count. The others stand at `others`.
    var counts: [QuotaPlace: Int] = [:]
    /// Whether the quotas that are not among `counts` are used up.
    var othersExhausted = false

    func request(to address: EmailAddress) -> InvitationRequest? {
        guard let url = try? RedirectURL("https://\(host.ascii)") else { return nil }
        var info = InvitationRequest.MessageInfo()
        switch message {
        case .none: break
        case .plain: info.customizedMessageBody = "Welcome"
        case .linking(let host): info.customizedMessageBody = "Welcome, see https://\(host.ascii)"
        case .markup: info.customizedMessageBody = "<b>Welcome</b>"
        }
        info.ccRecipient = copy.map { .init(address: $0) }
        return InvitationRequest(
            invitedUserEmailAddress: address, inviteRedirectUrl: url,
            invitedUserDisplayName: hasDisplayName ? "Some Guest" : nil, invitedUserType: type,
            sendInvitationMessage: sendsMessage, messageInfo: info == .init() ? nil : info, resetRedemption: resets)
    }

    var context: DecisionContext {
        DecisionContext(
            justification: hasJustification ? "as agreed" : nil, ticket: hasTicket ? "T-1" : nil,
            sponsor: hasSponsor ? .user(InviterDraft.somebody, enabled: true, kind: .member) : .notNamed,
            guestExists: guestExists)
    }

    /// For people: what it has and what it lacks.
    var text: String {
        var parts = ["sent to \(host)"]
        switch message {
        case .none: break
        case .plain: parts.append("a plain message")
        case .linking(let host): parts.append("a message that links to \(host)")
        case .markup: parts.append("a message with markup")
        }
        if message != .none { parts.append(sendsMessage ? "mailed by Entra" : "not mailed by Entra") }
        if hasJustification { parts.append("a justification") }
        if hasTicket { parts.append("a ticket") }
        if hasSponsor { parts.append("a sponsor") }
        if hasDisplayName { parts.append("a display name") }
        if guestExists { parts.append("the guest exists") }
        if resets { parts.append("resetRedemption") }
        if type == .member { parts.append("invitedUserType Member") }
        if let copy { parts.append("a copy to \(copy)") }
        for (place, count) in counts.sorted(by: { $0.key < $1.key }) { parts.append("\(place) at \(count)") }
        if othersExhausted { parts.append(counts.isEmpty ? "all quotas used up" : "all other quotas used up") }
        return parts.joined(separator: ", ")
    }
}

/// A quota of a policy, without whose count it is.
struct QuotaPlace: Hashable, Comparable, CustomStringConvertible {
    let scope: String
    let dimension: QuotaDimension
    let period: QuotaPeriod

    var description: String { "quota of \(scope) per \(dimension.rawValue) and \(period.rawValue)" }

    static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension QuotaCounter {
    var place: QuotaPlace { QuotaPlace(scope: scope, dimension: dimension, period: period) }
}

extension GrantRequirements {
    /// The invitations that fulfil just this and nothing beyond: whatever else passes by this grant has more than one of
    /// them. So where two policies differ in what they let pass, they differ on one of these.
    ///
    /// - Parameter hosts: of those that this grant takes, the ones that have to be told apart.
    func tightest(hosts: [MailDomain]) -> [RequestDraft] {
        guard let first = hosts.first else { return [] }
        var base = RequestDraft(host: first)
        base.hasJustification = common.justification
        base.hasTicket = common.ticket
        base.hasSponsor = common.sponsor
        base.hasDisplayName = common.displayName
        base.guestExists = !common.newGuest
        base.type = userType ?? .guest
        base.sendsMessage = common.allowUndeliveredMessage
        base.counts = tightCounts
        base.othersExhausted = true
        var drafts: [RequestDraft] = []
        for host in hosts {
            base.host = host
            switch common.message {
            case .forbidden: drafts.append(base)
            case .any: drafts.append(with(base, .markup))
            case .plainText:
                drafts.append(with(base, .linking(host)))
                // A link elsewhere than where the guest is sent.
                drafts += hosts.filter { host == first && $0 != host }.map { with(base, .linking($0)) }
            }
        }
        return drafts
    }

    private func with(_ base: RequestDraft, _ message: RequestDraft.Message) -> RequestDraft {
        var draft = base
        draft.message = message
        return draft
    }

    /// Each of this grant's own quotas with one place left.
    private var tightCounts: [QuotaPlace: Int] {
        var counts: [QuotaPlace: Int] = [:]
        for (scope, limits) in quotas {
            for (dimension, limit) in [
                (QuotaDimension.inviter, limits.perInviter), (.domain, limits.perDomain), (.tenant, limits.perTenant),
            ] {
                guard let limit else { continue }
                let place = QuotaPlace(scope: scope, dimension: dimension, period: limits.period)
                counts[place] = min(counts[place] ?? .max, limit - 1)
            }
        }
        return counts
    }
}
