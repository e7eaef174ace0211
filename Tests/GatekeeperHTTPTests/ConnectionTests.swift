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

@Suite("TLS")
struct TLSTests {
    @Test("With a certificate the listener speaks TLS 1.2 and newer, and no plain HTTP")
    func tls() async throws {
        let folder = try OpenSSLTool.folder()
        let (certificate, key) = ("\(folder)/cert.pem", "\(folder)/key.pem")
        try OpenSSLTool.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", key,
            "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ])
        var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
        configuration.tls = try ListenerConfiguration.tls(certificateFile: certificate, privateKeyFile: key)
        let house = try House()
        let token = try TokenMint.user.authorization()
        let body = #"{"invitedUserEmailAddress":"dana@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
        func run(_ scheme: String, _ port: Int, _ more: [String]) async throws -> Curl.Result {
            try await Curl.run(
                more + [
                    "-H", "Authorization: \(token)", "-H", "Content-Type: application/json", "-d", body, "-o", "/dev/null",
                    "-w", "%{http_code}", "--resolve", "localhost:\(port):127.0.0.1",
                    "\(scheme)://localhost:\(port)/v1.0/invitations",
                ])
        }
        try await serving(house, configuration) { port in
            let good = try await run("https", port, ["--cacert", certificate])
            #expect(good.exitCode == 0 && good.output == "201")
            let plain = try await run("http", port, [])
            #expect(plain.exitCode != 0 && plain.output == "000")
            let stranger = try await run("https", port, [])
            #expect(stranger.exitCode == 60)
            // A client that is willing, so that it is the listener that is not.
            let old = ["--cacert", certificate, "--ciphers", "ALL:@SECLEVEL=0", "--tlsv1.0", "--tls-max"]
            #expect(try await run("https", port, old + ["1.1"]).exitCode == 35)
            #expect(try await run("https", port, old + ["1.2"]).output == "201")
        }
        #expect(house.sender.sent.count == 2)
    }

    @Test("A key that is not the certificate's is a fault when the configuration is read, not at the first connection")
    func otherKey() throws {
        let folder = try OpenSSLTool.folder()
        for name in ["a", "b"] {
            try OpenSSLTool.run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem", "-subj", "/CN=localhost",
            ])
        }
        _ = try ListenerConfiguration.tls(certificateFile: "\(folder)/a.pem", privateKeyFile: "\(folder)/a.key")
        #expect(throws: (any Error).self) {
            try ListenerConfiguration.tls(certificateFile: "\(folder)/a.pem", privateKeyFile: "\(folder)/b.key")
        }
    }
}
