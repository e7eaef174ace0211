import AuditTrail
import GraphFormat
import InvitationPolicy
import Invitations

/// Permission to send one invitation, once: it exists only after the decision's entry is durable, and sending
/// consumes it. A send without a record, or a second send, does not compile.
struct Admission: ~Copyable {
    let decisionID: DecisionID
    /// Of the decision's entry.
    let receipt: AuditReceipt
    /// Built from the judged request.
    let body: [UInt8]
    let version: GraphVersion
    let trace: RequestTrace
    /// In whose name and to where: what the way out is paced and guarded by.
    let passage: Outbound.Passage
    /// When the request began, in monotonic nanoseconds.
    let startedNanoseconds: UInt64

    fileprivate init(
        decisionID: DecisionID, receipt: AuditReceipt, body: [UInt8], version: GraphVersion, trace: RequestTrace,
        passage: Outbound.Passage, startedNanoseconds: UInt64
    ) {
        self.decisionID = decisionID
        self.receipt = receipt
        self.body = body
        self.version = version
        self.trace = trace
        self.passage = passage
        self.startedNanoseconds = startedNanoseconds
    }
}

extension Gate {
    /// Makes the decision's entry durable, together with the places that it takes in quotas; only then is an approval an
    /// ``Admission``, and a denial told.
    ///
    /// The quotas were judged on a snapshot. Where others were quicker, the decision is made again with what the counters
    /// came to: by another grant perhaps, or as `quotaExceeded`.
    ///
    /// - Returns: nil when another decision acts under the request's idempotency key; then nothing was written.
    func record(_ heard: Dossier) async throws(Refusal) -> Admission? {
        guard heard.first == nil else { return nil }
        var dossier = heard
        // Each round finds a counter full that was not known to be: there are no more rounds than counters.
        for _ in 0...dossier.circumstances.quotas.count {
            let (record, invitee, decision) = try entry(of: dossier)
            let usage: [String: Int]
            switch try await reserve(decision.claims, under: dossier.claim?.claim, by: record, invitee) {
            case .held(let receipt):
                observer.decided(record)
                return try admission(for: decision, of: dossier, receipt)
            case .taken: return nil
            case .exhausted(let found): usage = found
            }
            if let objection = ceilingObjection(usage, dossier) { throw await recorded(objection, of: dossier) }
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

    /// Writes the entry with its places in quotas and its claim, all or nothing.
    private func reserve(
        _ claims: [QuotaClaim], under claim: KeyClaim?, by record: DecisionRecord, _ invitee: Invitee
    ) async throws(Refusal) -> QuotaAnswer {
        var reservations = claims.map {
            QuotaReservation(counter: $0.counter.key, limit: $0.limit, ends: $0.counter.end)
        }
        if record.verdict == .approved, let ceiling = outbound.ceiling { reservations.append(ceiling.reservation(at: record.time)) }
        guard claim != nil || !reservations.isEmpty else {
            return .held(try await append(.decision(record, invitee: invitee, key: newKey())))
        }
        let draft = ReservingDraft.decision(record, invitee: invitee, key: newKey(), reserving: reservations, claiming: claim)
        do {
            return try await audit.append(draft)
        } catch {
            throw unrecorded(error, record.decision)
        }
    }

    /// The tenant's day is full: no denial by the policy, which may well say yes tomorrow.
    private func ceilingObjection(_ usage: [String: Int], _ dossier: Dossier) -> Objection? {
        guard let ceiling = outbound.ceiling, usage[ceiling.key(at: dossier.receivedAt), default: 0] >= ceiling.limit else { return nil }
        outbound.metrics.ceilingReached()
        return ceiling.objection(receivedAt: dossier.receivedAt, now: world.now())
    }

    private func admission(
        for decision: Decision, of dossier: Dossier, _ receipt: AuditReceipt
    ) throws(Refusal) -> Admission {
        if case .denied(let reason) = decision.verdict {
            var refusal = Refusal(.decide, reason, decision.message, target: decision.target)
            refusal.decisionID = dossier.decisionID
            refusal.receipt = Receipt(receipt)
            throw refusal
        }
        guard decision.isApproved, let request = dossier.request, let inviter = dossier.inviter,
            case .createInvitation(let version, _) = dossier.submission.operation
        else { throw Refusal(.record, .internalError, "The request was not decided.") }
        return Admission(
            decisionID: dossier.decisionID, receipt: receipt, body: request.graphBody(), version: version,
            trace: RequestTrace(
                clientRequestID: dossier.submission.clientRequestID, traceparent: dossier.submission.traceparent),
            passage: Outbound.Passage(
                place: .init(application: dossier.caller.application, inviter: inviter.id),
                domain: request.invitedUserEmailAddress.domain), startedNanoseconds: dossier.startedNanoseconds)
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
        if objection.isOverPace, let sum = leftOut.takes(record) {
            observer.refused(record)
            refusal.decisionID = sum
            return refusal
        }
        do {
            let invitee = dossier.request.map { InviteeRow(invitee: Invitee($0), key: newKey()) }
            refusal.receipt = Receipt(try await append(.refusal(record, invitee: invitee)))
        } catch {
            return error
        }
        observer.refused(record)
        return refusal
    }

    @discardableResult
    func append(_ draft: EntryDraft) async throws(Refusal) -> AuditReceipt {
        do {
            return try await audit.append(draft)
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
