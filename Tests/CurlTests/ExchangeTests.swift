import Curl
import LoopbackServer
import Testing

@Suite("An exchange with a server that answers")
struct ExchangeTests {
    @Test("carries method, path, headers and body there, and status, headers and body back")
    func carriesEverything() async throws {
        let server = try LoopbackServer { request in
            .response(status: 201, headers: [("X-Answer", " padded "), ("X-Twice", "a"), ("x-twice", "b")], body: request.body.reversed())
        }
        let response = try await CurlClient().exchange(
            CurlRequest(
                method: .post,
                url: server.url + "/a/..%2Fb?c=d",
                headers: [("Authorization", "Bearer x"), ("X-Empty", "")],
                body: [1, 0, 2],
                allowsPlainHTTP: true
            )
        )
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a/..%2Fb?c=d")
        #expect(request.header("authorization") == "Bearer x")
        #expect(request.header("x-empty") == "")
        #expect(request.header("content-type") == nil)
        #expect(request.header("user-agent") == nil)
        #expect(request.body == [1, 0, 2])
        #expect(response.status == 201)
        #expect(response.headers["x-ANSWER"] == "padded")
        #expect(response.headers.all("X-Twice") == ["a", "b"])
        #expect(response.headers["absent"] == nil)
        #expect(response.body == [2, 0, 1])
        #expect(response.httpVersion == .http11)
    }

    @Test("sends every method as itself", arguments: CurlRequest.Method.allCases, [nil, [], Array("{}".utf8)])
    func methods(method: CurlRequest.Method, body: [UInt8]?) async throws {
        let body = method == .get || method == .head ? nil : body
        let server = try LoopbackServer { _ in .response(status: 200, body: Array("four".utf8)) }
        let request = CurlRequest(method: method, url: server.url, body: body, allowsPlainHTTP: true)
        let response = try await CurlClient().exchange(request)
        #expect(server.requests.map(\.method) == [method.rawValue])
        #expect(server.requests[0].body == body ?? [])
        #expect(response.body.isEmpty == (method == .head))
    }

    @Test("reuses the connection for the next one")
    func reuses() async throws {
        let server = try LoopbackServer { _ in .response(status: 200) }
        let client = try CurlClient()
        for _ in 0..<5 {
            _ = try await client.exchange(CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true))
        }
        #expect(server.requests.count == 5)
        #expect(server.connections == 1)
    }

    @Test("gives back a redirect instead of following it")
    func redirect() async throws {
        let elsewhere = try LoopbackServer { _ in .response(status: 200) }
        let location = elsewhere.url
        let server = try LoopbackServer { _ in .response(status: 302, headers: [("Location", location)]) }
        let response = try await CurlClient().exchange(CurlRequest(url: server.url, allowsPlainHTTP: true))
        #expect(response.status == 302)
        #expect(response.headers["location"] == location)
        #expect(elsewhere.connections == 0)
    }

    @Test("sends no cookie back")
    func cookies() async throws {
        let server = try LoopbackServer { _ in .response(status: 200, headers: [("Set-Cookie", "a=b")]) }
        let client = try CurlClient()
        for _ in 0..<2 { _ = try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)) }
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.header("cookie") == nil })
    }

    @Test("takes the final response, not the interim one")
    func interim() async throws {
        let text = "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\nHTTP/1.1 200 OK\r\nX-A: final\r\nContent-Length: 0\r\n\r\n"
        let server = try LoopbackServer { _ in .raw(Array(text.utf8)) }
        let response = try await CurlClient().exchange(CurlRequest(url: server.url, allowsPlainHTTP: true))
        #expect(response.status == 200)
        #expect(response.headers.all("x-a") == ["final"])
    }

    @Test("is one of many at once, over no more connections than allowed")
    func many() async throws {
        let server = try LoopbackServer { .response(status: 200, body: $0.body) }
        let client = try CurlClient(CurlConfiguration(maximumConnections: 8, maximumConnectionsPerHost: 8))
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<1000 {
                let request = CurlRequest(method: .post, url: server.url, body: Array("\(number)".utf8), allowsPlainHTTP: true)
                group.addTask { (number, String(decoding: try await client.exchange(request).body, as: UTF8.self)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 1000)
        #expect(answers.allSatisfy { "\($0.key)" == $0.value })
        #expect(server.requests.count == 1000)
        #expect(server.connections <= 8)
    }

    @Test("outlives the death of a connection that nobody used")
    func deadPooledConnection() async throws {
        let server = try LoopbackServer { _ in .responseThenClose(status: 200) }
        let client = try CurlClient()
        for _ in 0..<3 {
            let request = CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true)
            #expect(try await client.exchange(request).status == 200)
            while server.openConnections > 0 { await Task.yield() }
        }
        #expect(server.requests.count == 3)
    }
}
