import Invitations

/// One invitation before one policy: the inputs, and what both sides' facts come to.
struct Hearing {
    /// A rule that is about the invited address and not ruled out by what is known of the inviter.
    struct Concerned {
        let rule: Rule
        /// Never `.no`.
        let finding: Finding
    }

    let policy: Policy
    let request: InvitationRequest
    let inviter: InviterFacts
    let caller: PolicyCaller
    let context: DecisionContext
    let usage: QuotaUsage
    let now: Timestamp
    /// Whether report-only rules count as if they were in force.
    let enforcesAll: Bool
    let concerned: [Concerned]
    /// What would otherwise be refused before any rule, so that only a rule which permits it can grant.
    let needed: [Permission]
    /// Refused before any rule, whatever a rule permits.
    let isInternal: Bool
    let content: MessageContent?

    init(
        policy: Policy, request: InvitationRequest, inviter: InviterFacts, caller: PolicyCaller,
        context: DecisionContext, usage: QuotaUsage, now: Timestamp, enforcesAll: Bool = false
    ) {
        (self.policy, self.request, self.inviter, self.caller) = (policy, request, inviter, caller)
        (self.context, self.usage, self.now, self.enforcesAll) = (context, usage, now, enforcesAll)
        concerned = policy.rules(about: request.invitedUserEmailAddress).compactMap { rule in
            let finding = rule.inviters.holds(for: inviter, through: caller)
            return finding == .no ? nil : Concerned(rule: rule, finding: finding)
        }
        needed = Permission.needed(for: request)
        isInternal = policy.internalDomains.contains(request.invitedUserEmailAddress.domain)
        content = context.message ?? MessageContent(of: request)
    }

    var address: EmailAddress { request.invitedUserEmailAddress }

    func isInForce(_ rule: Rule) -> Bool { enforcesAll || rule.mode == .enforce }

    /// Enabled, and the caller may name this inviter.
    func head() -> Ruling? {
        switch inviter.enabled.value {
        case nil: return .undecided([.enabled], step: 0)
        case false?: return .denied(.inviterDisabled, step: 0)
        case true?: break
        }
        guard inviter.proof != .token else { return nil }
        var mayName = Finding.any(of: caller.mayNameGroups, in: inviter.groups, .groups)
        if !caller.mayNamePrivilegedRoles {
            mayName = mayName.and(holdsPrivilegedRole.negated)
        }
        switch mayName {
        case .yes: return nil
        case .no: return .denied(.callerMayNotNameInviter, step: 0)
        case .unknown(let missing): return .undecided(missing, step: 0)
        }
    }

    private var holdsPrivilegedRole: Finding {
        guard let roles = inviter.directoryRoles.value else { return .unknown([.directoryRoles]) }
        return roles.contains(where: DirectoryRole.isPrivileged) ? .yes : .no
    }

    /// What no rule is asked about, and what a rule must permit by name.
    func stepZero() -> Ruling? {
        if request.invitedUser != nil, !request.resetRedemption {
            return .denied(.internalConversionNotPermitted, step: 0, target: Target.user)
        }
        if isInternal { return .denied(.internalDomain, step: 0, target: Target.address) }
        for permission in needed {
            let finding = concerned.reduce(Finding.no) { $0.or(permits($1, permission)) }
            switch finding {
            case .yes: continue
            case .no: return .denied(permission.reason, step: 0, target: permission.target)
            case .unknown(let missing): return .undecided(missing, step: 0, target: permission.target)
            }
        }
        return nil
    }

    /// Whether the rule, in force, permits it to this inviter.
    func permits(_ concerned: Concerned, _ permission: Permission) -> Finding {
        let rule = concerned.rule
        guard rule.permit.contains(permission), isInForce(rule), !rule.hasExpired(at: now) else { return .no }
        return concerned.finding.and(.any(of: permission.roles, in: inviter.directoryRoles, .directoryRoles))
    }

    /// Who may invite at all.
    func level() -> Ruling? {
        let admin = Finding.any(of: policy.adminRoles, in: inviter.directoryRoles, .directoryRoles)
        let finding: Finding =
            switch policy.level {
            case .everyone: .yes
            case .adminsGuestInvitersAndAllMembers: Finding.equal(.member, inviter.userKind, .userKind).or(admin)
            case .adminsAndGuestInviters: admin
            case .none: .no
            }
        switch finding {
        case .yes: return nil
        case .no: return .denied(.whoMayInvite, step: 1)
        case .unknown(let missing): return .undecided(missing, step: 1)
        }
    }

    /// What the decision would be with report-only rules in force; nil where none of them matches and it would be the same.
    /// A rule has a say without matching, too: an exclusive one keeps its domains from other grants, and one that is
    /// about the copy's address keeps the copy back.
    func reportOfRules(beside ruling: Ruling) -> ReportOnlyVerdict? {
        guard !enforcesAll, policy.hasReportOnlyRules else { return nil }
        let other = Hearing(
            policy: policy, request: request, inviter: inviter, caller: caller, context: context, usage: usage,
            now: now, enforcesAll: true)
        let enforced = other.stepZero() ?? other.level() ?? other.weigh().ruling
        let matches = concerned.contains { $0.rule.mode == .reportOnly && !$0.rule.hasExpired(at: now) }
        return matches || enforced.verdict != ruling.verdict ? ReportOnlyVerdict(enforced) : nil
    }
}

extension Finding {
    var negated: Finding {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: self
        }
    }
}

extension Permission {
    /// The roles of which Entra asks one: for a reset, Helpdesk Administrator at least (reset redemption status,
    /// Microsoft Entra documentation); for a member, a company administrator (create invitation, `invitedUserType`).
    var roles: Set<RoleTemplateID> {
        switch self {
        case .resetRedemption:
            [
                DirectoryRole.helpdeskAdministrator.template, DirectoryRole.userAdministrator.template,
                DirectoryRole.globalAdministrator.template,
            ]
        case .memberType: [DirectoryRole.globalAdministrator.template]
        }
    }

    var reason: ReasonCode {
        switch self {
        case .resetRedemption: .resetRedemptionNotPermitted
        case .memberType: .userTypeNotPermitted
        }
    }

    var target: String {
        switch self {
        case .resetRedemption: Target.reset
        case .memberType: Target.userType
        }
    }

    /// What of the request only a permission lets past step 0, in the order of checks.
    static func needed(for request: InvitationRequest) -> [Permission] {
        var needed: [Permission] = []
        if request.resetRedemption { needed.append(.resetRedemption) }
        if request.invitedUserType != .guest { needed.append(.memberType) }
        return needed
    }
}
