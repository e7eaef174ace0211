import AuditTrail
import GraphFormat
import Invitations

extension Gate {
    /// Records what became of the invitation and gives the caller Graph's answer, or says what is known instead.
    ///
    /// When the outcome's entry cannot be written the answer is the same: the act is done, and the decision's entry
    /// stands in the trail without an outcome, in doubt, until it is settled.
    func close(_ sent: Sent, of dossier: Dossier) async throws(Refusal) -> Invited {
        let closing = Closing(sent)
        var record = closing.record
        record.time = world.now()
        do {
            let draft = EntryDraft.outcome(record, releasingQuota: closing.provesNotProcessed)
            if let claim = dossier.claim?.claim, let reply = closing.reply {
                _ = try await replays.append(draft, keeping: reply, under: claim)
            } else {
                _ = try await audit.append(draft)
            }
        } catch {
            observer.auditFailed(error, decision: sent.decisionID, at: world.now())
        }
        observer.closed(record)
        return try closing.result.get()
    }
}

/// The two faces of an outcome: what the trail says, and what the caller is told.
private struct Closing {
    var record: OutcomeRecord
    /// Whether the invitation gives back its places in quotas: nothing reached Graph, or Graph provably did not look at
    /// it. One that Graph looked at and refused was an attempt, and counts.
    let provesNotProcessed: Bool
    let result: Result<Invited, Refusal>
    /// Graph's word on the invitation, which a twin of the request is to be given too.
    private(set) var reply: KeptReply?

    init(_ sent: Sent) {
        record = OutcomeRecord(
            decision: sent.decisionID, time: Timestamp(milliseconds: 0), outcome: .unknown, duration: sent.milliseconds)
        var refusal: Refusal?
        var invited: Invited?
        provesNotProcessed =
            switch sent.outcome {
            case .notSent, .throttled, .unauthorized: true
            case .created, .refused, .unknown: false
            }
        switch sent.outcome {
        case .created(let answer):
            record.describe(answer)
            if let created = CreatedInvitation(body: answer.body) {
                record.outcome = .created
                record.invitation = created.id
                record.guest = created.guest
                invited = Invited(decisionID: sent.decisionID, answer: answer)
                invited?.receipt = Receipt(sent.receipt)
                reply = KeptReply(answer)
            } else {
                refusal = Self.outcomeUnknown(answer)
                record.detail = Uncertainty.answerNotUnderstood.rawValue
            }
        case .refused(let answer):
            record.describe(answer)
            record.outcome = .refused
            refusal = Refusal(.send, .graphRefused, "Microsoft Graph refused the invitation.", graph: answer)
            reply = KeptReply(answer)
        case .throttled(let answer, let retryAfter):
            record.describe(answer)
            record.outcome = .throttled
            refusal = Refusal(
                .send, .graphThrottled, "Microsoft Graph takes no more invitations at the moment. Nothing was sent.",
                retryAfter: retryAfter ?? 10, graph: answer)
        case .unauthorized(let answer):
            record.describe(answer)
            record.outcome = .refused
            refusal = Refusal(
                .send, .graphUnauthorized, "Microsoft Graph does not accept the gate's own credential. Nothing was sent.",
                graph: answer)
        case .notSent(let why):
            record.outcome = .notSent
            (record.detail, refusal) = Self.notSent(why)
        case .unknown(let answer, let why):
            if let answer { record.describe(answer) }
            record.detail = why.rawValue
            refusal = Self.outcomeUnknown(answer)
        }
        refusal?.decisionID = sent.decisionID
        refusal?.receipt = Receipt(sent.receipt)
        record.reason = refusal?.reason
        record.status = refusal.map { $0.reason.kind.status ?? $0.graph?.status ?? 502 } ?? 201
        result =
            if let invited { .success(invited) } else {
                .failure(refusal ?? Refusal(.send, .outcomeUnknown, "What became of the invitation is not known."))
            }
    }

    private static func outcomeUnknown(_ answer: GraphAnswer?) -> Refusal {
        Refusal(
            .send, .outcomeUnknown,
            "Microsoft Graph gave no clear answer: the invitation may or may not have been sent. Do not send it again before asking about this decision.",
            graph: answer)
    }

    private static func notSent(_ why: NotSent) -> (String, Refusal) {
        switch why {
        case .noToken(let code):
            (
                code,
                Refusal(
                    .send, .graphUnavailable, "The gate gets no token for Microsoft Graph. Nothing was sent.",
                    retryAfter: 10)
            )
        case .noConnection(let what):
            (
                what,
                Refusal(
                    .send, .graphUnavailable, "Microsoft Graph cannot be reached. Nothing was sent; try again.",
                    retryAfter: 5)
            )
        case .overloaded:
            (
                "overloaded",
                Refusal(
                    .send, .tooManyRequests,
                    "As many invitations as the gate sends at once are on their way. Nothing was sent; try again shortly.",
                    retryAfter: 2)
            )
        case .held(let held):
            (held.cause.rawValue, held.refusal)
        case .abandoned:
            (
                "abandoned",
                Refusal(
                    .send, .deadlineExceeded, "Time ran out before anything was sent to Microsoft Graph. Try again.")
            )
        }
    }
}

extension OutcomeRecord {
    fileprivate mutating func describe(_ answer: GraphAnswer) {
        graphStatus = answer.status
        graphRequestID = answer.requestID
        if answer.status >= 400 { graphCode = GraphErrorSummary(body: answer.body).code }
    }
}

extension KeptReply {
    fileprivate init?(_ answer: GraphAnswer) {
        self.init(status: answer.status, requestID: answer.requestID, body: answer.body)
    }
}
