import Curl
import LoopbackServer
import Testing

@Suite("TLS, against a server with a certificate of a throw-away authority")
struct TLSTests {
    private let pki: PrivatePKI

    init() throws { pki = try PrivatePKI.make() }

    private func trustingClient() throws -> CurlClient {
        try CurlClient(CurlConfiguration(additionalTrustFile: pki.authority))
    }

    @Test("an authority that is not trusted is refused before the request; trusted, it passes")
    func trust() async throws {
        let server = try pki.server("http1")
        let request = CurlRequest(method: .post, url: "https://localhost:\(server.port)/", body: [1])
        let error = await #expect(throws: CurlError.self) { try await CurlClient().exchange(request) }
        #expect(error?.kind == .tls)
        #expect(error?.requestMayHaveReachedServer == false)
        #expect(try await trustingClient().exchange(request).status == 200)
        #expect(server.lines(starting: "request") == ["request 1 POST / 1"])
    }

    @Test("a certificate for another host name is refused before the request")
    func hostName() async throws {
        let server = try pki.server("http1")
        let request = CurlRequest(method: .post, url: "https://127.0.0.1:\(server.port)/", body: [1])
        let client = try trustingClient()
        let error = await #expect(throws: CurlError.self) { try await client.exchange(request) }
        #expect(error?.kind == .tls)
        #expect(error?.requestMayHaveReachedServer == false)
        #expect(server.lines(starting: "request").isEmpty)
    }

    @Test("plain HTTP on the port is refused")
    func notTLS() async throws {
        let server = try LoopbackServer { _ in .raw(Array("HTTP/1.1 200 OK\r\n\r\n".utf8)) }
        let error = await #expect(throws: CurlError.self) {
            try await trustingClient().exchange(CurlRequest(url: "https://localhost:\(server.port)/", connectTimeout: .seconds(1)))
        }
        #expect(error?.requestMayHaveReachedServer == false)
    }

    @Test("a trust file that cannot be read is found at the start")
    func missingTrustFile() {
        let error = #expect(throws: CurlError.self) {
            try CurlClient(CurlConfiguration(additionalTrustFile: "/nowhere/authority.pem"))
        }
        #expect(error?.kind == .setUp)
    }

    @Test("HTTP/2 is used where the server offers it, many exchanges to a connection")
    func http2() async throws {
        let server = try pki.server("http2")
        let client = try trustingClient()
        let request = CurlRequest(method: .post, url: "https://localhost:\(server.port)/", body: Array(repeating: 1, count: 40_000))
        let versions = try await withThrowingTaskGroup(of: CurlResponse.HTTPVersion.self) { group in
            for _ in 0..<50 { group.addTask { try await client.exchange(request).httpVersion } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(versions == Array(repeating: .http2, count: 50))
        #expect(server.lines(starting: "connection").count == 1)
        #expect(server.lines(starting: "stream").allSatisfy { $0.hasSuffix(" 40000") })
        #expect(server.lines(starting: "stream").count == 50)
    }

    @Test("a POST is not sent again when its pooled connection dies after it was read; a GET is")
    func dyingConnection() async throws {
        let server = try pki.server("dying")
        let client = try trustingClient()
        let url = "https://localhost:\(server.port)/"
        _ = try await client.exchange(CurlRequest(url: url + "first"))
        let error = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: .post, url: url + "second", body: [1, 2]))
        }
        #expect(error?.requestMayHaveReachedServer == true)
        #expect(server.lines(starting: "request") == ["request 0 GET /first 0", "request 0 POST /second 2"])
        _ = try await client.exchange(CurlRequest(url: url + "third"))
        #expect(try await client.exchange(CurlRequest(url: url + "fourth")).status == 200)
        #expect(server.lines(starting: "request").filter { $0.hasSuffix("GET /fourth 0") }.count == 2)
    }

    @Test("a POST is not sent again when HTTP/2 refuses its stream; a GET is")
    func refusedStream() async throws {
        let server = try pki.server("refuse")
        let request = CurlRequest(method: .post, url: "https://localhost:\(server.port)/", body: [1, 2])
        let error = await #expect(throws: CurlError.self) { try await trustingClient().exchange(request) }
        #expect(error?.requestMayHaveReachedServer == true)
        #expect(server.lines(starting: "stream") == ["stream 0 1 2"])

        let other = try pki.server("refuse")
        let client = try trustingClient()
        #expect(try await client.exchange(CurlRequest(url: "https://localhost:\(other.port)/")).status == 200)
        #expect(other.lines(starting: "stream").count == 2)
    }

    @Test("a POST is not sent again when its HTTP/2 connection goes away")
    func goneAway() async throws {
        let server = try pki.server("goaway")
        let client = try trustingClient()
        let url = "https://localhost:\(server.port)/"
        _ = try await client.exchange(CurlRequest(url: url))
        let error = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: .post, url: url, body: [1, 2]))
        }
        #expect(error?.requestMayHaveReachedServer == true)
        #expect(server.lines(starting: "stream") == ["stream 0 1 0", "stream 0 3 2"])
        #expect(try await client.exchange(CurlRequest(method: .post, url: url, body: [3])).status == 200)
    }
}
