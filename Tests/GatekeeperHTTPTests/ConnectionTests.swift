import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import Invitations
import LoopbackServer
import StrictJSON
import Testing

@Suite("Connections")
struct ConnectionTests {
    @Test("One connection carries many requests, also such as come before the answers, in their order")
    func pipelined() async throws {
        let house = try House()
        let good = try WireRequest()
        let denied = good.with {
            $0.body = Array(
                #"{"invitedUserEmailAddress":"d@other.example","inviteRedirectUrl":"https://myapps.microsoft.com"}"#.utf8)
        }
        let broken = good.with { $0.body = Array("{".utf8) }
        let missing = good.with {
            $0.target = "/v1.0/users"
            $0.method = "GET"
            $0.body = []
            $0.declaresLength = false
        }
        let bytes = [good, denied, broken, missing, good].flatMap(\.bytes)
        let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: 5) }
        #expect(conversation.responses.map(\.status) == [201, 403, 400, 404, 201])
        #expect(!conversation.isClosed && conversation.rest.isEmpty)
        #expect(house.sender.sent.count == 2)
        #expect(house.audit.entries.count == 7)
    }

    @Test("What follows a body that was not read is not taken for a request")
    func nothingAfterUnread() async throws {
        let house = try House()
        var large = try WireRequest()
        large.pad(to: 70_000)
        let bytes = large.bytes + (try WireRequest()).bytes
        let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: nil) }
        #expect(conversation.responses.map(\.status) == [413])
        #expect(house.sender.sent.isEmpty)
    }

    @Test("A caller that asks for it has its connection closed")
    func close() async throws {
        let request = try WireRequest().with { $0.set("Connection", "close") }
        let conversation = try await serving(House()) { try await RawExchange.send(request.bytes, to: $0, responses: nil) }
        #expect(conversation.responses.map(\.status) == [201] && conversation.isClosed)
    }

    @Test("curl gets the same as a raw socket, over one connection")
    func curl() async throws {
        let house = try House()
        let token = try TokenMint.user.authorization()
        let body = #"{"invitedUserEmailAddress":"dana@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
        let result = try await serving(house) { port in
            try await Curl.run([
                "-H", "Authorization: \(token)", "-H", "Content-Type: application/json", "-d", body,
                "-w", "%{http_code} %{num_connects}\n", "-o", "/dev/null", "-o", "/dev/null",
                "http://127.0.0.1:\(port)/v1.0/invitations", "http://127.0.0.1:\(port)/beta/invitations",
            ])
        }
        #expect(result.output == "201 1\n201 0\n")
    }
}
