import Gatekeeper
import Invitations
import LoopbackServer
import Testing

@testable import GraphClient

@Suite("What protects Graph and Entra")
struct OutboundTests {
    private let trace = RequestTrace(clientRequestID: RequestID(high: 9, low: 9))

    @Test("A request is repeated after a 401 only if it may be")
    func mayRepeat() async throws {
        let scene = try Scene(graph: { request in
            request.header("authorization") == "Bearer token-0" ? .json(401, "{}") : .json(201, "{}")
        })
        guard case .unauthorized = await scene.invitations().send([1], to: .v1, tracedBy: trace, mayRepeat: { false }) else {
            Issue.record("repeated")
            return
        }
        #expect(scene.bearers == ["Bearer token-0"])
    }

    @Test("Graph's Retry-After is told with a 5xx too, fractions and dates included", arguments: [("2.128", 2.128), ("7", 7)])
    func retryAfter(_ text: String, _ seconds: Double) async throws {
        let scene = try Scene(graph: { _ in .json(503, "{}", [("Retry-After", text)]) })
        guard case .unknown(let answer?, .serverError) = await scene.invitations().send([1], to: .v1, tracedBy: trace) else {
            Issue.record("not unknown")
            return
        }
        #expect(answer.retryAfter == seconds)
    }

    private func failure(_ scene: Scene) async -> TokenFailure? {
        do throws(TokenFailure) { _ = try await scene.tokens.token() } catch { return error }
        return nil
    }

    @Test("A token endpoint that failed five times is left alone, and then tried once")
    func tokenBreaker() async throws {
        let scene = try Scene(entra: { $0 < 6 ? .json(500, "{}") : .token("token-\($0)") })
        for _ in 1...5 {
            #expect(await failure(scene) == .answerNotUnderstood(status: 500))
            scene.advance(seconds: 1)
        }
        #expect(scene.tokens.breakerState == .open)
        guard case .leftAlone(let seconds) = await failure(scene) else {
            Issue.record("asked")
            return
        }
        #expect((2...6).contains(seconds))
        guard case .notSent(.held(let held)) = await scene.invitations().send([1], to: .v1, tracedBy: trace) else {
            Issue.record("not kept back")
            return
        }
        #expect(held.cause == .tokenBreaker && held.retryAfter == seconds)
        #expect(scene.tokenRequests.count == 5)
        scene.advance(seconds: 6)
        #expect(await failure(scene) == .answerNotUnderstood(status: 500))
        #expect(scene.tokens.breakerState == .open && scene.tokenRequests.count == 6)
        scene.advance(seconds: 12)
        #expect(await failure(scene) == nil)
        #expect(scene.tokens.breakerState == .closed)
    }

    @Test("A token endpoint that says no is asked again each time")
    func tokenRefused() async throws {
        let scene = try Scene(entra: { _ in .json(401, #"{"error":"invalid_client","error_codes":[7000215]}"#) })
        for _ in 1...20 {
            guard case .refused = await failure(scene) else {
                Issue.record("not refused")
                return
            }
            scene.advance(seconds: 1)
        }
        #expect(scene.tokens.breakerState == .closed && scene.tokenRequests.count == 20)
    }
}
