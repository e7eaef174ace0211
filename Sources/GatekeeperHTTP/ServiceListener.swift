public import Gatekeeper
import HTTPTypes
import HummingbirdCore
public import Invitations
public import Logging
import NIOCore
public import ServiceLifecycle

/// The listener that portals and bots talk to: bytes in, the flow, bytes out.
public struct ServiceListener: Service {
    private let gate: Gate
    private let desk: AuditDesk?
    private let configuration: ListenerConfiguration
    private let drain: Drain
    private let requests: ConcurrentRequests
    private let newRequestID: @Sendable () -> RequestID
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let untilWhole: @Sendable () async throws -> Void
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - desk: where the trail is read; without one its paths are not there.
    ///   - maximumRequests: how many requests may be under way at once.
    ///   - untilWhole: returns when the service can do its work; until then connections are refused.
    ///   - onListening: called with the bound port once connections are accepted.
    public init(
        gate: Gate, desk: AuditDesk? = nil, configuration: ListenerConfiguration, maximumRequests: Int = 10_000,
        drain: Drain = Drain(), newRequestID: @escaping @Sendable () -> RequestID, now: @escaping @Sendable () -> Timestamp,
        logger: Logger, untilWhole: @escaping @Sendable () async throws -> Void = {},
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.gate = gate
        self.desk = desk
        self.configuration = configuration
        self.drain = drain
        requests = ConcurrentRequests(maximum: maximumRequests)
        self.untilWhole = untilWhole
        self.newRequestID = newRequestID
        self.now = now
        self.logger = logger
        self.onListening = onListening
    }

    public func run() async throws {
        let reader = RequestReader(newRequestID: newRequestID)
        let writer = AnswerWriter(now: now)
        let (gate, desk, requests, drain) = (gate, desk, requests, drain)
        let server = ConnectionServer(configuration: configuration, drain: drain, logger: logger)
        try await server.run(untilWhole: untilWhole, onListening: onListening) { request, response, channel in
            let body = BodyReading(request)
            let peer = channel.remoteAddress?.ipAddress ?? "unknown"
            let submission = reader.submission(of: request, body: body, peer: peer)
            var answer: Answer
            if requests.enter() {
                answer = await Self.answer(to: submission, by: gate, desk, now)
                requests.leave()
            } else {
                answer = ResponseRenderer(submission: submission, now: now()).answer(gate.turnAway())
            }
            answer.leavesRequestUnread = !body.isWhole
            answer.endsConnection = answer.leavesRequestUnread || drain.isBegun
            answer.withholdsBody = request.method == .head
            try await response.write(response: writer.head(of: answer), body: writer.body(of: answer, on: channel))
            if answer.leavesRequestUnread { await body.linger() }
            try answer.endConnection()
        }
    }

    private static func answer(
        to submission: Submission, by gate: Gate, _ desk: AuditDesk?, _ now: @Sendable () -> Timestamp
    ) async -> Answer {
        do throws(Refusal) {
            if case .readAudit(let read) = submission.operation, let desk {
                let answer = try await desk.read(read, submission)
                return ResponseRenderer(submission: submission, now: now()).answer(answer)
            }
            if case .inquire = submission.operation {
                let judged = try await gate.inquire(submission)
                return ResponseRenderer(submission: submission, now: now()).answer(judged)
            }
            if case .batch = submission.operation {
                let answers = try await gate.admitAll(submission)
                return ResponseRenderer(submission: submission, now: now()).answer(answers)
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
        if answer.stream == nil { headers[.contentLength] = String(answer.body.count) }
        if answer.endsConnection { headers[.connection] = "close" }
        return HTTPResponse(status: answer.status, headerFields: headers)
    }

    func body(of answer: Answer, on channel: (any Channel)? = nil) -> ResponseBody {
        if let stream = answer.stream, let channel { return stream.body(on: channel) }
        return ResponseBody(byteBuffer: ByteBuffer(bytes: answer.withholdsBody ? [] : answer.body))
    }
}

extension Answer {
    /// Throws when the connection is to carry no further request: the server closes one whose handler failed.
    func endConnection() throws(ConnectionEnded) {
        if endsConnection { throw ConnectionEnded() }
    }
}

struct ConnectionEnded: Error {}
