import LoopbackServer
import Testing

@testable import GraphClient

@Suite("The gate's token")
struct GraphTokenSourceTests {
    @Test("is asked for with the secret, as Entra wants it")
    func request() async throws {
        let scene = try Scene()
        #expect(try await scene.tokens.token().value == "token-0")
        let request = try #require(scene.tokenRequests.first)
        #expect(request.method == "POST")
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        let scope = scene.server.url.replacing(":", with: "%3A").replacing("/", with: "%2F") + "%2F.default"
        #expect(
            request.text == "grant_type=client_credentials&client_id=\(Scene.client)&scope=\(scope)&client_secret=s3cret%26%2B%3D%25"
        )
    }

    @Test("is kept, and fetched once for many who wait")
    func singleFlight() async throws {
        let scene = try Scene()
        let tokens = scene.tokens
        let values = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await tokens.token().value } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: "token-0", count: 100))
        scene.advance(seconds: 3200)
        #expect(try await tokens.token().value == "token-0")
        #expect(scene.tokenRequests.count == 1)
    }

    @Test("survives the cancellation of the one who asked first")
    func cancelledWaiter() async throws {
        let gate = Gate()
        let scene = try Scene(entra: { number in
            gate.wait()
            return .token("token-\(number)")
        })
        let first = Task { try await scene.tokens.token().value }
        while scene.tokenRequests.isEmpty { await Task.yield() }
        let second = Task { try await scene.tokens.token().value }
        first.cancel()
        gate.open()
        #expect(try await second.value == "token-0")
        _ = await first.result
        #expect(scene.tokenRequests.count == 1)
    }

    @Test("is renewed ahead of its end, while the old one still serves")
    func renewal() async throws {
        let gate = Gate()
        let scene = try Scene(entra: { number in
            if number > 0 { gate.wait() }
            return .token("token-\(number)")
        })
        _ = try await scene.tokens.token()
        scene.advance(seconds: 3600 - 299)
        for _ in 0..<5 { #expect(try await scene.tokens.token().value == "token-0") }
        while scene.tokenRequests.count < 2 { await Task.yield() }
        #expect(try await scene.tokens.token().value == "token-0")
        gate.open()
        while try await scene.tokens.token().value != "token-1" { await Task.yield() }
        #expect(scene.tokenRequests.count == 2)
    }

    @Test("is not used up to its last second")
    func end() async throws {
        let scene = try Scene()
        _ = try await scene.tokens.token()
        scene.advance(seconds: 3600 - 30)
        #expect(try await scene.tokens.token().value == "token-1")
    }

    @Test("of a renewal that fails leaves the old one serving, and is asked for again later")
    func failedRenewal() async throws {
        let scene = try Scene(entra: { $0 == 1 ? .json(503, "{}") : .token("token-\($0)") })
        _ = try await scene.tokens.token()
        scene.advance(seconds: 3400)
        #expect(try await scene.tokens.token().value == "token-0")
        while scene.tokenRequests.count < 2 { await Task.yield() }
        // The failure arrives in real time, and the token in hand has some 190 of the scene's seconds left: seventeen
        // steps, each with time for the answer to come in.
        while try await scene.tokens.token().value != "token-2" {
            try await Task.sleep(for: .milliseconds(50))
            scene.advance(seconds: 11)
        }
        #expect(scene.tokenRequests.count == 3)
    }

    @Test("that Graph refused is dropped once, not with every invitation")
    func dropOnce() async throws {
        let scene = try Scene()
        let first = try await scene.tokens.token()
        #expect(scene.tokens.dropOnce(first))
        let second = try await scene.tokens.token()
        #expect(second.value == "token-1")
        #expect(scene.tokens.dropOnce(first), "another one is there already")
        #expect(try await scene.tokens.token().value == "token-1")
        #expect(!scene.tokens.dropOnce(second))
        #expect(try await scene.tokens.token().value == "token-1")
        scene.advance(seconds: 31)
        #expect(scene.tokens.dropOnce(second))
        #expect(try await scene.tokens.token().value == "token-2")
    }

    @Test("neither lives longer nor ends because the wall clock is set")
    func wallClock() async throws {
        let scene = try Scene()
        _ = try await scene.tokens.token()
        scene.setWallClock(by: 86_400)
        #expect(try await scene.tokens.token().value == "token-0")
        scene.setWallClock(by: -2 * 86_400)
        scene.advance(seconds: 3600 - 30)
        #expect(try await scene.tokens.token().value == "token-1")
        #expect(scene.tokenRequests.count == 2)
    }

    @Test("that Graph refused may be dropped though the wall clock went back since another was")
    func dropAfterStep() async throws {
        let scene = try Scene()
        #expect(scene.tokens.dropOnce(try await scene.tokens.token()))
        let second = try await scene.tokens.token()
        scene.setWallClock(by: -3600)
        scene.advance(seconds: 31)
        #expect(scene.tokens.dropOnce(second))
    }

    @Test("is not waited for by one who is cancelled")
    func abandoned() async throws {
        let gate = Gate()
        let scene = try Scene(entra: { number in
            gate.wait()
            return .token("token-\(number)")
        })
        let waiter = Task { try await scene.tokens.token().value }
        while scene.tokenRequests.isEmpty { await Task.yield() }
        waiter.cancel()
        await #expect(throws: TokenFailure.abandoned) { try await waiter.value }
        gate.open()
        #expect(try await scene.tokens.token().value == "token-0")
    }

    @Test("does not print itself")
    func secrecy() async throws {
        let scene = try Scene()
        let token = try await scene.tokens.token()
        #expect(!"\(token) \(String(reflecting: token))".contains("token-0"))
    }
}

