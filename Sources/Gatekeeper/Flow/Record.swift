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
    /// Makes the decision's entry durable, together with the places that it takes in quotas; only then is an approval an
    /// ``Admission``, and a denial told.
    ///
    /// The quotas were judged on a snapshot. Where others were quicker, the decision is made again with what the counters
    /// came to: by another grant perhaps, or as `quotaExceeded`.
    func record(_ heard: Dossier) async throws(Refusal) -> Admission {
        var dossier = heard
        // Each round finds a counter full that was not known to be: there are no more rounds than counters.
        for _ in 0...dossier.circumstances.quotas.count {
            let (record, invitee, decision) = try entry(of: dossier)
            guard let usage = try await reserve(decision.claims, by: record, invitee) else {
                observer.decided(record)
                return try admission(for: decision, of: dossier)
            }
            for counter in decision.claims.map(\.counter) { dossier.circumstances.usage[counter] = usage[counter.key] ?? 0 }
            do { dossier.decision = try judge(dossier) } catch { throw await recorded(error, of: dossier) }
        }
        throw await recorded(Objection(.record, .internalError, "The quotas came to no end."), of: dossier)
    }

    /// The entry's record and what goes beside it.
    func entry(of dossier: Dossier) throws(Refusal) -> (record: DecisionRecord, invitee: Invitee, decision: Decision) {
        guard let request = dossier.request, let inviter = dossier.inviter, let listed = dossier.listed,
            let decision = dossier.decision
        else { throw Refusal(.record, .internalError, "The request was recorded out of order.") }
        return (DecisionRecord(decision, dossier, request, inviter, listed), Invitee(request), decision)
    }

    /// Writes the entry with its places in quotas, both or neither.
    ///
    /// - Returns: nil when it is written; what the counters stand at when one of them is full and nothing was written.
    private func reserve(
        _ claims: [QuotaClaim], by record: DecisionRecord, _ invitee: Invitee
    ) async throws(Refusal) -> [String: Int]? {
        guard !claims.isEmpty else {
            try await append(.decision(record, invitee: invitee, key: newKey()))
            return nil
        }
        let reservations = claims.map {
            QuotaReservation(counter: $0.counter.key, limit: $0.limit, ends: $0.counter.end)
        }
        let draft = ReservingDraft.decision(record, invitee: invitee, key: newKey(), reserving: reservations)
        do {
            guard case .exhausted(let usage) = try await audit.append(draft) else { return nil }
            return usage
        } catch {
            throw unrecorded(error, record.decision)
        }
    }

    private func admission(for decision: Decision, of dossier: Dossier) throws(Refusal) -> Admission {
        if case .denied(let reason) = decision.verdict {
            var refusal = Refusal(.decide, reason, decision.message, target: decision.target)
            refusal.decisionID = dossier.decisionID
            throw refusal
        }
        guard decision.isApproved, let request = dossier.request,
            case .createInvitation(let version, _) = dossier.submission.operation
        else { throw Refusal(.record, .internalError, "The request was not decided.") }
        return Admission(
            decisionID: dossier.decisionID, body: request.graphBody(), version: version,
            trace: RequestTrace(
                clientRequestID: dossier.submission.clientRequestID, traceparent: dossier.submission.traceparent))
    }

    /// The one door through which every refusal of a verified caller leaves that is no decision: recorded.
    func recorded(_ objection: Objection, of dossier: Dossier) async -> Refusal {
        var refusal = Refusal(
            objection.stage, objection.reason, objection.message, target: objection.target,
            retryAfter: objection.retryAfter)
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

    func append(_ draft: EntryDraft) async throws(Refusal) {
        do {
            _ = try await audit.append(draft)
        } catch {
            throw unrecorded(error, draft.decision)
        }
    }

    private func unrecorded(_ error: AuditUnavailable, _ decision: DecisionID?) -> Refusal {
        observer.auditFailed(error, decision: decision, at: world.now())
        return Refusal(
            .record, .auditUnavailable,
            "The decision cannot be recorded at the moment, so nothing was sent. Try again shortly.", retryAfter: 5)
    }

    func newKey() -> CommitmentKey {
        let (first, second) = (world.randomPair(), world.randomPair())
        return CommitmentKey(random: (first.0, first.1, second.0, second.1))
    }
}
