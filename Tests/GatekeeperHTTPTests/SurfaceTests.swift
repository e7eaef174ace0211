import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Paths, methods and media types")
struct SurfaceTests {
    @Test("An invitation comes back as Graph's 201, byte for byte, with the ids to ask by", arguments: ["v1.0", "beta"])
    func created(_ version: String) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.target = "/\(version)/invitations" }
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 201)
        #expect(answer.body == RecordingSender.created.body)
        #expect(answer["Content-Type"] == "application/json")
        #expect(answer["X-Gatekeeper-Decision"] == house.audit.entries.first?.decision?.description)
        #expect(answer["request-id"] == ownRequestID.description)
        #expect(answer["Date"] == "Tue, 24 Nov 2026 06:10:00 GMT")
        #expect(answer["Cache-Control"] == "no-store")
        #expect(house.sender.sent.first?.version.rawValue == version)
    }

    @Test(
        "No second spelling of a path reaches it",
        arguments: [
            "/v1.0/Invitations", "/V1.0/invitations", "/v1.0/%69nvitations", "/v1.0%2Finvitations", "//v1.0/invitations",
            "/v1.0//invitations", "/v1.0/invitations/", "/v1.0/./invitations", "/v1.0/x/../invitations", "/v1.0/invitations;a",
            "/v1.0/invitations%00", "/v1.0/invitations%20", "/beta/v1.0/invitations", "/invitations", "/v1.0/users", "/", "*",
            "http://gate.contoso.com/v1.0/users", "/v1.0/invitations%3Fx", "/v2.0/invitations", "/livez",
        ])
    func otherPaths(_ target: String) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.target = target }
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 404 && answer.reason == "resourceNotFound" && answer.error?["code"] == "ResourceNotFound")
        #expect(house.sender.sent.isEmpty)
        #expect(house.audit.entries.map(\.reason) == [.resourceNotFound])
        #expect(house.audit.entries.first?.content["request"]?["operation"]?.string?.hasPrefix("POST ") == true)
    }

    @Test("The absolute form of the target is the same resource, as RFC 9112 wants it")
    func absoluteForm() async throws {
        let house = try House()
        let request = try WireRequest().with { $0.target = "http://gate.contoso.com/v1.0/invitations" }
        #expect(try await serving(house) { try await request.answer(from: $0) }.status == 201)
    }

    @Test("Other methods are 405 and told which one there is", arguments: ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func otherMethods(_ method: String) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.method = method }
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 405 && answer.reason == "methodNotAllowed")
        #expect(answer["Allow"] == "POST")
        #expect(house.sender.sent.isEmpty && house.audit.entries.map(\.reason) == [.methodNotAllowed])
    }

    @Test("An answer to HEAD has no body, so that the next answer on the connection is read as what it is")
    func head() async throws {
        let house = try House()
        let head = try WireRequest().with {
            $0.method = "HEAD"
            $0.body = []
            $0.declaresLength = false
        }
        let good = try WireRequest()
        let conversation = try await serving(house) { port in
            try await RawExchange.send(head.bytes + good.bytes, to: port, responses: 2, heads: [0])
        }
        #expect(conversation.responses.map(\.status) == [405, 201])
        // RFC 9110, section 8.6: the length is the one that the body would have had.
        #expect(Int(conversation.responses.first?["Content-Length"] ?? "") ?? 0 > 0)
        #expect(conversation.rest.isEmpty)
    }

    @Test(
        "JSON in UTF-8 is taken, however it is written",
        arguments: [
            "application/json", "Application/JSON", "application/json;charset=utf-8", "application/json ; charset=\"UTF-8\"",
            "application/json; odata.metadata=minimal", "application/json;odata.metadata=minimal;IEEE754Compatible=false",
        ])
    func mediaTypes(_ type: String) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.set("Content-Type", type) }
        #expect(try await serving(house) { try await request.answer(from: $0) }.status == 201)
    }

    static let otherTypes: [[String]] = [
        [], ["text/plain"], ["application/jsonp"], ["application/json, text/plain"], ["application/json;charset=utf-16"],
        ["application/json;charset=latin1"], ["application/json", "application/json"], ["application/x-www-form-urlencoded"],
        ["application/json+x"], [""], ["application/json;charset=\"utf-8"],
        ["application/json;charset=utf-8;charset=utf-16"],
    ]

    @Test("Everything else is 415, recorded, and nothing is forwarded", arguments: otherTypes)
    func otherMediaTypes(_ types: [String]) async throws {
        let house = try House()
        let request = try WireRequest().with { request in
            request.set("Content-Type")
            for type in types { request.fields.append(("Content-Type", type)) }
        }
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 415 && answer.reason == "mediaTypeNotSupported")
        #expect(house.sender.sent.isEmpty && house.audit.entries.map(\.reason) == [.mediaTypeNotSupported])
    }

    @Test("A coded body is 415; identity is no coding", arguments: [("gzip", 415), ("br", 415), ("identity, gzip", 415), ("identity", 201)])
    func codings(_ coding: String, _ status: Int) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.set("Content-Encoding", coding) }
        #expect(try await serving(house) { try await request.answer(from: $0) }.status == status)
        #expect(house.sender.sent.count == (status == 201 ? 1 : 0))
    }

    @Test("A query is 400, even an empty one", arguments: ["?", "?$select=id", "?a=b?c"])
    func query(_ query: String) async throws {
        let house = try House()
        let request = try WireRequest().with { $0.target += query }
        let answer = try await serving(house) { try await request.answer(from: $0) }
        #expect(answer.status == 400 && answer.reason == "queryNotSupported")
        #expect(house.sender.sent.isEmpty)
    }
}
