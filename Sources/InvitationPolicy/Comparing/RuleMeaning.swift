import Invitations

/// What a rule does at one time, apart from whom or what it concerns by domain or address.
struct RuleMeaning: Hashable {
    let id: String
    let effect: RuleEffect
    let mode: PolicyMode
    let inviters: InviterCondition
    let hasExpired: Bool
    let permit: Set<Permission>
    let require: RuleRequirements
    let exclusive: Bool
    let quotas: [QuotaLimits]

    /// - Parameter id: in place of the rule's own.
    init(_ rule: Rule, id: String? = nil, at now: Timestamp) {
        self.id = id ?? rule.id
        effect = rule.effect
        mode = rule.mode
        inviters = rule.inviters
        hasExpired = rule.hasExpired(at: now)
        permit = rule.permit
        require = rule.require
        exclusive = rule.exclusive
        quotas = rule.quotas
    }
}

/// What of a policy bears on every invitation.
struct PolicyFrame: Hashable {
    let mode: PolicyMode
    let reportsWhoMayInvite: Bool
    let level: InvitationLevel
    let adminRoles: Set<RoleTemplateID>
    let unlisted: UnlistedDomains
    let requirements: DefaultRequirements

    init(_ policy: Policy) {
        mode = policy.mode
        reportsWhoMayInvite = policy.reportsWhoMayInvite
        level = policy.level
        adminRoles = policy.adminRoles
        unlisted = policy.unlisted
        requirements = policy.requirements
    }
}

/// One policy's side of a class of domains at one time.
struct ClassSide {
    let rules: [Rule]
    /// Sorted as the rules are; equal on both sides where the rules do the same.
    let meanings: [RuleMeaning]
    /// Rules that keep the domain for themselves, whether or not they are about the address.
    let reserving: [RuleMeaning]
    let isInternal: Bool
    let isDenied: Bool
    let isAllowed: Bool

    init(_ policy: Policy, _ standing: DomainStanding, at now: Timestamp) {
        let covering = Set(standing.rules)
        let naming = Set(standing.naming)
        let concerned = policy.rules.enumerated().filter { number, rule in
            (rule.domains == nil || covering.contains(number)) && (rule.addresses == nil || naming.contains(number))
        }
        rules = concerned.map(\.element)
        meanings = rules.map { RuleMeaning($0, at: now) }
        reserving = standing.rules.map { policy.rules[$0] }.filter(\.exclusive).map { RuleMeaning($0, at: now) }
        isInternal = standing.isInternal
        isDenied = standing.isDenied
        isAllowed = standing.allowedUntil.map { now < CalendarDate(daysSinceEpoch: $0).end } ?? false
    }

    func isLike(_ other: ClassSide) -> Bool {
        (isInternal, isDenied, isAllowed) == (other.isInternal, other.isDenied, other.isAllowed)
            && meanings == other.meanings && reserving == other.reserving
    }
}
