import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("POST /v1.0/$batch")
struct BatchSurfaceTests {
    private func item(_ id: String, _ address: String = "dana@fabrikam.com", after: JSON = []) -> JSON {
        [
            "id": .string(id), "method": "POST", "url": "/invitations", "headers": ["Content-Type": "application/json"],
            "body": ["invitedUserEmailAddress": .string(address), "inviteRedirectUrl": "https://myapps.microsoft.com"],
            "dependsOn": after,
        ]
    }

    private func request(_ items: JSON..., path: String = "/v1.0/$batch") throws -> WireRequest {
        let body: JSON = ["requests": .array(items)]
        return try WireRequest().with { ($0.target, $0.body) = (path, body.bytes()) }
    }

    @Test("answers 200 with a response for each, as it would have come by itself", arguments: ["v1.0", "beta"])
    func answers(_ version: String) async throws {
        let house = try House()
        let request = try request(
            item("A"), item("b", "max@competitor.example"), item("c", after: ["B"]), path: "/\(version)/$batch")
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 200 && answer["Content-Type"] == "application/json" && answer["X-Gatekeeper-Decision"] == nil)
        let responses = try #require(answer.json["responses"]?.array)
        #expect(responses.map { $0["id"] } == ["A", "b", "c"] && responses.map { $0["status"] } == [201, 403, 424])
        #expect(responses[0]["body"] == (try JSON(parsing: RecordingSender.created.body)))
        #expect(responses[1]["body"]?["error"]?["code"] == "InvitationDenied")
        #expect(responses[2]["body"]?["error"]?["code"] == "FailedDependency")
        #expect(responses[2]["body"]?["error"]?["details"]?.array?.first?["code"] == "dependencyFailed")
        let decisions = responses.compactMap { $0["headers"]?["X-Gatekeeper-Decision"]?.string }
        #expect(Set(decisions) == Set(house.audit.entries.compactMap { $0.decision?.description }) && decisions.count == 3)
        for response in responses {
            #expect(response["headers"]?["Content-Type"] == "application/json")
            #expect(response["headers"]?["request-id"]?.string == ownRequestID.description)
        }
        #expect(house.sender.sent.map(\.version.rawValue) == [version])
    }

    @Test("gives each its own Retry-After, and only those that have one")
    func retryAfter() async throws {
        let house = try House()
        house.sender.answer(.throttled(RecordingSender.graphError(429), retryAfter: 2.5))
        let request = try request(item("1"), item("2", "max@competitor.example"))
        let answer = try await serving(house) { try await request.answer(from: $0) }
        let responses = try #require(answer.json["responses"]?.array)
        #expect(answer.status == 200 && answer["Retry-After"] == nil)
        #expect(responses.map { $0["headers"]?["Retry-After"] } == ["3", nil])
    }

    @Test("that cannot be opened is one envelope, and other methods are 405")
    func refusals() async throws {
        let house = try House()
        let good = try request(item("1"))
        let empty = try request()
        let cases: [(WireRequest, Int, String?)] = [
            (empty, 400, "batchInvalid"), (good.with { $0.set("Authorization") }, 401, "tokenMissing"),
            (good.with { $0.set("Content-Type", "multipart/mixed") }, 415, "mediaTypeNotSupported"),
            (good.with { $0.target += "?x" }, 400, "queryNotSupported"), (good.with { $0.method = "GET" }, 405, "methodNotAllowed"),
        ]
        for (request, status, reason) in cases {
            let answer = try await serving(house) { try await request.answer(from: $0) }
            #expect(answer.status == status && answer.reason == reason)
        }
        #expect(house.sender.sent.isEmpty)
    }

    @Test(
        "No second spelling of its path reaches it",
        arguments: ["/v1.0/%24batch", "/v1.0/$Batch", "/v1.0/$batch/", "/$batch", "/v1.0/batch", "/v2.0/$batch", "/v1.0//$batch"])
    func otherPaths(_ path: String) async throws {
        let house = try House()
        let request = try request(item("1"), path: path)
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 404 && answer.reason == "resourceNotFound")
        #expect(house.sender.sent.isEmpty)
    }

    @Test("may have 1,344 KiB, which an invitation by itself may not; one byte more is 413", arguments: [(1_376_256, 200), (1_376_257, 413)])
    func size(_ bytes: Int, _ status: Int) async throws {
        let house = try House()
        var request = try request(item("1"))
        request.pad(to: bytes)
        let whole = request.bytes
        let conversation = try await serving(house) { try await RawExchange.send(whole, to: $0, responses: 1) }
        #expect(conversation.responses.map(\.status) == [status])
        #expect(house.sender.sent.count == (status == 200 ? 1 : 0))
    }
}
