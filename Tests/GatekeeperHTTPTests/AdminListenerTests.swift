import GatekeeperHTTP
import GatekeeperTesting
import HostileTexts
import Logging
import StrictJSON
import Synchronization
import Testing

@Suite("The admin listener")
struct AdminListenerTests {
    private func exchange(
        _ method: String, _ target: String, notReady: [String] = [], _ scope: AdminListener.Scope = .everything
    ) async throws -> RawConversation {
        let sources = AdminSources(
            notReadyBecause: { notReady }, metrics: { "# TYPE up gauge\nup 1\n" },
            status: { ["ready": .bool(notReady.isEmpty), "notReadyBecause": .array(notReady.map { .string($0) })] })
        let world = FixedWorld()
        return try await listening({ onListening in
            AdminListener(
                scope, sources: sources, configuration: ListenerConfiguration(host: "127.0.0.1", port: 0),
                now: { world.now }, logger: CapturedLog().logger, onListening: onListening)
        }) { port in
            try await RawExchange.send(
                Array("\(method) \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8), to: port,
                responses: nil, heads: method == "HEAD" ? [0] : [])
        }
    }

    private func get(_ target: String, notReady: [String] = []) async throws -> RawResponse {
        try #require(try await exchange("GET", target, notReady: notReady).responses.first)
    }

    @Test("/livez says that the process answers, ready or not")
    func livez() async throws {
        for notReady in [[], ["no keys"]] {
            let answer = try await get("/livez", notReady: notReady)
            #expect(answer.status == 200 && answer.text == "ok\n" && answer["Cache-Control"] == "no-store")
        }
    }

    @Test("/readyz says yes or no and never why")
    func readyz() async throws {
        let ready = try await get("/readyz")
        #expect(ready.status == 200 && ready.text == "ok\n")
        let not = try await get("/readyz", notReady: ["no Graph token: AADSTS7000222"])
        #expect(not.status == 503 && not.text == "not ready\n")
    }

    @Test("/metrics is Prometheus's text, /status JSON with the reasons")
    func reports() async throws {
        let metrics = try await get("/metrics")
        #expect(metrics.status == 200 && metrics["Content-Type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        #expect(metrics.text == "# TYPE up gauge\nup 1\n")
        let status = try await get("/status?x=1", notReady: ["no keys"])
        #expect(status.status == 200 && status["Content-Type"] == "application/json")
        #expect(status.json["notReadyBecause"] == ["no keys"])
    }

    @Test("What policies and commands have put into the status acts on no terminal that shows it, and is the same text")
    func hostile() async throws {
        let texts = HostileTexts.all.filter { $0.utf8.count <= 1_000 }
        let status = try await get("/status", notReady: texts)
        #expect(Harmless.offenders(in: status.text) == [] && !status.text.contains { "<>&\n".contains($0) })
        #expect(status.json["notReadyBecause"] == .array(texts.map { .string($0) }))
    }

    @Test("HEAD has the status and no body", arguments: ["/livez", "/readyz", "/metrics", "/status", "/nothing"])
    func head(_ target: String) async throws {
        let conversation = try await exchange("HEAD", target)
        #expect(conversation.responses.first?.status == (target == "/nothing" ? 404 : 200))
        let got = try await exchange("GET", target)
        #expect(conversation.responses.first?["Content-Length"] == got.responses.first?["Content-Length"])
        #expect(conversation.responses.first?.body == [] && conversation.rest.isEmpty)
    }

    @Test("Nothing else is there, and nothing can be changed")
    func nothingElse() async throws {
        for target in ["/", "/v1.0/invitations", "/metrics/", "/livez/..", "/Livez"] {
            #expect(try await get(target).status == 404)
        }
        for method in ["POST", "PUT", "DELETE"] {
            let answer = try #require(try await exchange(method, "/status").responses.first)
            #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD")
        }
    }

    @Test("A listener for probes says yes or no, and has neither metrics nor status")
    func probes() async throws {
        for (target, status) in [("/livez", 200), ("/readyz", 503), ("/metrics", 404), ("/status", 404)] {
            let answer = try #require(try await exchange("GET", target, notReady: ["no keys"], .probes).responses.first)
            #expect(answer.status == status && !answer.text.contains("no keys"), "\(target)")
        }
    }
}
