import Invitations

/// The requests by which the grants of one class of domains can be told apart.
struct RequestChoices {
    /// The plainest first: all that can be required and nothing that can be refused; nothing at all; what just fulfils
    /// each grant; and the same with what step 0 refuses.
    let groups: [[RequestDraft]]
    /// Whether there are more redirect hosts than were tried.
    let isBounded: Bool

    init(_ sides: (ClassSide, ClassSide), _ old: Policy, _ new: Policy, _ copies: [EmailAddress]) {
        let (mine, theirs) = (Self.grants(sides.0, old), Self.grants(sides.1, new))
        let choices = HostChoices(mine.hosts, theirs.hosts)
        isBounded = choices.isBounded
        let hosts = choices.common
        let hasQuotas = old.hasQuotas || new.hasQuotas
        let plain = hosts.map { host in
            var draft = RequestDraft(host: host)
            (draft.hasJustification, draft.hasTicket, draft.hasSponsor, draft.hasDisplayName) = (true, true, true, true)
            return draft
        }
        let bare = hosts.map { RequestDraft(host: $0) }
        let grants = (mine + theirs).map(\.grant)
        let tight = grants.flatMap { $0.tightest(hosts: choices.taken(by: $0.common.hosts)) }.map { draft in
            var draft = draft
            if !hasQuotas { draft.othersExhausted = false }
            if !old.requirements.newGuest, !new.requirements.newGuest { draft.guestExists = false }
            if draft.message == .none { draft.sendsMessage = false }
            return draft
        }
        var groups = [plain, bare, tight]
        let permits = (sides.0.rules + sides.1.rules).contains { !$0.permit.isEmpty || $0.require.userType != nil }
        if permits {
            groups.append((plain + tight).flatMap { draft in Self.refused.map { draft.asking($0.resets, $0.type) } })
        }
        if !copies.isEmpty { groups.append(plain.flatMap { draft in copies.map { draft.copying($0) } }) }
        self.groups = groups
    }

    private static let refused: [(resets: Bool, type: InvitedUserType)] = [(true, .guest), (false, .member), (true, .member)]

    /// The grants of the allow list and of rules, with the rule's id.
    private static func grants(_ side: ClassSide, _ policy: Policy) -> [(rule: String, grant: GrantRequirements)] {
        [("", GrantRequirements(policy.requirements))]
            + side.rules.filter { $0.effect == .allow }.map { ($0.id, GrantRequirements(policy.requirements, $0)) }
    }
}

extension [(rule: String, grant: GrantRequirements)] {
    fileprivate var hosts: [String: RedirectHosts] {
        Dictionary(map { ($0.rule, $0.grant.common.hosts) }, uniquingKeysWith: { first, _ in first })
    }
}

extension RequestDraft {
    fileprivate func asking(_ resets: Bool, _ type: InvitedUserType) -> RequestDraft {
        var draft = self
        draft.resets = resets
        draft.type = type
        return draft
    }

    fileprivate func copying(_ address: EmailAddress) -> RequestDraft {
        var draft = self
        draft.copy = address
        return draft
    }
}