@Suite("No token")
struct TokenFailureTests {
    private func failure(_ scene: Scene) async throws -> TokenFailure {
        try #require(await #expect(throws: TokenFailure.self) { try await scene.tokens.token() })
    }

    @Test("because Entra refuses: its code and correlation id, not its prose")
    func refused() async throws {
        let body = """
            {"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired. s3cret",
            "error_codes":[7000222],"trace_id":"x","correlation_id":"11111111-2222-3333-4444-555555555555"}
            """
        let scene = try Scene(entra: { _ in .json(401, body) })
        let failure = try await failure(scene)
        guard case .refused(let refusal) = failure else { throw failure }
        #expect(refusal.code == "AADSTS7000222")
        #expect(refusal.error == "invalid_client")
        #expect(refusal.correlationID == "11111111-2222-3333-4444-555555555555")
        #expect("\(failure)".contains("AADSTS7000222"))
        #expect(!"\(failure)".contains("s3cret"))
    }

    @Test("is not asked for again within a second, and is after it")
    func pause() async throws {
        let scene = try Scene(entra: { $0 == 0 ? .json(503, "{}") : .token("token-\($0)") })
        _ = try await failure(scene)
        #expect(try await failure(scene) == .answerNotUnderstood(status: 503))
        #expect(scene.tokenRequests.count == 1)
        scene.advance(seconds: 1)
        #expect(try await scene.tokens.token().value == "token-1")
    }

    @Test("is asked for again after a second, though the wall clock went back")
    func pauseAfterStep() async throws {
        let scene = try Scene(entra: { $0 == 0 ? .json(503, "{}") : .token("token-\($0)") })
        _ = try await failure(scene)
        scene.setWallClock(by: -3600)
        scene.advance(seconds: 1)
        #expect(try await scene.tokens.token().value == "token-1")
    }

    @Test(
        "because the answer is none",
        arguments: [
            "", "[]", "<html>", #"{"token_type":"Bearer","expires_in":3600}"#,
            #"{"token_type":"Bearer","expires_in":3600,"access_token":""}"#,
            #"{"token_type":"Bearer","expires_in":3600,"access_token":"a\r\nX: b"}"#,
            #"{"token_type":"Bearer","expires_in":0,"access_token":"a"}"#,
            #"{"token_type":"Bearer","access_token":"a"}"#,
            #"{"token_type":"pop","expires_in":3600,"access_token":"a"}"#,
            #"{"token_type":"Bearer","expires_in":3600,"access_token":"a","access_token":"b"}"#,
        ]
    )
    func misunderstood(body: String) async throws {
        #expect(try await failure(try Scene(entra: { _ in .json(200, body) })) == .answerNotUnderstood(status: 200))
    }

    @Test("though the lifetime is a text, there is one")
    func lifetimeAsText() async throws {
        let body = #"{"token_type":"bearer","expires_in":"3600","access_token":"a"}"#
        let scene = try Scene(entra: { _ in .json(200, body) })
        #expect(try await scene.tokens.token().value == "a")
        #expect(scene.tokenRequests.count == 1)
    }

    @Test("because the connection breaks")
    func unreachable() async throws {
        guard case .unreachable = try await failure(try Scene(entra: { _ in .close })) else {
            Issue.record("not called unreachable")
            return
        }
    }

    @Test("because the secret cannot be read, or is empty; nothing is sent then")
    func noSecret() async throws {
        struct Missing: Error {}
        for credential in [ClientCredential.secret { throw Missing() }, .secret { [] }] {
            let scene = try Scene(credential: credential)
            #expect(try await failure(scene) == .credentialUnusable)
            #expect(scene.tokenRequests.isEmpty)
        }
    }
}
