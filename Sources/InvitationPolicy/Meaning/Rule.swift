import Invitations

/// One rule: whom it concerns, which invitations, and what it does to them. Its conditions all must hold; a
/// condition that is nil always does.
struct Rule: Sendable {
    let id: String
    let source: SourceLocation
    let effect: RuleEffect
    let mode: PolicyMode
    let inviters: InviterCondition
    let domains: DomainList?
    /// Comparison keys of whole addresses.
    let addresses: Set<String>?
    let expires: CalendarDate?
    let permit: Set<Permission>
    let require: RuleRequirements
    /// Of the invitations that this rule's grant lets pass.
    let quotas: [QuotaLimits]
    /// The rule's domains pass by rules like this one only.
    let exclusive: Bool
    let note: EntryNote

    /// Whether the rule is about this invited address.
    func concerns(_ address: EmailAddress) -> Bool {
        if let domains, !domains.contains(address.domain) { return false }
        if let addresses, !addresses.contains(address.comparisonKey) { return false }
        return true
    }

    /// A rule's last day is part of its life.
    func hasExpired(at now: Timestamp) -> Bool {
        expires.map { now >= $0.end } ?? false
    }
}

/// Who keeps an entry or rule, and where its reason is written. Kept for people; no decision asks for it.
struct EntryNote: Hashable, Sendable {
    var owner: String?
    var ticket: String?
    var reviewBy: CalendarDate?
}

/// The inviters a rule is about: different keys AND, items of one key OR; nil is no condition.
struct InviterCondition: Hashable, Sendable {
    var directoryRoles: Set<RoleTemplateID>?
    var appRoles: Set<String>?
    var groups: Set<ObjectID>?
    var users: Set<ObjectID>?
    var callers: Set<ApplicationID>?
    var userKind: UserKind?

    /// The facts that have to be known for this condition.
    var facts: Set<FactKind> {
        var kinds: Set<FactKind> = []
        if directoryRoles != nil { kinds.insert(.directoryRoles) }
        if appRoles != nil { kinds.insert(.appRoles) }
        if groups != nil { kinds.insert(.groups) }
        if userKind != nil { kinds.insert(.userKind) }
        return kinds
    }
}

extension InviterCondition {
    /// Whether the condition holds for this inviter through this caller; unknown where a fact is wanting and no other
    /// key rules the inviter out.
    func holds(for inviter: InviterFacts, through caller: PolicyCaller) -> Finding {
        if let users, !users.contains(inviter.id) { return .no }
        if let callers, !callers.contains(caller.app) { return .no }
        return Finding.any(of: directoryRoles, in: inviter.directoryRoles, .directoryRoles)
            .and(.any(of: appRoles, in: inviter.appRoles, .appRoles))
            .and(.any(of: groups, in: inviter.groups, .groups))
            .and(userKind.map { .equal($0, inviter.userKind, .userKind) } ?? .yes)
    }
}
