import AuditTrail
import InvitationPolicy
import Invitations

extension Gate {
    /// How long an invitation waits for what only the candidate wants to know.
    private static let shadowBudget = Duration.seconds(1)

    /// What the candidate says of the same request: asked when the policy in force has decided, for the record alone.
    ///
    /// What only it needs is looked up within a budget of its own. Where that cannot be had in time its verdict is
    /// `undecided`: nobody's invitation fails, or waits long, for a policy that decides nothing.
    func shadowed(_ dossier: Dossier) async -> CandidateRecord? {
        guard let shadow = dossier.shadow else { return nil }
        let reference = PolicyReference(shadow)
        guard let listed = shadow.policy.caller(dossier.caller.application) else {
            return CandidateRecord(policy: reference, verdict: .denied, reason: .callerNotListed)
        }
        let said: Decision? = await within(Self.shadowBudget) { [self] in
            await self.decision(of: shadow.policy, listed, in: dossier)
        }
        guard let decision = said else { return CandidateRecord(policy: reference, verdict: .undecided) }
        return CandidateRecord(decision, of: reference)
    }

    /// Nil where something that it rests on could not be learned.
    private func decision(of policy: Policy, _ listed: PolicyCaller, in heard: Dossier) async -> Decision? {
        var dossier = heard
        guard let request = dossier.request, let inviter = dossier.inviter else { return nil }
        let wanted = policy.factsNeeded(for: request, by: inviter, through: listed)
        let completed = try? await inviters.complete(inviter, with: wanted)
        let facts = completed ?? inviter
        dossier.inviter = facts
        // The sponsor is asked for anew: a caller may name one by name here and not there.
        let known = Circumstances(guestExists: heard.circumstances.guestExists, message: heard.circumstances.message)
        guard let circumstances = try? await circumstances(under: policy, listed, in: dossier, beyond: known) else { return nil }
        dossier.circumstances = circumstances
        return policy.decide(
            request, by: facts, through: listed, context: dossier.context, usage: circumstances.usage,
            at: dossier.receivedAt)
    }

    /// The work's answer, or nil when it takes longer; then nobody waits for it.
    private func within<Answer: Sendable>(
        _ budget: Duration, _ work: @escaping @Sendable () async -> Answer?
    ) async -> Answer? {
        let (answers, answer) = AsyncStream.makeStream(of: Answer?.self, bufferingPolicy: .bufferingOldest(1))
        let working = Task { _ = answer.yield(await work()) }
        let waiting = Task {
            try? await Task.sleep(for: budget)
            answer.yield(nil)
        }
        defer {
            working.cancel()
            waiting.cancel()
        }
        return await answers.first { _ in true } ?? nil
    }
}

extension CandidateRecord {
    fileprivate init(_ decision: Decision, of reference: PolicyReference) {
        let (verdict, reason): (Verdict, ReasonCode?) =
            switch decision.verdict {
            case .approved: (.approved, nil)
            case .denied(let reason): (.denied, reason)
            case .undecided: (.undecided, nil)
            }
        self.init(
            policy: reference, verdict: verdict, reason: reason, step: String(decision.step),
            rule: decision.deciding?.id, requirement: decision.failedRequirement)
    }
}
