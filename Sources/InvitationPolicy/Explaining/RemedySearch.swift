import Invitations

/// Looks for what would let a denied invitation pass. Whatever it offers as sufficient was judged again with just that
/// changed, by the same steps: an advice that another rule would spoil is not given.
struct RemedySearch {
    /// Alternatives that are tried, and changes in a row within one.
    private static let mostAlternatives = 20
    private static let mostChanges = 8

    let policy: Policy
    let inputs: JudgedInputs

    private enum Outcome {
        /// With these it passes.
        case passes([String])
        /// With these it comes this far.
        case endsAt(Hearing, Ruling, [String])
    }

    func remedies() -> [Remedy] {
        let hearing = inputs.hearing(before: policy)
        guard let options = RemedyOptions(hearing, hearing.wholeRuling) else { return [] }
        var found: [Remedy] = []
        var deadEnd: [Remedy] = []
        for option in options.alternatives.prefix(Self.mostAlternatives) {
            switch outcome(of: option.changes) {
            case .passes(let needs):
                let remedy = Remedy(kind: .suffices, needs: needs, id: option.id, source: option.source)
                if !found.contains(remedy) { found.append(remedy) }
            case .endsAt(let hearing, let ruling, let needs):
                if deadEnd.isEmpty { deadEnd = beyond(hearing, ruling, needs) }
            }
        }
        found += options.beyondReach
        return found.isEmpty ? deadEnd : found
    }

    /// Makes the changes, and whatever is asked for then.
    private func outcome(of start: [Change]) -> Outcome {
        var inputs = inputs
        var changes = start
        var done: [Change] = []
        var texts: [String] { done.map(\.text) }
        for _ in 0..<Self.mostChanges {
            for change in changes {
                change.apply(&inputs)
                if let topic = change.topic { done.removeAll { $0.topic == topic } }
                if !texts.contains(change.text) { done.append(change) }
            }
            let hearing = inputs.hearing(before: policy)
            let ruling = hearing.wholeRuling
            if ruling.verdict == .approved { return .passes(texts) }
            guard let next = RemedyOptions(hearing, ruling)?.alternatives.first else {
                return .endsAt(hearing, ruling, texts)
            }
            changes = next.changes
        }
        let hearing = inputs.hearing(before: policy)
        return .endsAt(hearing, hearing.wholeRuling, texts)
    }

    /// What stands in the way after the first changes are made.
    private func beyond(_ hearing: Hearing, _ ruling: Ruling, _ needs: [String]) -> [Remedy] {
        let further = RemedyOptions(hearing, ruling)?.beyondReach ?? []
        guard further.isEmpty else {
            return further.map { Remedy(kind: $0.kind, needs: needs + $0.needs, id: $0.id, source: $0.source) }
        }
        return [Remedy(kind: .needed, needs: needs, id: nil, source: nil)]
    }
}

/// What could be done about one reason of denial.
struct RemedyOptions {
    /// Changes that together answer the reason, as far as it alone goes.
    struct Alternative {
        var changes: [Change]
        var id: String?
        var source: SourceLocation?
    }

    let hearing: Hearing
    let reason: ReasonCode
    private let requirement: Requirement?

    /// Nil where nothing was denied.
    init?(_ hearing: Hearing, _ ruling: Ruling) {
        guard let reason = ruling.reason else { return nil }
        (self.hearing, self.reason, requirement) = (hearing, reason, ruling.requirement)
    }

    private var policy: Policy { hearing.policy }

    /// What can be done without a change of the policy.
    var alternatives: [Alternative] {
        if requirement != nil { return unmetGrants + rulesForOthers }
        return switch reason {
        case .inviterDisabled: [Alternative(changes: [.enabled])]
        case .callerMayNotNameInviter: [Alternative(changes: naming)]
        case .internalConversionNotPermitted: [Alternative(changes: [.withoutInvitedUser])]
        case .resetRedemptionNotPermitted: [Alternative(changes: [.withoutReset])] + permitting(.resetRedemption)
        case .userTypeNotPermitted: [Alternative(changes: [.type(.guest)])] + permitting(.memberType)
        case .whoMayInvite: levels
        case .noRuleAllows: rulesForOthers
        default: []
        }
    }

