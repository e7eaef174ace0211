import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// One thing that can become of an approved invitation.
struct OutcomeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sent: SendOutcome
    let result: Outcome
    let reason: ReasonCode?
    let status: Int
    var detail: String?
    var graphCode: String?
    var retryAfter: Double?

    static let all = [
        OutcomeCase(
            testDescription: "created", sent: .created(RecordingSender.created), result: .created, reason: nil,
            status: 201),
        OutcomeCase(
            testDescription: "a 201 that is no JSON",
            sent: .created(GraphAnswer(status: 201, body: Array("<html>".utf8), requestID: nil)), result: .unknown,
            reason: .outcomeUnknown, status: 502, detail: "answerNotUnderstood"),
        OutcomeCase(
            testDescription: "refused with 400", sent: .refused(RecordingSender.graphError(400)), result: .refused,
            reason: .graphRefused, status: 400, graphCode: "BadRequest"),
        OutcomeCase(
            testDescription: "refused with 403",
            sent: .refused(RecordingSender.graphError(403, "Authorization_RequestDenied")), result: .refused,
            reason: .graphRefused, status: 403, graphCode: "Authorization_RequestDenied"),
        OutcomeCase(
            testDescription: "throttled for a time", sent: .throttled(RecordingSender.graphError(429), retryAfter: 2.5),
            result: .throttled, reason: .graphThrottled, status: 429, graphCode: "BadRequest", retryAfter: 2.5),
        OutcomeCase(
            testDescription: "throttled for no time in particular",
            sent: .throttled(RecordingSender.graphError(429), retryAfter: nil), result: .throttled,
            reason: .graphThrottled, status: 429, graphCode: "BadRequest", retryAfter: 10),
        OutcomeCase(
            testDescription: "the gate's own token refused",
            sent: .unauthorized(RecordingSender.graphError(401, "InvalidAuthenticationToken")), result: .refused,
            reason: .graphUnauthorized, status: 502, graphCode: "InvalidAuthenticationToken"),
        OutcomeCase(
            testDescription: "no token", sent: .notSent(.noToken("AADSTS7000222")), result: .notSent,
            reason: .graphUnavailable, status: 503, detail: "AADSTS7000222", retryAfter: 10),
        OutcomeCase(
            testDescription: "no connection", sent: .notSent(.noConnection("connect refused")), result: .notSent,
            reason: .graphUnavailable, status: 503, detail: "connect refused", retryAfter: 5),
        OutcomeCase(
            testDescription: "too many on their way", sent: .notSent(.overloaded), result: .notSent,
            reason: .tooManyRequests, status: 429, detail: "overloaded", retryAfter: 2),
        OutcomeCase(
            testDescription: "abandoned before a byte left", sent: .notSent(.abandoned), result: .notSent,
            reason: .deadlineExceeded, status: 504, detail: "abandoned"),
        OutcomeCase(
            testDescription: "Graph's own 503", sent: .unknown(RecordingSender.graphError(503, "x"), .serverError),
            result: .unknown, reason: .outcomeUnknown, status: 502, detail: "serverError", graphCode: "x"),
        OutcomeCase(
            testDescription: "no answer in time", sent: .unknown(nil, .timeout), result: .unknown,
            reason: .outcomeUnknown, status: 502, detail: "timeout"),
        OutcomeCase(
            testDescription: "connection lost", sent: .unknown(nil, .connectionLost), result: .unknown,
            reason: .outcomeUnknown, status: 502, detail: "connectionLost"),
        OutcomeCase(
            testDescription: "an answer that is none", sent: .unknown(nil, .answerNotUnderstood), result: .unknown,
            reason: .outcomeUnknown, status: 502, detail: "answerNotUnderstood"),
    ]
}

@Suite("What becomes of an approved invitation")
struct OutcomeTests {
    @Test("is recorded and told as it is, and never tried again", arguments: OutcomeCase.all)
    func mapped(_ sample: OutcomeCase) async throws {
        let house = try House()
        house.sender.answer(sample.sent)
        let refusal = try await house.refusal()
        #expect(refusal?.reason == sample.reason)
        #expect(refusal?.retryAfter == sample.retryAfter)
        if let refusal { #expect((refusal.reason.kind.status ?? refusal.graph?.status) == sample.status) }
        #expect(house.sender.sent.count == 1)

        try #require(house.audit.entries.map(\.kind) == [.decision, .outcome])
        let (decision, outcome) = (house.audit.entries[0], house.audit.entries[1])
        #expect(decision.fields.result == "approved" && decision.reason == nil)
        #expect(outcome.decision == decision.decision)
        #expect(refusal?.decisionID == (sample.reason == nil ? nil : decision.decision))
        #expect(outcome.fields.result == sample.result.rawValue)
        #expect(outcome.reason == sample.reason)
        #expect(outcome.status == Int64(sample.status))
        #expect(outcome.content["detail"]?.string == sample.detail)
        #expect(outcome.content["graphCode"]?.string == sample.graphCode)
        #expect(house.metrics.contains("gatekeeper_outcomes_total{outcome=\"\(sample.result.rawValue)\"} 1"))
    }

    @Test("Only what was provably not processed is answered with a status on which SDKs send again")
    func noRetryAfterUnknown() {
        for sample in OutcomeCase.all where [429, 503, 504].contains(sample.status) {
            #expect(sample.result == .notSent || sample.result == .throttled, "\(sample.testDescription)")
        }
    }

    @Test("A created one is Graph's answer byte for byte; the entry has Graph's ids and the time it took")
    func created() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        async let answer = house.admit()
        await graph.arrivals(1)
        house.world.advance(seconds: 2)
        graph.open()
        #expect(try await answer.answer.body == RecordingSender.created.body)
        let content = try #require(house.audit.entries(.outcome).first).content
        #expect(content["invitation"]?.string == "7b92124c-9fa9-406f-8b8e-225df8376ba9")
        #expect(content["guest"]?.string == "243b1de4-ad9f-421c-a933-d55305fb165d")
        #expect(content["graphRequestID"]?.string == "graph-request-1")
        #expect(content["graphStatus"]?.integer == 201)
        #expect(content["duration"]?.integer == 2_000)
    }

    @Test("The redeem URL and the token are in no entry and no log line")
    func secrets() async throws {
        let house = try House()
        let attempt = Attempt()
        try await house.admit(attempt)
        house.sender.answer(.unknown(RecordingSender.created, .answerNotUnderstood))
        _ = try await house.refusal(of: attempt)
        var forged = attempt
        forged.mint = forged.mint.signed(.es256Stranger, alg: "ES256", kid: Contoso.p256KeyID)
        _ = try await house.refusal(of: forged)
        let claims = try #require(try forged.mint.text().split(separator: ".").dropFirst().first)
        let shown = house.audit.entries.map(\.text) + house.log.lines + [house.metrics]
        #expect(shown.count > 6)
        for text in shown {
            #expect(!text.contains("SECRET-REDEEM") && !text.contains("redeem?"))
            #expect(!text.contains(claims))
        }
    }
}
