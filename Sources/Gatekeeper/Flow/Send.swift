import AuditTrail
import Invitations

/// What became of an admission.
struct Sent: Sendable {
    let decisionID: DecisionID
    /// Of the decision's entry.
    let receipt: AuditReceipt
    let outcome: SendOutcome
    /// From sending to the answer, without the wait for a turn.
    let milliseconds: Int64
}

extension Gate {
    /// How long after its deadline a request's decision may take to become durable, in seconds: after a longer wait, for a disk
    /// that hung, nothing is sent for it.
    public static let recordSeconds = 10

    /// Sends what was admitted, when it is its turn. Consumes the admission: there is no second send.
    func send(_ admission: consuming Admission) async -> Sent {
        let (body, version, trace) = (admission.body, admission.version, admission.trace)
        let receipt = admission.receipt
        let last = lastDeparture(of: admission.startedNanoseconds)
        let (outcome, milliseconds) = await outbound.forward(admission.passage) { [sender, world] mayRepeat in
            guard world.monotonicNanoseconds() < last else { return .notSent(.held(Held(.waitTooLong, retryAfter: 1))) }
            // A task of its own: a caller who hangs up must not turn a request on its way into one whose end nobody knows.
            return await Task { await sender.send(body, to: version, tracedBy: trace, mayRepeat: mayRepeat) }.value
        }
        return Sent(decisionID: admission.decisionID, receipt: receipt, outcome: outcome, milliseconds: milliseconds)
    }

    /// The last moment at which a request may leave. Whoever looks up what became of a decision, in this process or in
    /// another, goes by the longest that a request takes: one that left later, because its process was stopped or its disk hung
    /// meanwhile, could be sent after it was told that it never was.
    private func lastDeparture(of startedNanoseconds: UInt64) -> UInt64 {
        startedNanoseconds + UInt64(Int(deadlineSeconds) + Self.recordSeconds + outbound.limits.waitSeconds) * 1_000_000_000
    }
}
