public import Invitations

extension Policy {
    /// The facts about an inviter without which this request could not be decided, whoever the inviter turns out to be.
    ///
    /// Always `enabled`. Where an application or a chat names the inviter: roles and groups, as far as the caller's
    /// limits need them. An internal address needs no more. Then what the level of step 1 asks for, and what the rules
    /// do that are about this address; those of the rules are spared where a list denies the domain anyway.
    public func factsNeeded(
        for request: InvitationRequest, from caller: PolicyCaller, proof: InviterProof
    ) -> Set<FactKind> {
        var kinds: Set<FactKind> = [.enabled]
        if proof != .token {
            if !caller.mayNamePrivilegedRoles { kinds.insert(.directoryRoles) }
            if caller.mayNameGroups != nil { kinds.insert(.groups) }
        }
        if internalDomains.contains(request.invitedUserEmailAddress.domain) { return kinds }
        kinds.formUnion(factsForLevel)
        let isDenied = denied.contains(request.invitedUserEmailAddress.domain)
        let needsPermission = !Permission.needed(for: request).isEmpty
        if isDenied, !needsPermission { return kinds }
        if level == .none, !reportsWhoMayInvite, !needsPermission { return kinds }
        for rule in reachableRules(request, caller) {
            kinds.formUnion(rule.inviters.facts)
            if !rule.permit.isEmpty, needsPermission { kinds.insert(.directoryRoles) }
        }
        return kinds
    }

    /// The same, less what these facts tell or make needless: a member needs no role to be among all members.
    public func factsNeeded(
        for request: InvitationRequest, by inviter: InviterFacts, through caller: PolicyCaller
    ) -> Set<FactKind> {
        var kinds = factsNeeded(for: request, from: caller, proof: inviter.proof)
        if level == .adminsGuestInvitersAndAllMembers, inviter.userKind.value == .member, inviter.proof == .token,
            !needsRolesBesideLevel(request, caller)
        {
            kinds.remove(.directoryRoles)
        }
        return kinds.subtracting(inviter.known)
    }

    private var factsForLevel: Set<FactKind> {
        switch level {
        case .everyone, .none: []
        case .adminsGuestInvitersAndAllMembers: [.userKind, .directoryRoles]
        case .adminsAndGuestInviters: [.directoryRoles]
        }
    }

    private func needsRolesBesideLevel(_ request: InvitationRequest, _ caller: PolicyCaller) -> Bool {
        let needsPermission = !Permission.needed(for: request).isEmpty
        return reachableRules(request, caller).contains { rule in
            rule.inviters.directoryRoles != nil || needsPermission && !rule.permit.isEmpty
        }
    }

    /// The rules that could match: by the address invited or copied, and by the caller.
    private func reachableRules(_ request: InvitationRequest, _ caller: PolicyCaller) -> [Rule] {
        let copied = request.messageInfo?.ccRecipient.map { rules(about: $0.address) } ?? []
        return (rules(about: request.invitedUserEmailAddress) + copied).filter { rule in
            rule.inviters.callers?.contains(caller.app) ?? true
        }
    }
}
