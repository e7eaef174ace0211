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
    /// Sends what was admitted, when it is its turn. Consumes the admission: there is no second send.
    func send(_ admission: consuming Admission) async -> Sent {
        let (body, version, trace) = (admission.body, admission.version, admission.trace)
        let receipt = admission.receipt
        let (outcome, milliseconds) = await outbound.forward(admission.passage) { [sender] mayRepeat in
            // A task of its own: a caller who hangs up must not turn a request on its way into one whose end nobody knows.
            await Task { await sender.send(body, to: version, tracedBy: trace, mayRepeat: mayRepeat) }.value
        }
        return Sent(decisionID: admission.decisionID, receipt: receipt, outcome: outcome, milliseconds: milliseconds)
    }
}
