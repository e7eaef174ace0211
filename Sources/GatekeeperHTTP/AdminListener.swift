import AuditTrail
import HTTPTypes
import HummingbirdCore
public import Invitations
public import Logging
import NIOCore
public import ServiceLifecycle
public import StrictJSON

/// What the admin listener shows, as closures over the running service.
public struct AdminSources: Sendable {
    /// Why the service is not ready, or nothing when it is.
    public var notReadyBecause: @Sendable () async -> [String]
    /// The Prometheus text exposition.
    public var metrics: @Sendable () -> String
    public var status: @Sendable () async -> JSON

    public init(
        notReadyBecause: @escaping @Sendable () async -> [String], metrics: @escaping @Sendable () -> String,
        status: @escaping @Sendable () async -> JSON
    ) {
        self.notReadyBecause = notReadyBecause
        self.metrics = metrics
        self.status = status
    }
}

/// The operator's listener: probes, metrics, status. Loopback unless the settings say otherwise; it changes nothing.
public struct AdminListener: Service {
    /// What a listener serves.
    public enum Scope: Sendable {
        case everything
        /// `/livez` and `/readyz` only: they say yes or no and may be reached from further away.
        case probes
    }

    private let scope: Scope
    private let sources: AdminSources
    private let configuration: ListenerConfiguration
    private let drain: Drain
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    public init(
        _ scope: Scope, sources: AdminSources, configuration: ListenerConfiguration, drain: Drain = Drain(),
        now: @escaping @Sendable () -> Timestamp, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.scope = scope
        self.sources = sources
        self.configuration = configuration
        self.drain = drain
        self.now = now
        self.logger = logger
        self.onListening = onListening
    }

    public func run() async throws {
        let writer = AnswerWriter(now: now)
        let sources = sources
        let (scope, drain) = (scope, drain)
        let server = ConnectionServer(configuration: configuration, drain: drain, closesEarly: true, logger: logger)
        try await server.run(onListening: onListening) { request, response, _ in
            var answer = await Self.answer(request, scope, from: sources)
            answer.endsConnection = drain.isBegun
            try await response.write(response: writer.head(of: answer), body: writer.body(of: answer))
            try answer.endConnection()
        }
    }

    private static func answer(_ request: Request, _ scope: Scope, from sources: AdminSources) async -> Answer {
        guard request.method == .get || request.method == .head else {
            var answer = text(.methodNotAllowed, "method not allowed\n")
            answer.headers[.allow] = "GET, HEAD"
            return answer
        }
        var answer: Answer
        switch RequestReader.path(of: request) {
        case "/livez": answer = text(.ok, "ok\n")
        case "/readyz":
            // Says yes or no only: the probe may be reachable from further away than the status is.
            let ready = await sources.notReadyBecause().isEmpty
            answer = ready ? text(.ok, "ok\n") : text(.serviceUnavailable, "not ready\n")
        case "/metrics" where scope == .everything:
            answer = text(.ok, sources.metrics())
            answer.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
        case "/status" where scope == .everything:
            answer = text(.ok, "")
            // Somebody reads it with curl on a terminal, and policies and commands have put texts into it.
            answer.body = Array(await sources.status().visibleText().utf8)
            answer.headers[.contentType] = "application/json"
        default: answer = text(.notFound, "not found\n")
        }
        answer.withholdsBody = request.method == .head
        return answer
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> Answer {
        Answer(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: Array(text.utf8))
    }
}
