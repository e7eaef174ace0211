import Curl
import LoopbackServer
import Testing

@Suite("Cancellation and shutdown")
struct EndTests {
    @Test("cancelling the task closes the connection")
    func cancel() async throws {
        let server = try LoopbackServer { _ in .hang }
        let client = try CurlClient()
        let task = Task {
            try await client.exchange(CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true))
        }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: CurlError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.requestMayHaveReachedServer == true)
        while server.abandoned == 0 { await Task.yield() }
    }

    @Test("a task that is already cancelled sends nothing")
    func cancelledBefore() async throws {
        let server = try LoopbackServer { _ in .response(status: 200) }
        let client = try CurlClient()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true))
        }
        task.cancel()
        let error = await #expect(throws: CurlError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.requestMayHaveReachedServer == false)
        #expect(server.connections == 0)
        #expect(try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)).status == 200)
    }

    @Test("cancellation at any moment neither hangs nor crashes")
    func cancelStorm() async throws {
        let server = try LoopbackServer { .response(status: 200, body: $0.body) }
        let client = try CurlClient(CurlConfiguration(maximumConnectionsPerHost: 4))
        await withTaskGroup { group in
            for number in 0..<400 {
                let request = CurlRequest(method: .post, url: server.url, body: [1], allowsPlainHTTP: true)
                let task = Task { try await client.exchange(request) }
                group.addTask {
                    for _ in 0..<(number * 7 % 50) { await Task.yield() }
                    task.cancel()
                    _ = await task.result
                }
            }
        }
        #expect(try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)).status == 200)
        await client.shutDown()
    }

    @Test("shutdown fails what is under way and refuses what comes after")
    func shutDown() async throws {
        let server = try LoopbackServer { _ in .hang }
        let client = try CurlClient()
        let task = Task { try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)) }
        while server.requests.isEmpty { await Task.yield() }
        await client.shutDown()
        let underWay = await #expect(throws: CurlError.self) { try await task.value }
        #expect(underWay?.kind == .shutDown)
        #expect(underWay?.requestMayHaveReachedServer == true)
        let late = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true))
        }
        #expect(late?.kind == .shutDown)
        #expect(late?.requestMayHaveReachedServer == false)
        await client.shutDown()
    }

    @Test("shutdown with grace lets what is under way finish")
    func shutDownWithGrace() async throws {
        let gate = Gate()
        let server = try LoopbackServer { _ in
            gate.wait()
            return .response(status: 200)
        }
        let client = try CurlClient()
        let task = Task { try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true)) }
        while server.requests.isEmpty { await Task.yield() }
        async let end: Void = client.shutDown(within: .seconds(30))
        gate.open()
        await end
        #expect(try await task.value.status == 200)
    }

    @Test("dropping the client ends its thread and closes its connections")
    func dropped() async throws {
        let server = try LoopbackServer { _ in .response(status: 200) }
        do {
            let client = try CurlClient()
            _ = try await client.exchange(CurlRequest(url: server.url, allowsPlainHTTP: true))
        }
        while server.openConnections > 0 { await Task.yield() }
    }
}
