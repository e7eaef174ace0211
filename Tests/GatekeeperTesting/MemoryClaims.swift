public import AuditTrail
import Gatekeeper
public import Invitations
import Synchronization

/// A claim as the trail in memory holds it.
struct MemoryClaim {
    let claim: KeyClaim
    let decision: DecisionID
    let time: Timestamp
    let receipt: AuditReceipt
    var isHeld: Bool
    var outcome: SettledOutcome?
    var reply: KeptReply?

    init(_ claim: KeyClaim, _ decision: DecisionID, _ time: Timestamp, _ receipt: AuditReceipt) {
        (self.claim, self.decision, self.time, self.receipt) = (claim, decision, time, receipt)
        isHeld = claim.isHeldInDoubt
    }

    func counts(at now: Timestamp) -> Bool { isHeld || now < claim.expires }

    mutating func settle(_ draft: EntryDraft) {
        outcome = SettledOutcome(content: draft.content)
        if outcome?.outcome != .unknown { isHeld = false }
    }

    var held: HeldClaim {
        let standing: HeldClaim.Standing =
            switch outcome?.outcome {
            case nil: .open
            case .created, .refused: outcome.map { .settled($0, reply) } ?? .open
            case .unknown, .notSent, .throttled: .inDoubt
            }
        return HeldClaim(
            fingerprint: claim.fingerprint, decision: decision, decidedAt: time, receipt: receipt, standing: standing)
    }
}

extension MemoryAudit {
    public func claim(on key: Digest256, at now: Timestamp) async throws(AuditUnreadable) -> HeldClaim? {
        try heldClaim(on: key, at: now).get()
    }

    public func append(
        _ outcome: EntryDraft, keeping reply: KeptReply, under claim: KeyClaim
    ) async throws(AuditUnavailable) -> AuditReceipt {
        try await append(outcome, keeping: (reply, claim.key))
    }
}
