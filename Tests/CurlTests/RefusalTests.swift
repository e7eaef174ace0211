import Curl
import LoopbackServer
import Testing

@Suite("A request that must not go out as it is")
struct RefusalTests {
    @Test(
        "is refused before any connection is made",
        arguments: [
            CurlRequest(url: "ftp://127.0.0.1/", allowsPlainHTTP: true),
            CurlRequest(url: "file:///etc/passwd", allowsPlainHTTP: true),
            CurlRequest(url: "127.0.0.1", allowsPlainHTTP: true),
            CurlRequest(url: "https://user:secret@localhost/"),
            CurlRequest(url: "https://localhost/a b"),
            CurlRequest(url: "https://localhost/\r\nX: y"),
            CurlRequest(url: "https://"),
            CurlRequest(url: "https://localhost/" + String(repeating: "a", count: 9000)),
            CurlRequest(url: "https://localhost/", headers: [("X", "a\r\nY: b")]),
            CurlRequest(url: "https://localhost/", headers: [("X\n", "a")]),
            CurlRequest(url: "https://localhost/", headers: [("", "a")]),
            CurlRequest(url: "https://localhost/", timeout: .zero),
            CurlRequest(method: .get, url: "https://localhost/", body: []),
            CurlRequest(method: .head, url: "https://localhost/", body: [1]),
        ]
    )
    func refused(request: CurlRequest) async throws {
        let error = await #expect(throws: CurlError.self) { try await CurlClient().exchange(request) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.requestMayHaveReachedServer == false)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("goes over plain HTTP only if it says so")
    func plainHTTP() async throws {
        let server = try LoopbackServer { _ in .response(status: 200) }
        let client = try CurlClient()
        let error = await #expect(throws: CurlError.self) { try await client.exchange(CurlRequest(url: server.url)) }
        #expect(error?.kind == .invalidRequest)
        #expect(server.connections == 0)
        #expect(try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)).status == 200)
    }

    @Test("is refused when too many are under way, and taken again after")
    func tooMany() async throws {
        let server = try LoopbackServer { $0.target == "/hang" ? .hang : .response(status: 200) }
        let client = try CurlClient(CurlConfiguration(maximumExchanges: 1))
        let hanging = Task {
            try await client.exchange(CurlRequest(url: server.url + "/hang", allowsPlainHTTP: true))
        }
        while server.requests.isEmpty { await Task.yield() }
        let request = CurlRequest(url: server.url, allowsPlainHTTP: true)
        let error = await #expect(throws: CurlError.self) { try await client.exchange(request) }
        #expect(error?.kind == .tooManyExchanges)
        #expect(error?.requestMayHaveReachedServer == false)
        hanging.cancel()
        _ = await hanging.result
        #expect(try await client.exchange(request).status == 200)
    }
}
