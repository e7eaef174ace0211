import AuditTrail
import InvitationPolicy
import Invitations

extension Gate {
    /// Nothing is judged by a policy that its source has not borne out for longer than the operator allows.
    func requireFreshPolicy(_ dossier: Dossier) throws(Objection) {
        guard policies.refusesForAge(at: dossier.receivedAt) else { return }
        throw Objection(
            .decide, .policyTooOld,
            "The gate's policy could not be confirmed for too long, so nothing is judged by it. Nothing was sent; try again later.",
            detail: "last confirmed \(policies.confirmedAt)")
    }

    /// Facts are as old as the request took, and a caller who waits longer has gone: nothing is looked up or sent for it
    /// any more.
    func requireTime(_ dossier: Dossier) throws(Objection) {
        let elapsed = world.monotonicNanoseconds() - dossier.startedNanoseconds
        guard elapsed < UInt64(deadlineSeconds) * 1_000_000_000 else {
            throw Objection(
                .decide, .deadlineExceeded,
                "The request took longer than \(deadlineSeconds) seconds to judge. Nothing was sent; try again.")
        }
    }

    /// The policy's decision: pure, from what the dossier holds.
    func judge(_ dossier: Dossier) throws(Objection) -> Decision {
        guard let request = dossier.request, let inviter = dossier.inviter, let listed = dossier.listed else {
            throw Objection(.decide, .internalError, "The request was judged out of order.")
        }
        try requireTime(dossier)
        let decision = dossier.policy.policy.decide(
            request, by: inviter, through: listed, context: dossier.context, usage: dossier.circumstances.usage,
            at: dossier.receivedAt)
        if case .undecided(let missing) = decision.verdict {
            // Not a denial: the answer may be yes once the fact is known.
            throw Objection(
                .decide, .factsUnavailable,
                "What the policy needs to know about the inviter cannot be learned at the moment. Nothing was sent; try again.",
                detail: "unknown: \(missing.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return decision
    }
}

extension Dossier {
    /// What the decision rests on besides the inviter and the invitation.
    var context: DecisionContext {
        DecisionContext(
            justification: submission.justification, ticket: submission.ticket, sponsor: circumstances.sponsor,
            guestExists: circumstances.guestExists, message: circumstances.message)
    }
}
