import Gatekeeper
import GatekeeperTesting
import Invitations
import Testing

@Suite("The size of a body")
struct BodySizeTests {
    @Test("64 KiB is taken, sent whole or in chunks")
    func largest() async throws {
        let house = try House()
        var request = try WireRequest()
        request.pad(to: 65_536)
        let whole = request.bytes
        let chunked = request.chunked(by: 1_000)
        try await serving(house) { port in
            for bytes in [whole, chunked] {
                let conversation = try await RawExchange.send(bytes, to: port, responses: 1)
                #expect(conversation.responses.map(\.status) == [201])
            }
        }
        #expect(house.sender.sent.count == 2)
    }

    @Test("One byte more is 413, sent whole or in chunks; the connection is closed, nothing is forwarded")
    func tooLarge() async throws {
        var request = try WireRequest()
        request.pad(to: 65_537)
        for bytes in [request.bytes, request.chunked(by: 1_000)] {
            let house = try House()
            let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: nil) }
            let answer = try #require(conversation.responses.first)
            #expect(answer.status == 413 && answer.reason == "bodyTooLarge")
            #expect(answer["Connection"] == "close")
            #expect(conversation.isClosed && conversation.responses.count == 1)
            #expect(house.sender.sent.isEmpty && house.audit.entries.map(\.reason) == [.bodyTooLarge])
        }
    }

    @Test(
        "A length that is declared is believed before a byte of the body came, a stranger's too", arguments: [413, 401],
        ["1000000000000", "18446744073709551615"])
    func declared(_ status: Int, _ length: String) async throws {
        let house = try House()
        let request = try WireRequest().with {
            $0.declaresLength = false
            $0.set("Content-Length", length)
            $0.body = []
            if status == 401 { $0.set("Authorization") }
        }
        let conversation = try await serving(house) { try await RawExchange.send(request.bytes, to: $0, responses: nil) }
        #expect(conversation.responses.map(\.status) == [status] && conversation.isClosed)
    }

    static let unread: [(String, @Sendable (inout WireRequest) -> Void)] = [
        ("a path that is not served", { $0.target = "/v1.0/users" }),
        ("a method that is not served", { $0.method = "PUT" }),
        ("another media type", { $0.set("Content-Type", "text/plain") }),
        (
            "a stranger's other media type",
            {
                $0.set("Authorization")
                $0.set("Content-Type", "text/plain")
            }
        ),
    ]

    @Test("A body that is not read ends the connection: nobody makes the gate read without end", arguments: unread)
    func unreadBody(_ what: String, _ change: @Sendable (inout WireRequest) -> Void) async throws {
        let house = try House()
        var request = try WireRequest()
        change(&request)
        request.declaresLength = false
        // Both never end.
        let endless = [("Content-Length", "1000000000000", ""), ("Transfer-Encoding", "chunked", "5\r\nhello\r\n")]
        for (name, value, body) in endless {
            let bytes = request.with { $0.set(name, value) }.with { $0.body = Array(body.utf8) }.bytes
            let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: nil) }
            let answer = try #require(conversation.responses.first)
            #expect([401, 404, 405, 415].contains(answer.status), "\(what)")
            #expect(answer["Connection"] == "close" && conversation.isClosed, "\(what)")
        }
        #expect(house.sender.sent.isEmpty)
    }

    @Test(
        "A body that ends early, or a length that is none, is not judged",
        arguments: [
            "Content-Length: 500\r\n", "Content-Length: 12\r\nContent-Length: 13\r\n", "Content-Length: -1\r\n",
            "Content-Length: 5x\r\n", "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n",
        ])
    func framing(_ lengths: String) async throws {
        let house = try House()
        let request = try WireRequest()
        var head = "POST /v1.0/invitations HTTP/1.1\r\n"
        for field in request.fields { head += "\(field.name): \(field.value)\r\n" }
        let bytes = Array((head + lengths + "\r\n").utf8) + request.body
        let conversation = try await serving(house) {
            try await RawExchange.send(bytes, to: $0, responses: nil, halfClosing: true)
        }
        #expect(conversation.responses.allSatisfy { (400..<500).contains($0.status) })
        #expect(conversation.isClosed)
        #expect(house.sender.sent.isEmpty)
    }
}