    private var naming: [Change] {
        var changes: [Change] = []
        if let groups = hearing.caller.mayNameGroups, Finding.any(of: groups, in: hearing.inviter.groups, .groups) == .no {
            changes.append(.group(groups))
        }
        if !hearing.caller.mayNamePrivilegedRoles,
            hearing.inviter.directoryRoles.value?.contains(where: DirectoryRole.isPrivileged) ?? false
        {
            changes.append(.withoutPrivilegedRole)
        }
        return changes
    }

    private var levels: [Alternative] {
        switch policy.level {
        case .none, .everyone: []
        case .adminsAndGuestInviters: [Alternative(changes: [.role(policy.adminRoles)])]
        case .adminsGuestInvitersAndAllMembers:
            [Alternative(changes: [.userKind(.member)]), Alternative(changes: [.role(policy.adminRoles)])]
        }
    }

    private func permitting(_ permission: Permission) -> [Alternative] {
        policy.rules.filter { isAtWork($0) && $0.permit.contains(permission) && $0.concerns(hearing.address) }.map { rule in
            var changes = joining(rule, preferring: permission.roles)
            if Finding.any(of: permission.roles, in: hearing.inviter.directoryRoles, .directoryRoles) != .yes {
                changes.append(.role(permission.roles, preferring: rule.inviters.directoryRoles))
            }
            return Alternative(changes: changes, id: rule.id, source: rule.source)
        }
    }

    /// Allow rules about this address that are about other inviters.
    private var rulesForOthers: [Alternative] {
        policy.rules.filter { isAtWork($0) && $0.concerns(hearing.address) }.compactMap { rule in
            let changes = joining(rule)
            return changes.isEmpty ? nil : Alternative(changes: changes, id: rule.id, source: rule.source)
        }
    }

    private func isAtWork(_ rule: Rule) -> Bool {
        rule.effect == .allow && hearing.isInForce(rule) && !rule.hasExpired(at: hearing.now)
    }

    /// What the inviter lacks of a rule's conditions.
    private func joining(_ rule: Rule, preferring roles: Set<RoleTemplateID>? = nil) -> [Change] {
        let (condition, inviter) = (rule.inviters, hearing.inviter)
        var changes: [Change] = []
        if let users = condition.users, !users.contains(inviter.id) { changes.append(.user(users)) }
        if let callers = condition.callers, !callers.contains(hearing.caller.app) {
            changes.append(.caller(policy.callers.filter { callers.contains($0.app) }))
        }
        if let groups = condition.groups, Finding.any(of: groups, in: inviter.groups, .groups) != .yes {
            changes.append(.group(groups))
        }
        if let wanted = condition.directoryRoles,
            Finding.any(of: wanted, in: inviter.directoryRoles, .directoryRoles) != .yes
        {
            changes.append(.role(wanted, preferring: roles))
        }
        if let wanted = condition.appRoles, Finding.any(of: wanted, in: inviter.appRoles, .appRoles) != .yes {
            changes.append(.appRole(wanted))
        }
        if let kind = condition.userKind, inviter.userKind.value != kind { changes.append(.userKind(kind)) }
        return changes
    }

    /// Grants that match, each with what it asks besides.
    private var unmetGrants: [Alternative] {
        hearing.grants().compactMap { grant in
            guard case .fails(let failures) = grant.outcome else { return nil }
            let rule = policy.rules.first { $0.id == grant.match.id }
            let asked = rule.map { GrantRequirements(policy.requirements, $0) } ?? GrantRequirements(policy.requirements)
            let changes = failures.compactMap { Change.meeting($0, asked, grant.exhausted) }
            return Alternative(changes: changes, id: grant.match.id, source: grant.match.source)
        }
    }
}

extension Change {
    static func meeting(_ requirement: Requirement, _ asked: GrantRequirements, _ exhausted: QuotaClaim?) -> Change? {
        switch requirement {
        case .invitedUserType: asked.userType.map(Change.type)
        case .redirectHosts: .redirect(asked.common.hosts)
        case .ccRecipients: .withoutCopy
        case .message: .withoutMessage(asked.common.message)
        case .messageDelivery: .mailedByCaller
        case .displayName: .plainName
        case .displayNameGiven: .givenName
        case .justification: .justification
        case .ticket: .ticket
        case .sponsor: .sponsor
        case .newGuest: .newGuest
        case .quota: exhausted.map(Change.waiting)
        }
    }
}
