import CallerVerification
import GraphFormat
import Invitations

/// What became of one request of a batch.
public struct BatchAnswer: Sendable {
    /// As the request wrote it.
    public let id: String
    /// The request as it was judged.
    public let submission: Submission
    public let result: Result<Invited, Refusal>
}

extension Gate {
    /// How many requests of one batch are under way at once: enough that a batch is quicker than its requests one by one,
    /// few enough that it does not push aside those who send one.
    static let batchWidth = 4

    /// Several invitations in one request: the caller is verified once, then each is judged, recorded, sent and answered
    /// alone, as by ``admit(_:)``. They share the caller, the inviter, the policy in force and the time that one request
    /// has.
    ///
    /// - Returns: an answer for each, in the order in which they were written.
    /// - Throws: ``Refusal``, for a batch that could not be opened; nothing of it was done.
    public func admitAll(_ submission: Submission) async throws(Refusal) -> [BatchAnswer] {
        inFlight.enter()
        defer { inFlight.leave() }
        let caller = try await verify(submission)
        let batch = try await open(submission, from: caller)
        return await perform(batch)
    }

    private func open(_ submission: Submission, from caller: VerifiedCaller) async throws(Refusal) -> OpenBatch {
        var dossier = Dossier(submission, caller, policies, world)
        do throws(Objection) {
            try pace(dossier)
            try requireFreshPolicy(dossier)
            dossier.listed = try list(caller, in: dossier)
            guard case .batch(let version, let source) = submission.operation else {
                throw Objection(.parse, .internalError, "One invitation was judged as a batch.")
            }
            let kibibytes = BatchRequest.mostBytes / 1_024
            let bytes = try await read(source, of: submission, in: dossier, tooLarge: "The batch is larger than \(kibibytes) KiB.")
            do {
                return OpenBatch(dossier: dossier, caller: caller, version: version, items: try BatchRequest(body: bytes).items)
            } catch {
                throw Objection(.parse, error)
            }
        } catch {
            throw await recorded(error, of: dossier)
        }
    }

    private func perform(_ batch: OpenBatch) async -> [BatchAnswer] {
        var schedule = BatchSchedule(batch.items)
        var answers: [Int: BatchAnswer] = [:]
        await withTaskGroup(of: (place: Int, answer: BatchAnswer).self) { group in
            var underWay = 0
            while true {
                while underWay < Self.batchWidth, let step = schedule.next() {
                    group.addTask { await self.take(step, of: batch) }
                    underWay += 1
                }
                guard let (place, answer) = await group.next() else { break }
                underWay -= 1
                answers[place] = answer
                schedule.finish(place, succeeded: (try? answer.result.get()) != nil)
            }
        }
        return batch.items.indices.compactMap { answers[$0] }
    }

    private func take(_ step: BatchSchedule.Step, of batch: OpenBatch) async -> (place: Int, answer: BatchAnswer) {
        let (place, submission) =
            switch step {
            case .perform(let place): (place, batch.submission(place))
            case .fail(let place): (place, batch.submissionFailed(place))
            }
        let dossier = Dossier(submission, in: batch.dossier, world)
        var result: Result<Invited, Refusal>
        do throws(Refusal) { result = .success(try await admit(dossier, from: batch.caller)) } catch { result = .failure(error) }
        return (place, BatchAnswer(id: batch.items[place].id, submission: submission, result: result))
    }
}

/// A batch that could be read, and what its requests share.
private struct OpenBatch: Sendable {
    /// Of the whole.
    let dossier: Dossier
    let caller: VerifiedCaller
    let version: GraphVersion
    let items: [BatchItem]

    /// One of its requests as if it had come by itself, with the batch's headers.
    func submission(_ place: Int) -> Submission {
        let item = items[place]
        var submission = dossier.submission
        submission.batchItem = item.id
        if let id = item.clientRequestID.flatMap({ RequestID($0) }) { submission.clientRequestID = id }
        switch item.content {
        case .invitation(let body): submission.operation = .createInvitation(version, .init { .bytes(body) })
        case .refused(let fault, let requestLine):
            submission.operation = .unserved(fault.reason, requestLine: requestLine)
            submission.objection = Objection(.parse, fault)
        }
        return submission
    }

    /// One of its requests that will not be done.
    func submissionFailed(_ place: Int) -> Submission {
        var submission = submission(place)
        submission.objection = Objection(
            .parse, .dependencyFailed, "A request that this one depends on did not succeed, so nothing was sent for it.",
            target: "dependsOn")
        return submission
    }
}
