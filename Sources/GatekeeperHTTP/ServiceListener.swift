public import Gatekeeper
import HTTPTypes
import HummingbirdCore
public import Invitations
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// The listener that portals and bots talk to: bytes in, the flow, bytes out.
public struct ServiceListener: Service {
    private let gate: Gate
    private let configuration: ListenerConfiguration
    private let newRequestID: @Sendable () -> RequestID
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameter onListening: called with the bound port once connections are accepted.
    public init(
        gate: Gate, configuration: ListenerConfiguration, newRequestID: @escaping @Sendable () -> RequestID,
        now: @escaping @Sendable () -> Timestamp, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.gate = gate
        self.configuration = configuration
        self.newRequestID = newRequestID
        self.now = now
        self.logger = logger
        self.onListening = onListening
    }

    public func run() async throws {
        let reader = RequestReader(newRequestID: newRequestID)
        let writer = AnswerWriter(now: now)
        let gate = gate
        try await configuration.server(logger: logger, onListening: onListening) { request, response, channel in
            let body = BodyReading(request)
            let peer = channel.remoteAddress?.ipAddress ?? "unknown"
            let submission = reader.submission(of: request, body: body, peer: peer)
            var answer = await Self.answer(to: submission, by: gate, now)
            answer.leavesRequestUnread = !body.isWhole
            answer.withholdsBody = request.method == .head
            try await response.write(response: writer.head(of: answer), body: writer.body(of: answer))
            if answer.leavesRequestUnread { await body.linger() }
            try answer.endConnectionIfUnread()
        }.run()
    }

    private static func answer(
        to submission: Submission, by gate: Gate, _ now: @Sendable () -> Timestamp
    ) async -> Answer {
        do throws(Refusal) {
            if case .inquire = submission.operation {
                let judged = try await gate.inquire(submission)
                return ResponseRenderer(submission: submission, now: now()).answer(judged)
            }
            let invited = try await gate.admit(submission)
            return ResponseRenderer(submission: submission, now: now()).answer(invited)
        } catch {
            return ResponseRenderer(submission: submission, now: now()).answer(error)
        }
    }
}

/// Turns an answer into what the server writes.
struct AnswerWriter: Sendable {
    let now: @Sendable () -> Timestamp
    private let date = HTTPDate()

    init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    func head(of answer: Answer) -> HTTPResponse {
        var headers = answer.headers
        headers[.date] = date.text(at: now())
        headers[.contentLength] = String(answer.body.count)
        if answer.leavesRequestUnread { headers[.connection] = "close" }
        return HTTPResponse(status: answer.status, headerFields: headers)
    }

    func body(of answer: Answer) -> ResponseBody {
        ResponseBody(byteBuffer: ByteBuffer(bytes: answer.withholdsBody ? [] : answer.body))
    }
}

extension Answer {
    /// Throws when the rest of the request was not read: the server closes a connection whose handler failed, and this
    /// one can carry no further request.
    func endConnectionIfUnread() throws(RequestLeftUnread) {
        if leavesRequestUnread { throw RequestLeftUnread() }
    }
}

struct RequestLeftUnread: Error {}
