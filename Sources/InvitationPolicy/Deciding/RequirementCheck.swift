import Invitations

/// What a grant can ask of an invitation besides its address, in the order of checks.
enum Requirement: String, Hashable, Sendable, CaseIterable {
    case invitedUserType
    case redirectHosts
    case ccRecipients
    case message
    case messageDelivery
    case displayName
    case displayNameGiven = "displayNameRequired"
    case justification
    case ticket
    case sponsor
    case newGuest
    case quota

    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    var reason: ReasonCode {
        switch self {
        case .invitedUserType: .userTypeNotPermitted
        case .redirectHosts: .redirectHostNotAllowed
        case .ccRecipients: .ccRecipientNotAllowed
        case .message: .messageNotAllowed
        case .messageDelivery: .messageNotDeliverable
        case .displayName: .displayNameNotAllowed
        case .justification: .justificationRequired
        case .ticket: .ticketRequired
        case .displayNameGiven: .displayNameRequired
        case .sponsor: .sponsorRequired
        case .newGuest: .guestExists
        case .quota: .quotaExceeded
        }
    }

    /// The Graph property concerned; nil for what is said in headers.
    var target: String? {
        switch self {
        case .invitedUserType: Target.userType
        case .redirectHosts: Target.redirect
        case .ccRecipients, .message, .messageDelivery: Target.messageInfo
        case .displayName, .displayNameGiven: Target.displayName
        case .newGuest: Target.address
        case .justification, .ticket, .sponsor, .quota: nil
        }
    }
}

/// Checks an invitation against the requirements of one grant.
struct RequirementCheck {
    let hearing: Hearing
    let grant: GrantRequirements

    private var requirements: DefaultRequirements { grant.common }
    private var request: InvitationRequest { hearing.request }

    /// The requirements that are not met, in order, and the facts without which one of them cannot be judged.
    func result(covers: (EmailAddress) -> Bool) -> (failures: [Requirement], missing: Set<FactKind>) {
        var failures: [Requirement] = []
        var missing: Set<FactKind> = []
        if let type = grant.userType, type != request.invitedUserType { failures.append(.invitedUserType) }
        if !requirements.hosts.contains(request.inviteRedirectUrl.host) { failures.append(.redirectHosts) }
        switch copyRecipient(covers) {
        case .yes: break
        case .no: failures.append(.ccRecipients)
        case .unknown(let facts): missing = facts
        }
        if !messageIsAllowed { failures.append(.message) }
        if hearing.content != nil, request.sendInvitationMessage, !requirements.allowUndeliveredMessage {
            failures.append(.messageDelivery)
        }
        let names = [request.invitedUserDisplayName, request.messageInfo?.ccRecipient?.name]
        if !names.allSatisfy({ $0.map(DisplayName.isAcceptable) ?? true }) { failures.append(.displayName) }
        if requirements.displayName, isBlank(request.invitedUserDisplayName) { failures.append(.displayNameGiven) }
        if requirements.justification, isBlank(hearing.context.justification) { failures.append(.justification) }
        if requirements.ticket, isBlank(hearing.context.ticket) { failures.append(.ticket) }
        if requirements.sponsor, !hearing.context.sponsor.isEnabledMember { failures.append(.sponsor) }
        // A reset is about a guest who is there.
        if requirements.newGuest, hearing.context.guestExists != false, !request.resetRedemption {
            failures.append(.newGuest)
        }
        if exhausted != nil { failures.append(.quota) }
        return (failures, missing)
    }

    /// What an approval by this grant takes.
    var claims: [QuotaClaim] {
        grant.quotas.flatMap { quota in
            quota.limits.claims(
                scope: quota.scope, inviter: hearing.inviter.id, domain: hearing.address.domain, at: hearing.now)
        }
    }

    /// The quota that is used up and starts anew last, if one is: only then is there a point in asking again.
    var exhausted: QuotaClaim? {
        claims.filter { hearing.usage[$0.counter] >= $0.limit }.max { left, right in
            (left.counter.end, left.counter.key) < (right.counter.end, right.counter.key)
        }
    }

    /// Who gets a copy is internal, or would pass the same grant; never someone whom a deny keeps out.
    private func copyRecipient(_ covers: (EmailAddress) -> Bool) -> Finding {
        guard let address = request.messageInfo?.ccRecipient?.address else { return .yes }
        let policy = hearing.policy
        if policy.denied.contains(address.domain) { return .no }
        let denied = policy.rules(about: address).reduce(Finding.no) { found, rule in
            guard rule.effect == .deny, hearing.isInForce(rule) else { return found }
            return found.or(rule.inviters.holds(for: hearing.inviter, through: hearing.caller))
        }
        let isInternal = policy.internalDomains.contains(address.domain)
        return denied.negated.and(isInternal || covers(address) ? .yes : .no)
    }

    private var messageIsAllowed: Bool {
        guard let content = hearing.content else { return true }
        return switch requirements.message {
        case .forbidden: false
        case .plainText:
            content.isPlain && !content.hasUnreadableLinks && content.linkHosts.allSatisfy(requirements.hosts.contains)
        case .any: true
        }
    }

    private func isBlank(_ text: String?) -> Bool {
        text?.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.hidesOrBreaksText } ?? true
    }
}
