import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Nothing is forwarded before the decision is durable")
struct DurabilityTests {
    @Test("While the entry is on its way to the disk the sender is not called; then it is, once")
    func waits() async throws {
        let house = try House()
        let disk = Turnstile()
        house.audit.hold(at: disk)
        async let invited = house.admit()
        await disk.arrivals(1)
        // Whatever could run without the entry has had every occasion to.
        for _ in 0..<1_000 { await Task.yield() }
        #expect(house.sender.sent.isEmpty && house.journal.events.isEmpty)
        disk.open()
        _ = try await invited
        #expect(house.journal.events == [.durable(.decision), .sent, .durable(.outcome)])
    }

    @Test("A denial is not told before it is durable either")
    func denialWaits() async throws {
        let house = try House()
        let (disk, answered) = (Turnstile(), Turnstile())
        answered.open()
        house.audit.hold(at: disk)
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@competitor.example"
        let running = Task { [attempt] in
            let refusal = try await house.refusal(of: attempt)
            #expect(house.journal.events == [.durable(.decision)])
            return refusal
        }
        await disk.arrivals(1)
        disk.open()
        #expect(try await running.value?.reason == .domainDenied)
    }

    static let failures: [AuditUnavailable] = [
        .closed, .outOfOrder(.decision), .overloaded, .full, .busy, .failed(code: 10, message: "disk I/O error"),
    ]

    @Test("Without the entry nothing is sent and the answer is 503", arguments: failures)
    func notWithoutEntry(_ failure: AuditUnavailable) async throws {
        let house = try House()
        house.audit.fail(with: failure)
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .auditUnavailable && refusal.reason.kind.status == 503)
        #expect((refusal.retryAfter ?? 0) > 0)
        #expect(house.sender.sent.isEmpty)
        #expect(house.metrics.contains("gatekeeper_audit_failures_total 1"))
        #expect(house.log.lines.contains { $0.hasPrefix("error ") && $0.contains("\(failure)") })
        house.audit.work()
        try await house.admit()
        #expect(house.sender.sent.count == 1)
    }

    @Test("A refusal that cannot be recorded is 503 as well: no answer is without its entry")
    func refusalsToo() async throws {
        for change in [{ (attempt: inout Attempt) in attempt.text("{") }, { $0.json["invitedUserEmailAddress"] = "d@competitor.example" }] {
            let house = try House()
            house.audit.fail(with: .full)
            var attempt = Attempt()
            change(&attempt)
            #expect(try await house.refusal(of: attempt)?.reason == .auditUnavailable)
            house.audit.work()
            let refusal = try #require(await house.refusal(of: attempt))
            #expect(refusal.reason != .auditUnavailable)
        }
    }

    @Test("When only the outcome cannot be recorded the answer is Graph's, and the decision stays without an outcome")
    func inDoubt() async throws {
        let house = try House()
        house.audit.fail(.outcome, with: .full)
        let invited = try await house.admit()
        #expect(invited.answer.status == 201)
        #expect(house.audit.entries.map(\.kind) == [.decision])
        #expect(house.audit.entries.first?.decision == invited.decisionID)
        #expect(house.metrics.contains("gatekeeper_audit_failures_total 1"))
        house.sender.answer(.refused(RecordingSender.graphError(400)))
        #expect(try await house.refusal()?.reason == .graphRefused)
    }

    @Test("Each of many approvals at once is sent exactly once")
    func onceEach() async throws {
        let house = try House()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { try await house.admit() } }
            try await group.waitForAll()
        }
        #expect(house.sender.sent.count == 100)
        #expect(house.audit.entries(.decision).count == 100 && house.audit.entries(.outcome).count == 100)
        #expect(Set(house.audit.entries(.decision).map(\.decision)).count == 100)
        #expect(Set(house.audit.entries(.outcome).map(\.decision)) == Set(house.audit.entries(.decision).map(\.decision)))
    }

    @Test("A shutdown that waits for the requests under way waits for their outcomes' entries")
    func idle() async throws {
        let house = try House()
        await house.gate.idle()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        async let invited = house.admit()
        await graph.arrivals(1)
        #expect(house.gate.requestsInFlight == 1)
        async let events = {
            await house.gate.idle()
            return house.journal.events
        }()
        graph.open()
        #expect(await events == [.durable(.decision), .sent, .durable(.outcome)])
        _ = try await invited
        #expect(house.gate.requestsInFlight == 0)
    }

    @Test("A caller who goes away does not undo an invitation on its way: its outcome is recorded")
    func callerGoesAway() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        let running = Task { try await house.admit() }
        await graph.arrivals(1)
        running.cancel()
        graph.open()
        _ = try await running.value
        #expect(house.journal.events == [.durable(.decision), .sent, .durable(.outcome)])
        #expect(house.audit.entries(.outcome).first?.fields.result == "created")
    }
}
