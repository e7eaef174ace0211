import AuditTrail
import GraphFormat
import Invitations

extension Gate {
    /// Answers a request from what became of the earlier one under its claim: recorded, and nothing sent.
    ///
    /// The caller is verified and listed, and the inviter named as ever; the policy is not asked again. What is told was done
    /// with its consent then, and a no of today would say falsely that it was not.
    func replay(to heard: Dossier) async throws(Refusal) -> Invited {
        var dossier = heard
        if dossier.first == nil {
            // Another request took the claim while this one was judged.
            do {
                dossier.first = try await first(under: dossier.claim, in: dossier)
                if dossier.first == nil { dossier.decision = try judge(dossier) }
            } catch {
                throw await recorded(error, of: dossier)
            }
        }
        guard let first = dossier.first else { return try await carryOut(dossier) }
        guard let inviter = dossier.inviter, let claim = dossier.claim else {
            throw Refusal(.claim, .internalError, "The request was answered out of order.")
        }
        let replay = Replay(of: first, found: claim.basis)
        let record = ReplayedRecord(
            first: first.decision, time: dossier.receivedAt, request: RequestRecord(dossier.submission),
            caller: CallerRecord(dossier), inviter: inviter.id, proof: inviter.proof, basis: claim.basis,
            answer: replay.answer, status: replay.status, reason: replay.reason)
        try await append(.replayed(record))
        observer.replayed(record)
        return try replay.result.get()
    }
}

/// What a twin is told.
private struct Replay {
    let answer: ReplayedRecord.Answer
    let result: Result<Invited, Refusal>

    init(of first: HeldClaim, found basis: ReplayedRecord.Basis) {
        switch first.standing {
        case .settled(let settled, let reply) where settled.outcome == .created:
            guard let reply else {
                answer = .alreadyCreated
                result = .failure(Self.alreadyCreated(settled, first, basis))
                return
            }
            answer = .created
            var invited = Invited(
                decisionID: first.decision,
                answer: GraphAnswer(status: reply.status, body: reply.body, requestID: reply.requestID))
            invited.receipt = first.receipt.map(Receipt.init)
            invited.isReplay = true
            result = .success(invited)
        case .settled(let settled, let reply):
            answer = .refused
            let graph = reply.map { GraphAnswer(status: $0.status, body: $0.body, requestID: $0.requestID) }
            let refusal = Refusal(
                .send, .graphRefused, "Microsoft Graph refused the invitation.", graph: graph ?? Self.answer(settled))
            result = .failure(Self.marked(refusal, first, isReplay: true))
        case .open, .inDoubt:
            answer = .inDoubt
            result = .failure(Self.inDoubt(first, basis))
        }
    }

    var reason: ReasonCode? { if case .failure(let refusal) = result { refusal.reason } else { nil } }

    var status: Int {
        switch result {
        case .success(let invited): invited.answer.status
        case .failure(let refusal): refusal.reason.kind.status ?? refusal.graph?.status ?? 502
        }
    }

    /// Graph's refusal as far as the trail has it.
    private static func answer(_ settled: SettledOutcome) -> GraphAnswer {
        let message = "Microsoft Graph refused the invitation. What it said is not kept any more."
        let body = ErrorEnvelope(code: settled.graphCode ?? "GraphRefused", message: message).bytes()
        return GraphAnswer(status: settled.graphStatus ?? 400, body: body, requestID: settled.graphRequestID)
    }

    private static func alreadyCreated(
        _ settled: SettledOutcome, _ first: HeldClaim, _ basis: ReplayedRecord.Basis
    ) -> Refusal {
        var refusal = Refusal(
            .claim, .alreadyCreated,
            "\(basis.earlierRequest) created the invitation. Graph's answer to it is not kept any more; nothing was sent now.",
            target: basis.target)
        refusal.guest = settled.guest
        return marked(refusal, first, isReplay: true)
    }

    private static func inDoubt(_ first: HeldClaim, _ basis: ReplayedRecord.Basis) -> Refusal {
        var refusal = Refusal(
            .claim, .inDoubt,
            "\(basis.earlierRequest) may or may not have created the invitation. Nothing was sent now; ask about its decision before sending the invitation again.",
            target: basis.target)
        if case .open = first.standing {
            refusal.message = "\(basis.earlierRequest) has no outcome yet. Nothing was sent now; ask again in the same way."
            refusal.retryAfter = 5
        }
        return marked(refusal, first, isReplay: false)
    }

    private static func marked(_ refusal: Refusal, _ first: HeldClaim, isReplay: Bool) -> Refusal {
        var refusal = refusal
        refusal.decisionID = first.decision
        refusal.receipt = first.receipt.map(Receipt.init)
        refusal.isReplay = isReplay
        return refusal
    }
}

extension ReplayedRecord.Basis {
    fileprivate var earlierRequest: String {
        switch self {
        case .key: "An earlier request with the same \(idempotencyKeyHeader)"
        case .window: "The same request a moment ago (send \(resendHeader): true where another is meant)"
        }
    }

    fileprivate var target: String? {
        switch self {
        case .key: idempotencyKeyHeader
        case .window: nil
        }
    }
}
