import AuditTrail
import GraphFormat
import InvitationPolicy
import Invitations

/// Permission to send one invitation, once: it exists only after the decision's entry is durable, and sending
/// consumes it. A send without a record, or a second send, does not compile.
struct Admission: ~Copyable {
    let decisionID: DecisionID
    /// Built from the judged request.
    let body: [UInt8]
    let version: GraphVersion
    let trace: RequestTrace

    fileprivate init(decisionID: DecisionID, body: [UInt8], version: GraphVersion, trace: RequestTrace) {
        self.decisionID = decisionID
        self.body = body
        self.version = version
        self.trace = trace
    }
}

extension Gate {
    /// Makes the decision's entry durable; only then is an approval an ``Admission``, and a denial told.
    func record(_ decision: Decision, of dossier: Dossier) async throws(Refusal) -> Admission {
        guard let request = dossier.request, let inviter = dossier.inviter, let listed = dossier.listed,
            case .createInvitation(let version, _) = dossier.submission.operation
        else { throw Refusal(.record, .internalError, "The request was recorded out of order.") }
        let record = DecisionRecord(decision, dossier, request, inviter, listed)
        try await append(.decision(record, invitee: Invitee(request), key: newKey()))
        observer.decided(record)
        if case .denied(let reason) = decision.verdict {
            var refusal = Refusal(.decide, reason, decision.message, target: decision.target)
            refusal.decisionID = dossier.decisionID
            throw refusal
        }
        guard decision.isApproved else { throw Refusal(.record, .internalError, "The request was not decided.") }
        return Admission(
            decisionID: dossier.decisionID, body: request.graphBody(), version: version,
            trace: RequestTrace(
                clientRequestID: dossier.submission.clientRequestID, traceparent: dossier.submission.traceparent))
    }

    /// The one door through which every refusal of a verified caller leaves that is no decision: recorded.
    func recorded(_ objection: Objection, of dossier: Dossier) async -> Refusal {
        var refusal = Refusal(objection.stage, objection.reason, objection.message, target: objection.target)
        refusal.decisionID = dossier.decisionID
        let record = RefusalRecord(
            decision: dossier.decisionID, time: dossier.receivedAt, request: RequestRecord(dossier.submission),
            caller: CallerRecord(dossier), inviter: dossier.inviter?.id ?? dossier.caller.user,
            proof: dossier.inviter?.proof, reason: objection.reason, status: objection.reason.kind.status ?? 500,
            target: objection.target, detail: objection.detail ?? objection.message,
            policy: PolicyReference(dossier.policy))
        do {
            let invitee = dossier.request.map { InviteeRow(invitee: Invitee($0), key: newKey()) }
            try await append(.refusal(record, invitee: invitee))
        } catch {
            return error
        }
        observer.refused(record)
        return refusal
    }

    private func append(_ draft: EntryDraft) async throws(Refusal) {
        do {
            _ = try await audit.append(draft)
        } catch {
            observer.auditFailed(error, decision: draft.decision, at: world.now())
            throw Refusal(
                .record, .auditUnavailable,
                "The decision cannot be recorded at the moment, so nothing was sent. Try again shortly.", retryAfter: 5)
        }
    }

    private func newKey() -> CommitmentKey {
        let (first, second) = (world.randomPair(), world.randomPair())
        return CommitmentKey(random: (first.0, first.1, second.0, second.1))
    }
}
