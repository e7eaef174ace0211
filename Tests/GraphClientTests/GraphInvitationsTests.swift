import Curl
import Gatekeeper
import Invitations
import LoopbackServer
import Testing

@testable import GraphClient

@Suite("An invitation sent to Graph")
struct GraphInvitationsTests {
    private static let body = Array(#"{"invitedUserEmailAddress":"a@fabrikam.test"}"#.utf8)
    private static let graphID = "aaaaaaaa-2222-3333-4444-555555555555"
    private let requestID = RequestID(high: 9, low: 9)

    private func outcome(_ scene: Scene, timeout: Duration = .seconds(20)) async -> SendOutcome {
        await scene.invitations(timeout: timeout).send(Self.body, to: .v1, tracedBy: RequestTrace(clientRequestID: requestID))
    }

    private func outcome(_ reply: LoopbackServer.Reply) async throws -> SendOutcome {
        let scene = try Scene(graph: { _ in reply })
        let outcome = await outcome(scene)
        #expect(scene.graphRequests.count <= 2)
        return outcome
    }

    @Test("is one POST with the gate's token, the body as built and the request id", arguments: [GraphVersion.v1, .beta])
    func request(version: GraphVersion) async throws {
        let scene = try Scene(graph: { _ in .json(201, #"{"id":"x"}"#, [("request-id", Self.graphID)]) })
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let trace = RequestTrace(clientRequestID: requestID, traceparent: traceparent)
        let outcome = await scene.invitations().send(Self.body, to: version, tracedBy: trace)
        guard case .created(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(answer.status == 201)
        #expect(answer.body == Array(#"{"id":"x"}"#.utf8))
        #expect(answer.requestID == Self.graphID)
        let request = try #require(scene.graphRequests.first)
        #expect(scene.graphRequests.count == 1)
        #expect(request.method == "POST")
        #expect(request.target == "/\(version.rawValue)/invitations")
        #expect(request.header("authorization") == "Bearer token-0")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("client-request-id") == requestID.description)
        #expect(request.header("traceparent") == traceparent)
        #expect(request.body == Self.body)
    }

    @Test("that Graph refuses is refused, with Graph's answer", arguments: [400, 402, 403, 404, 409, 422])
    func refused(status: Int) async throws {
        let scene = try Scene(graph: { _ in .json(status, #"{"error":{"code":"Forbidden"}}"#) })
        guard case .refused(let answer) = await outcome(scene) else {
            Issue.record("not refused")
            return
        }
        #expect(answer.status == status)
        #expect(answer.body == Array(#"{"error":{"code":"Forbidden"}}"#.utf8))
        #expect(answer.requestID == nil)
        #expect(scene.graphRequests.count == 1)
    }

    @Test("that Graph throttles is throttled, with the pause it asks for", arguments: [("2.128", 2.128), ("never", nil)])
    func throttled(text: String, pause: Double?) async throws {
        let reply = LoopbackServer.Reply.json(429, "{}", [("Retry-After", text)])
        guard case .throttled(let answer, let retryAfter) = try await outcome(reply) else {
            Issue.record("not throttled")
            return
        }
        #expect(answer.status == 429)
        #expect(retryAfter == pause)
    }

    @Test("that Graph fails on is unknown, and sent once", arguments: [500, 502, 503, 504])
    func serverError(status: Int) async throws {
        let scene = try Scene(graph: { _ in .json(status, "{}", [("Retry-After", "1")]) })
        guard case .unknown(let answer?, .serverError) = await outcome(scene) else {
            Issue.record("not unknown")
            return
        }
        #expect(answer.status == status)
        #expect(scene.graphRequests.count == 1)
    }

    @Test("with an answer that is none of Graph's is unknown", arguments: [200, 202, 204, 302])
    func notUnderstood(status: Int) async throws {
        guard case .unknown(let answer?, .answerNotUnderstood) = try await outcome(.response(status: status)) else {
            Issue.record("not unknown")
            return
        }
        #expect(answer.status == status)
    }

    @Test("that a gateway gave up on is unknown")
    func requestTimeout() async throws {
        guard case .unknown(_, .timeout) = try await outcome(.json(408, "{}")) else {
            Issue.record("not unknown")
            return
        }
    }

    @Test("whose connection broke after it left is unknown", arguments: [LoopbackServer.Reply.close, .reset])
    func connectionLost(reply: LoopbackServer.Reply) async throws {
        let scene = try Scene(graph: { _ in reply })
        guard case .unknown(nil, .connectionLost) = await outcome(scene) else {
            Issue.record("not unknown")
            return
        }
        #expect(scene.graphRequests.count == 1)
    }

    @Test("whose answer broke off is unknown, even behind a 201")
    func truncated() async throws {
        let text = "HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{"
        guard case .unknown(let answer?, .connectionLost) = try await outcome(.raw(Array(text.utf8))) else {
            Issue.record("not unknown")
            return
        }
        #expect(answer.status == 201)
    }

    @Test("without an answer in time is unknown")
    func timeout() async throws {
        let scene = try Scene(graph: { _ in .hang })
        guard case .unknown(nil, .timeout) = await outcome(scene, timeout: .milliseconds(200)) else {
            Issue.record("not unknown")
            return
        }
    }

    @Test("whose sender went away after it left is unknown; before, it was not sent")
    func cancelled() async throws {
        let scene = try Scene(graph: { _ in .hang })
        let task = Task { await outcome(scene) }
        while scene.graphRequests.isEmpty { await Task.yield() }
        task.cancel()
        guard case .unknown(nil, .connectionLost) = await task.value else {
            Issue.record("not unknown")
            return
        }
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            return await outcome(scene)
        }
        late.cancel()
        guard case .notSent(.abandoned) = await late.value else {
            Issue.record("sent")
            return
        }
        #expect(scene.graphRequests.count == 1)
    }

    @Test("that finds nobody listening was not sent")
    func noConnection() async throws {
        let scene = try Scene()
        let port = try SilentPort()
        let nowhere = try GraphEndpoints(login: scene.server.url, graph: "http://127.0.0.1:\(port.number)", allowsLoopbackHTTP: true)
        let world = World(now: { [scene] in scene.now }, monotonicNanoseconds: { 0 }, random: { 0 })
        let sender = GraphInvitations(endpoints: nowhere, tokens: scene.tokens, http: scene.http, world: world)
        guard case .notSent(.noConnection) = await sender.send(Self.body, to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) else {
            Issue.record("sent")
            return
        }
    }

    @Test("for which the gate has no room was not sent, and says so, whether it lacks a token or not")
    func overloaded() async throws {
        let scene = try Scene()
        let full = try CurlClient(CurlConfiguration(maximumExchanges: 0))
        let world = World(now: { [scene] in scene.now }, monotonicNanoseconds: { 0 }, random: { 0 })
        let tokens = GraphTokenSource(
            endpoints: scene.endpoints, tenant: Scene.tenant, client: Scene.client, credential: .secret { [1] }, http: full,
            world: world)
        for tokens in [scene.tokens, tokens] {
            let sender = GraphInvitations(endpoints: scene.endpoints, tokens: tokens, http: full, world: world)
            guard case .notSent(.overloaded) = await sender.send(Self.body, to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) else {
                Issue.record("not called overloaded")
                continue
            }
        }
        #expect(scene.graphRequests.isEmpty)
    }

    @Test("for which there is no token was not sent")
    func noToken() async throws {
        let scene = try Scene(entra: { _ in .json(401, #"{"error":"invalid_client","error_codes":[7000215]}"#) })
        guard case .notSent(.noToken(let why)) = await outcome(scene) else {
            Issue.record("sent")
            return
        }
        #expect(why.contains("AADSTS7000215"))
        #expect(scene.graphRequests.isEmpty)
    }
}

@Suite("A token that Graph refuses with 401")
struct RefusedTokenTests {
    private let requestID = RequestID(high: 9, low: 9)

    @Test("is replaced, and the invitation sent once more")
    func replaced() async throws {
        let scene = try Scene(graph: { request in
            request.header("authorization") == "Bearer token-0" ? .json(401, "{}") : .json(201, "{}")
        })
        guard case .created = await scene.invitations().send([1], to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) else {
            Issue.record("not created")
            return
        }
        #expect(scene.bearers == ["Bearer token-0", "Bearer token-1"])
    }

    @Test("twice is unauthorized, and no third attempt follows")
    func twice() async throws {
        let scene = try Scene(graph: { _ in .json(401, "{}") })
        guard case .unauthorized(let answer) = await scene.invitations().send([1], to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) else {
            Issue.record("not unauthorized")
            return
        }
        #expect(answer.status == 401)
        #expect(scene.bearers == ["Bearer token-0", "Bearer token-1"])
        _ = await scene.invitations().send([1], to: .v1, tracedBy: RequestTrace(clientRequestID: requestID))
        #expect(scene.bearers.count == 3, "a second refusal at once is not the token's fault")
        #expect(scene.tokenRequests.count == 2)
    }

    @Test("and cannot be replaced leaves the invitation unsent")
    func noOther() async throws {
        let scene = try Scene(
            entra: { $0 == 0 ? .token("token-0") : .json(400, #"{"error":"unauthorized_client"}"#) },
            graph: { _ in .json(401, "{}") }
        )
        guard case .notSent(.noToken) = await scene.invitations().send([1], to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) else {
            Issue.record("not called unsent")
            return
        }
    }

    @Test("is replaced once for many invitations at a time")
    func many() async throws {
        let scene = try Scene(graph: { request in
            request.header("authorization") == "Bearer token-0" ? .json(401, "{}") : .json(201, "{}")
        })
        let invitations = scene.invitations()
        let created = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { [requestID] in
                    if case .created = await invitations.send([1], to: .v1, tracedBy: RequestTrace(clientRequestID: requestID)) {
                        true
                    } else {
                        false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(created == 50)
        #expect(scene.tokenRequests.count == 2)
    }
}

@Suite("Retry-After")
struct RetryAfterTests {
    private let now = Timestamp(seconds: 1_795_512_600)  // Tue, 24 Nov 2026 09:30:00 GMT

    @Test(
        "is read in both forms, and bounded",
        arguments: [
            ("0", 0), ("120", 120), ("2.128", 2.128), ("99999999", 3600), ("Tue, 24 Nov 2026 09:30:05 GMT", 5),
            ("Tue, 24 Nov 2026 09:29:00 GMT", 0), ("Wed, 25 Nov 2026 09:30:00 GMT", 3600),
        ]
    )
    func read(text: String, seconds: Double) {
        #expect(RetryAfter.seconds(text, at: now) == seconds)
    }

    @Test(
        "that is neither is none",
        arguments: ["", "-1", "1e9", "inf", "nan", ".", "1.2.3", "0x10", "soon", "Tue, 31 Feb 2026 09:30:05 GMT", "24 Nov 2026"]
    )
    func neither(text: String) {
        #expect(RetryAfter.seconds(text, at: now) == nil)
    }
}
