public import Invitations

// What a decision wants to know besides the inviter: asked before it, so that nothing is looked up for nothing.

extension Policy {
    /// The counters that a decision about this invitation can look at, each once and sorted; none where no quota can
    /// matter.
    public func quotaCounters(
        for request: InvitationRequest, by inviter: ObjectID, through caller: PolicyCaller, at now: Timestamp
    ) -> [QuotaCounter] {
        quotas(for: request, by: inviter, through: caller, at: now).map(\.counter)
    }

    /// The same with their limits.
    public func quotas(
        for request: InvitationRequest, by inviter: ObjectID, through caller: PolicyCaller, at now: Timestamp
    ) -> [QuotaClaim] {
        guard hasQuotas, !isSettledByLists(request) else { return [] }
        let domain = request.invitedUserEmailAddress.domain
        var claims = requirements.quotas.flatMap {
            $0.claims(scope: QuotaCounter.defaults, inviter: inviter, domain: domain, at: now)
        }
        for rule in grantingRules(for: request, from: caller) {
            claims += rule.quotas.flatMap {
                $0.claims(scope: QuotaCounter.scope(ofRule: rule.id), inviter: inviter, domain: domain, at: now)
            }
        }
        return claims.sorted { $0.counter < $1.counter }
    }

    /// Whether a decision about this invitation can ask who the sponsor is.
    public func needsSponsor(for request: InvitationRequest, from caller: PolicyCaller) -> Bool {
        guard !isSettledByLists(request) else { return false }
        return requirements.sponsor || grantingRules(for: request, from: caller).contains { $0.require.sponsor }
    }

    /// Whether a decision about this invitation asks if the guest is there already, or its record does.
    public func needsGuest(for request: InvitationRequest) -> Bool {
        existingGuest != .forward && !request.resetRedemption && !isSettledByLists(request)
    }

    /// Denied whatever else is known. A policy that only reports records what it would have said, for which the rest
    /// does not matter either.
    private func isSettledByLists(_ request: InvitationRequest) -> Bool {
        let domain = request.invitedUserEmailAddress.domain
        return internalDomains.contains(domain) || denied.contains(domain)
    }

    private func grantingRules(for request: InvitationRequest, from caller: PolicyCaller) -> [Rule] {
        rules(about: request.invitedUserEmailAddress).filter { rule in
            rule.effect == .allow && rule.inviters.callers?.contains(caller.app) ?? true
        }
    }
}
