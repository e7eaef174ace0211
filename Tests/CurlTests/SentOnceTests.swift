import Curl
import LoopbackServer
import Testing

/// libcurl sends a request anew by itself when a pooled connection turns out dead.
@Suite("A POST is handed to a connection at most once")
struct SentOnceTests {
    private func client(on server: LoopbackServer) async throws -> CurlClient {
        let client = try CurlClient()
        let first = CurlRequest(method: .post, url: server.url + "/first", body: [1], allowsPlainHTTP: true)
        #expect(try await client.exchange(first).status == 200)
        return client
    }

    @Test("even if its pooled connection is closed or reset after it was read", arguments: [LoopbackServer.Reply.close, .reset])
    func postIsNotRepeated(end: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { $0.connection == 0 && $0.indexOnConnection == 1 ? end : .response(status: 200) }
        let client = try await client(on: server)
        let error = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: .post, url: server.url + "/second", body: [2], allowsPlainHTTP: true))
        }
        #expect(error?.kind == .sendOrReceive)
        #expect(error?.requestMayHaveReachedServer == true)
        #expect(server.requests.map(\.target) == ["/first", "/second"])
    }

    @Test("without a body as well", arguments: [CurlRequest.Method.post, .delete, .put, .patch])
    func emptyBodyIsNotRepeated(method: CurlRequest.Method) async throws {
        let server = try LoopbackServer { $0.connection == 0 && $0.indexOnConnection == 1 ? .close : .response(status: 200) }
        let client = try await client(on: server)
        await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: method, url: server.url + "/second", allowsPlainHTTP: true))
        }
        #expect(server.requests.map(\.target) == ["/first", "/second"])
    }

    @Test("even if it is larger than what a socket takes at once")
    func largeBodyIsNotRepeated() async throws {
        let server = try LoopbackServer { $0.connection == 0 && $0.indexOnConnection == 1 ? .reset : .response(status: 200) }
        let client = try await client(on: server)
        let body = [UInt8](repeating: 7, count: 8 << 20)
        await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: .post, url: server.url + "/second", body: body, allowsPlainHTTP: true))
        }
        #expect(server.requests.map(\.target) == ["/first", "/second"])
    }

    @Test("while a GET, which changes nothing, is sent again on a fresh connection")
    func getIsRepeated() async throws {
        let server = try LoopbackServer { $0.connection == 0 && $0.indexOnConnection == 1 ? .close : .response(status: 200) }
        let client = try await client(on: server)
        #expect(try await client.exchange(CurlRequest(url: server.url + "/second", allowsPlainHTTP: true)).status == 200)
        #expect(server.requests.map(\.target) == ["/first", "/second", "/second"])
    }
}
