import Invitations

/// What became of an admission.
struct Sent: Sendable {
    let decisionID: DecisionID
    let outcome: SendOutcome
    /// From sending to the answer.
    let milliseconds: Int64
}

extension Gate {
    /// Sends what was admitted. Consumes the admission: there is no second send.
    func send(_ admission: consuming Admission) async -> Sent {
        let started = world.monotonicNanoseconds()
        let (body, version, trace) = (admission.body, admission.version, admission.trace)
        // A task of its own: a caller who hangs up must not turn a request on its way into one whose end nobody knows.
        let outcome = await Task { [sender] in await sender.send(body, to: version, tracedBy: trace) }.value
        let elapsed = (world.monotonicNanoseconds() - started) / 1_000_000
        return Sent(decisionID: admission.decisionID, outcome: outcome, milliseconds: Int64(clamping: elapsed))
    }
}
