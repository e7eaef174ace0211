import Curl
import LoopbackServer
import Testing

@Suite("An exchange that fails says why, and whether the server may have seen the request")
struct FailureTests {
    private func failure(_ request: CurlRequest, _ client: CurlClient? = nil) async throws -> CurlError {
        let client = try client ?? CurlClient()
        return try #require(await #expect(throws: CurlError.self) { try await client.exchange(request) })
    }

    @Test("nobody listens: certainly not")
    func connectionRefused() async throws {
        let port = try SilentPort()
        let error = try await failure(CurlRequest(url: "http://127.0.0.1:\(port.number)", allowsPlainHTTP: true))
        #expect(error.kind == .connect)
        #expect(!error.requestMayHaveReachedServer)
    }

    @Test("no such name: certainly not")
    func unresolvable() async throws {
        let error = try await failure(CurlRequest(url: "https://nobody.invalid/"))
        #expect(error.kind == .resolve)
        #expect(!error.requestMayHaveReachedServer)
    }

    @Test("no TLS handshake within the connect timeout: certainly not")
    func connectTimeout() async throws {
        let server = try LoopbackServer { _ in .hang }
        let url = "https://127.0.0.1:\(server.port)"
        let error = try await failure(CurlRequest(url: url, connectTimeout: .milliseconds(200)))
        #expect(error.kind == .timeout)
        #expect(!error.requestMayHaveReachedServer)
    }

    @Test("no answer within the time limit: perhaps")
    func timeout() async throws {
        let server = try LoopbackServer { _ in .hang }
        let request = CurlRequest(method: .post, url: server.url, body: [1], timeout: .milliseconds(200), allowsPlainHTTP: true)
        let error = try await failure(request)
        #expect(error.kind == .timeout)
        #expect(error.requestMayHaveReachedServer)
        #expect(error.status == nil)
    }

    @Test("no free connection within the time limit: certainly not")
    func timeoutInQueue() async throws {
        let server = try LoopbackServer { _ in .hang }
        let client = try CurlClient(CurlConfiguration(maximumConnectionsPerHost: 1))
        let first = Task { try await client.exchange(CurlRequest(url: server.url + "/1", allowsPlainHTTP: true)) }
        while server.requests.isEmpty { await Task.yield() }
        let second = CurlRequest(method: .post, url: server.url, timeout: .milliseconds(200), allowsPlainHTTP: true)
        let error = try await failure(second, client)
        #expect(error.kind == .timeout)
        #expect(!error.requestMayHaveReachedServer)
        #expect(server.requests.count == 1)
        first.cancel()
    }

    @Test("closed or reset without an answer: perhaps", arguments: [LoopbackServer.Reply.close, .reset])
    func broken(reply: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { _ in reply }
        let error = try await failure(CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true))
        #expect(error.kind == .sendOrReceive)
        #expect(error.requestMayHaveReachedServer)
        #expect(server.requests.count == 1)
    }

    @Test("cut off inside the body: perhaps, with the status that came")
    func truncated() async throws {
        let server = try LoopbackServer { _ in .raw(Array("HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nabc".utf8)) }
        let error = try await failure(CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true))
        #expect(error.kind == .sendOrReceive)
        #expect(error.requestMayHaveReachedServer)
        #expect(error.status == 201)
    }

    @Test("an answer that is no HTTP: perhaps")
    func notHTTP() async throws {
        let server = try LoopbackServer { _ in .raw(Array("SSH-2.0-OpenSSH\r\n".utf8)) }
        let error = try await failure(CurlRequest(url: server.url, allowsPlainHTTP: true))
        #expect(error.kind == .sendOrReceive)
        #expect(error.requestMayHaveReachedServer)
    }
}

@Suite("A response body or head that is too large fails the exchange; at the limit it passes")
struct ResponseBoundTests {
    private func exchange(_ reply: LoopbackServer.Reply, limit: Int = 100) async throws -> CurlResponse {
        let server = try LoopbackServer { _ in reply }
        return try await CurlClient().exchange(
            CurlRequest(url: server.url, maximumResponseBytes: limit, allowsPlainHTTP: true)
        )
    }

    @Test func announcedLength() async throws {
        let error = await #expect(throws: CurlError.self) {
            try await exchange(.response(status: 200, body: Array(repeating: 1, count: 101)))
        }
        #expect(error?.kind == .responseTooLarge)
        #expect(error?.requestMayHaveReachedServer == true)
        #expect(error?.status == 200)
        #expect(try await exchange(.response(status: 200, body: Array(repeating: 1, count: 100))).body.count == 100)
    }

    @Test func unannouncedLength() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)
        let error = await #expect(throws: CurlError.self) {
            try await exchange(.raw(head + Array(repeating: 1, count: 101)))
        }
        #expect(error?.kind == .responseTooLarge)
        #expect(try await exchange(.raw(head + Array(repeating: 1, count: 100))).body.count == 100)
    }

    @Test func zeroAllowed() async throws {
        let error = await #expect(throws: CurlError.self) {
            try await exchange(.response(status: 200, body: [1]), limit: 0)
        }
        #expect(error?.kind == .responseTooLarge)
        #expect(try await exchange(.response(status: 204), limit: 0).status == 204)
    }

    @Test("headers by number and by size", arguments: [(250, 10), (10, 10_000)])
    func headers(count: Int, size: Int) async throws {
        let headers = (0..<count).map { ("X-\($0)", String(repeating: "a", count: size)) }
        let error = await #expect(throws: CurlError.self) {
            try await exchange(.response(status: 200, headers: headers))
        }
        #expect(error?.kind == .responseTooLarge)
        #expect(try await exchange(.response(status: 200, headers: Array(headers.prefix(5)))).headers["x-4"]?.count == size)
    }
}
