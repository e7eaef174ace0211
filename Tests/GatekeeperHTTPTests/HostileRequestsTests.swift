import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import HostileHTTP
import Invitations
import Testing

@Suite("Hostile requests")
struct HostileRequestsTests {
    @Test("None of them is forwarded; each is refused or its connection closed; the next caller is served")
    func refused() async throws {
        // The clock stands still, so that a pace would be used up.
        var outbound = OutboundLimits.withoutWaiting
        outbound.requests = 100_000
        let house = try House(outbound: outbound)
        let good = try WireRequest()
        let all = HostileRequest.all(GoodRequest(target: good.target, fields: good.fields, body: good.body))
        #expect(all.count > 100 && Set(all.map(\.name)).count == all.count)
        try await serving(house) { port in
            for (served, hostile) in all.enumerated() {
                let conversation = try await RawExchange.send(hostile.bytes, to: port, responses: nil, halfClosing: true)
                let statuses = conversation.responses.map(\.status)
                #expect(statuses.allSatisfy { (400..<500).contains($0) || $0 == 501 || $0 == 505 }, "\(hostile.name): \(statuses)")
                #expect(conversation.isClosed && conversation.rest.isEmpty, "\(hostile.name)")
                // One good request after each.
                try #require(house.sender.sent.count == served, "\(hostile.name) was forwarded")
                #expect(try await good.answer(from: port).status == 201, "after \(hostile.name)")
            }
        }
    }

    @Test("3,000 requests changed by chance: none is forwarded, none hangs, each is refused or its connection closed")
    func fuzzed() async throws {
        let report = try await HTTPFuzz(executions: 3_000, seed: 20_261_124, clients: 4).run()
        #expect(report.findings.isEmpty, "\(report.findings.first?.description ?? "")")
        #expect(report.executions == 3_000 && report.answers > 1_000)
    }

    @Test("What a lenient reader would take for a second request is none")
    func smuggled() async throws {
        let house = try House()
        let good = try WireRequest()
        let inner = good.bytes
        // The first request's end lies before the second or behind it, as one reads its length.
        let fronts = [
            "Content-Length: 0\r\nContent-Length: \(inner.count)", "Content-Length: \(inner.count)\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding : chunked", "Transfer-Encoding: identity, chunked", "X: a\nContent-Length: 0",
        ]
        try await serving(house) { port in
            for front in fronts {
                let head = "POST /v1.0/users HTTP/1.1\r\nHost: a\r\n\(front)\r\n\r\n"
                let bytes = Array((head + "0\r\n\r\n").utf8) + inner
                let conversation = try await RawExchange.send(bytes, to: port, responses: nil, halfClosing: true)
                #expect(conversation.responses.count <= 1, "\(front.debugDescription): \(conversation.responses.map(\.status))")
                #expect(house.sender.sent.isEmpty, "\(front.debugDescription) smuggled an invitation in")
            }
        }
    }

    @Test("A chunked body with extensions and trailers within bounds is taken: they mean nothing here")
    func chunkExtensions() async throws {
        let house = try House()
        let good = try WireRequest()
        var head = good
        head.declaresLength = false
        head.body = []
        head.fields.append(("Transfer-Encoding", "chunked"))
        let size = String(good.body.count, radix: 16)
        let bytes = head.bytes + Array("\(size);a=b\r\n".utf8) + good.body + Array("\r\n0\r\nX-Trailer: Authorization\r\n\r\n".utf8)
        let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: 1) }
        #expect(conversation.responses.map(\.status) == [201])
    }

    @Test("HTTP/1.0 is served, without a host and with one, and its connection closed")
    func oldVersion() async throws {
        let house = try House()
        let good = try WireRequest()
        for fields in [good.fields, good.fields.filter { $0.name != "Host" }] {
            let head = ["POST /v1.0/invitations HTTP/1.0"] + fields.map { "\($0.name): \($0.value)" } + ["Content-Length: \(good.body.count)"]
            let bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + good.body
            let conversation = try await serving(house) { try await RawExchange.send(bytes, to: $0, responses: nil, halfClosing: true) }
            #expect(conversation.responses.map(\.status) == [201])
        }
    }
}
