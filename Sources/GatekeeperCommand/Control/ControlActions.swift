import AuditTrail
import Gatekeeper
import Invitations
import Logging
import StrictJSON

/// What commands over the control socket do to the running service.
struct ControlActions: Sendable {
    typealias Act = @Sendable (CommandRecord) async throws(AuditUnavailable) -> Void

    var status: @Sendable () async -> JSON
    /// Reads policies and certificates anew, after the command's entry is written.
    var reload: @Sendable (CommandRecord) async throws(AuditUnavailable) -> [ReloadedPart]
    /// Stops forwarding, or suspends the inviter whom the record names, and then tells the trail; where it cannot be told, it
    /// holds all the same. Nil where the service cannot be paused.
    var pause: Act?
    /// Takes forwarding up again, or lifts the suspension of the inviter whom the record names, after the command's entry is
    /// written: nothing is loosened unrecorded.
    var resume: Act?
    /// What is known of suspensions; nil where the service knows none.
    var suspensions: Suspensions?

    /// What commands about one inviter ask the service.
    struct Suspensions: Sendable {
        /// The one in force, those included that another process brought about a moment ago.
        var standing: @Sendable (ObjectID) async -> Suspension?
        /// When one ends that begins now: after so many seconds, or after as many as the guards suspend for.
        var end: @Sendable (_ seconds: Int64?) -> Timestamp
        /// Whether invitations are sent at all.
        var isForwarding: @Sendable () -> Bool
    }
}

/// One thing that was read anew, and what came of it.
struct ReloadedPart: Hashable, Sendable {
    /// `policy`, `candidate`, `certificate`.
    var name: String
    var result: PolicyMetrics.LoadResult
    var faults: [String] = []
}

extension ControlActions {
    /// Carries out what was asked by somebody who may.
    func answer(to request: ControlRequest, from peer: ControlPeer, _ logger: Logger) async -> ControlAnswer {
        let record = CommandRecord(by: peer.description, why: request.why)
        if request.command != .status {
            logger.notice("command", metadata: ["command": "\(request.command.rawValue)", "by": "\(record.by)", "pid": "\(peer.pid)"])
        }
        do throws(AuditUnavailable) {
            switch request.command {
            case .status: return ControlAnswer("", result: await status())
            case .reload: return Self.answer(of: try await reload(record))
            case .pause:
                if let inviter = request.inviter { return try await suspend(inviter, for: request.seconds, record) }
                return try await act(pause, record, "Forwarding is paused: decisions are recorded, nothing is sent.")
            case .resume:
                if let inviter = request.inviter { return try await lift(inviter, record) }
                return try await act(resume, record, "Forwarding is taken up again, and no inviter is suspended.")
            case .handover: return ControlAnswer(exitCode: 2, "handover is not a command for people")
            }
        } catch {
            logger.error("command not recorded", metadata: ["command": "\(request.command.rawValue)", "error": "\(error)"])
            return ControlAnswer(exitCode: 4, "\(Self.unrecorded(request)): \(error)")
        }
    }

    private func act(_ act: Act?, _ record: CommandRecord, _ done: String) async throws(AuditUnavailable) -> ControlAnswer {
        guard let act else { return ControlAnswer(exitCode: 4, "This service cannot be paused.") }
        try await act(record)
        return ControlAnswer(done)
    }

    private func suspend(
        _ inviter: ObjectID, for seconds: Int64?, _ record: CommandRecord
    ) async throws(AuditUnavailable) -> ControlAnswer {
        var record = record
        (record.inviter, record.until) = (inviter, suspensions?.end(seconds))
        guard let until = record.until else { return Self.cannotSuspend }
        return try await act(pause, record, "Nothing is sent in the name of \(inviter) until \(until).")
    }

    private func lift(_ inviter: ObjectID, _ record: CommandRecord) async throws(AuditUnavailable) -> ControlAnswer {
        guard let suspensions else { return Self.cannotSuspend }
        guard await suspensions.standing(inviter) != nil else {
            return ControlAnswer(
                exitCode: 1, "\(inviter) is not suspended, so that nothing was changed. gatekeeper status lists who is, by object id.")
        }
        var record = record
        record.inviter = inviter
        let rest = suspensions.isForwarding() ? "" : " Forwarding as a whole is paused all the same; gatekeeper resume without --inviter ends that."
        return try await act(resume, record, "The suspension of \(inviter) is lifted.\(rest)")
    }

    /// How it stands after a command that the trail could not be told of. A pause alone holds before that: who stops sending
    /// must not be told that it goes on.
    private static func unrecorded(_ request: ControlRequest) -> String {
        guard request.command == .pause else { return "The command could not be recorded, so it was not done" }
        let held = request.inviter.map { "Nothing is sent in the name of \($0)" } ?? "Forwarding is paused"
        return "\(held) in this process. That could not be recorded, and is as soon as the trail takes entries; "
            + "until then a restart, or another process, would not know of it"
    }

    private static let cannotSuspend = ControlAnswer(exitCode: 4, "This service suspends no inviters.")

    private static func answer(of parts: [ReloadedPart]) -> ControlAnswer {
        let lines = parts.flatMap { part in ["\(part.name): \(part.result.inWords)"] + part.faults.map { "  \($0)" } }
        let result = parts.map { part -> JSON in
            [
                "name": .string(part.name), "result": .string(part.result.rawValue),
                "faults": .array(part.faults.map { .string($0) }),
            ]
        }
        let results = Set(parts.map(\.result))
        let code: Int32 = results.contains(.rejected) ? 3 : results.contains(.unrecorded) ? 4 : 0
        return ControlAnswer(exitCode: code, lines.joined(separator: "\n"), result: .array(result))
    }
}

extension PolicyMetrics.LoadResult {
    /// For the person who asked for it.
    var inWords: String {
        switch self {
        case .loaded: "loaded"
        case .unchanged: "read, and means what it meant"
        case .rejected: "not whole; what was in force stays"
        case .unrecorded: "could not be recorded; what was in force stays"
        }
    }
}
