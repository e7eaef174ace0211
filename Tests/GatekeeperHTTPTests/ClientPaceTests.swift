import Foundation
import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import Invitations
import Testing

@Suite("Slow clients, and many")
struct ClientPaceTests {
    private static func listener(requestSeconds: Int = 60, answerSeconds: Int = 60, idleSeconds: Int = 60) -> ListenerConfiguration {
        ListenerConfiguration(
            host: "127.0.0.1", port: 0,
            pace: ClientPace(requestSeconds: requestSeconds, answerSeconds: answerSeconds, idleSeconds: idleSeconds))
    }

    @Test("A head that does not come to its end in time is answered 408, and the connection is closed")
    func slowHead() async throws {
        let house = try House()
        let head = try WireRequest().bytes.prefix(60)
        try await serving(house, Self.listener(requestSeconds: 1)) { port in
            let conversation = try await RawExchange.send(Array(head), to: port, responses: nil)
            #expect(conversation.responses.map(\.status) == [408] && conversation.isClosed)
            #expect(conversation.responses.first?["Connection"] == "close")
            // The next one gets its place.
            #expect(try await WireRequest().answer(from: port).status == 201)
        }
        #expect(house.sender.sent.count == 1)
    }

    @Test("Bytes that trickle in do not lengthen the time")
    func slowLoris() async throws {
        let house = try House()
        try await serving(house, Self.listener(requestSeconds: 1)) { port in
            let trickle = try RawTrickle(port)
            defer { trickle.end() }
            let end = ContinuousClock.now + .seconds(15)
            var isCut = false
            trickle.send(Array("POST /v1.0/invitations HTTP/1.1\r\nHost: a\r\nX-Note: ".utf8))
            while !isCut, ContinuousClock.now < end {
                isCut = !trickle.send([0x61]) || trickle.isClosed
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(isCut)
        }
    }

    @Test("A body that does not come in time ends its connection, and is recorded as what it is")
    func slowBody() async throws {
        let house = try House()
        let bytes = try WireRequest().with { $0.declaresLength = false }.with { $0.set("Content-Length", "500") }.bytes
        let conversation = try await serving(house, Self.listener(requestSeconds: 1)) {
            try await RawExchange.send(bytes, to: $0, responses: nil)
        }
        #expect(conversation.isClosed)
        #expect(house.sender.sent.isEmpty)
        #expect(house.audit.entries.count == 1)
    }

    @Test("A request in pieces that is whole in time is served")
    func inPieces() async throws {
        let house = try House()
        let bytes = try WireRequest().bytes
        try await serving(house, Self.listener(requestSeconds: 30)) { port in
            let trickle = try RawTrickle(port)
            defer { trickle.end() }
            for piece in stride(from: 0, to: bytes.count, by: 40) {
                trickle.send(Array(bytes[piece..<min(piece + 40, bytes.count)]))
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(trickle.receive().hasPrefix("HTTP/1.1 201 "))
        }
    }

    @Test("While an answer is being made, nobody is slow")
    func slowGraph() async throws {
        let house = try House()
        let turnstile = Turnstile()
        house.sender.hold(at: turnstile)
        let bytes = try WireRequest().bytes
        try await serving(house, Self.listener(requestSeconds: 1)) { port in
            async let answer = RawExchange.send(bytes, to: port, responses: 1)
            // Longer than a client may take.
            try await Task.sleep(for: .milliseconds(1_500))
            turnstile.open()
            #expect(try await answer.responses.map(\.status) == [201])
        }
    }

    @Test("A client that takes no answers is cut off, and the gate reads no more of it meanwhile than it answers")
    func slowReader() async throws {
        let house = try House()
        let many = Array(repeating: Array("GET /v1.0/users HTTP/1.1\r\nHost: a\r\n\r\n".utf8), count: 1_000).joined()
        try await serving(house, Self.listener(answerSeconds: 1)) { port in
            let trickle = try RawTrickle(port)
            defer { trickle.end() }
            let bytes = Array(many)
            // 400 MB, if it took them all.
            let sent = await trickle.sendUntilCut(bytes, atMost: 10_000)
            #expect(sent < 10_000)
            #expect(try await WireRequest().answer(from: port).status == 201)
        }
    }

    @Test("A connection without a request is closed after its time")
    func idle() async throws {
        let conversation = try await serving(House(), Self.listener(idleSeconds: 1)) {
            try await RawExchange.send(try WireRequest().bytes, to: $0, responses: nil)
        }
        #expect(conversation.responses.map(\.status) == [201] && conversation.isClosed)
    }

    @Test("More requests at once than there are places: 429 before anything of them is looked at; then there is place again")
    func concurrent() async throws {
        let house = try House()
        let turnstile = Turnstile()
        house.sender.hold(at: turnstile)
        let bytes = try WireRequest().bytes
        try await serving(house, maximumRequests: 1) { port in
            async let first = RawExchange.send(bytes, to: port, responses: 1)
            await turnstile.arrivals(1)
            let entries = house.audit.entries.count
            let second = try await WireRequest().answer(from: port)
            #expect(second.status == 429 && second.reason == "tooManyRequests" && second["Retry-After"] == "1")
            let stranger = try await WireRequest().with { $0.set("Authorization") }.answer(from: port)
            #expect(stranger.status == 429)
            #expect(house.audit.entries.count == entries && house.sender.sent.count == 1)
            #expect(house.metrics.contains(#"gatekeeper_unverified_total{reason="tooManyRequests"} 2"#))
            turnstile.open()
            #expect(try await first.responses.map(\.status) == [201])
            #expect(try await WireRequest().answer(from: port).status == 201)
        }
    }

    @Test("More connections than there are places wait, and are served when one becomes free")
    func connections() async throws {
        let house = try House()
        let bytes = try WireRequest().bytes
        try await serving(house, ListenerConfiguration(host: "127.0.0.1", port: 0, maximumConnections: 1)) { port in
            let first = try RawTrickle(port)
            first.send(bytes)
            #expect(first.receive().hasPrefix("HTTP/1.1 201 "))
            async let second = RawExchange.send(bytes, to: port, responses: 1)
            try await Task.sleep(for: .milliseconds(200))
            #expect(house.sender.sent.count == 1)
            first.end()
            #expect(try await second.responses.map(\.status) == [201])
        }
    }

    @Test("Once the service is leaving, each answer is the last on its connection")
    func leaving() async throws {
        let drain = Drain()
        let bytes = try WireRequest().bytes
        let conversation = try await serving(House(), drain: drain) { port in
            drain.begin()
            return try await RawExchange.send(bytes, to: port, responses: nil)
        }
        #expect(conversation.responses.map(\.status) == [201] && conversation.isClosed)
        #expect(conversation.responses.first?["Connection"] == "close")
    }
}
