import AuditTrail
import Logging
import StrictJSON

/// What commands over the control socket do to the running service.
struct ControlActions: Sendable {
    typealias Act = @Sendable (CommandRecord) async throws(AuditUnavailable) -> Void

    var status: @Sendable () async -> JSON
    /// Reads policies and certificates anew, after the command's entry is written.
    var reload: @Sendable (CommandRecord) async throws(AuditUnavailable) -> [ReloadedPart]
    /// Stops forwarding, and then tells the trail; where it cannot be told, forwarding is stopped all the same. Nil where the
    /// service cannot be paused.
    var pause: Act?
    /// Takes forwarding up again, after the command's entry is written: nothing is loosened unrecorded.
    var resume: Act?
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
            case .pause: return try await act(pause, record, "Forwarding is paused: decisions are recorded, nothing is sent.")
            case .resume: return try await act(resume, record, "Forwarding is taken up again.")
            case .handover: return ControlAnswer(exitCode: 2, "handover is not a command for people")
            }
        } catch {
            logger.error("command not recorded", metadata: ["command": "\(request.command.rawValue)", "error": "\(error)"])
            // A pause alone holds before the trail is told: who stops sending must not be told that it goes on.
            let stands =
                request.command == .pause
                ? "Forwarding is paused in this process. That could not be recorded, and is as soon as the trail takes entries; until then a restart, or another process, would not know of it"
                : "The command could not be recorded, so it was not done"
            return ControlAnswer(exitCode: 4, "\(stands): \(error)")
        }
    }

    private func act(_ act: Act?, _ record: CommandRecord, _ done: String) async throws(AuditUnavailable) -> ControlAnswer {
        guard let act else { return ControlAnswer(exitCode: 4, "This service cannot be paused.") }
        try await act(record)
        return ControlAnswer(done)
    }

    private static func answer(of parts: [ReloadedPart]) -> ControlAnswer {
        let lines = parts.flatMap { part in ["\(part.name): \(text(part.result))"] + part.faults.map { "  \($0)" } }
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

    private static func text(_ result: PolicyMetrics.LoadResult) -> String {
        switch result {
        case .loaded: "loaded"
        case .unchanged: "read, and means what it meant"
        case .rejected: "not whole; what was in force stays"
        case .unrecorded: "could not be recorded; what was in force stays"
        }
    }
}
