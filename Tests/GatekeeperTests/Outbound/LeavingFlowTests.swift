import AuditTrail
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@testable import Gatekeeper

@Suite("An invitation that waits for its turn when the service leaves", .timeLimit(.minutes(1)))
struct LeavingFlowTests {
    private static func house(_ policy: String = Contoso.policyText(), requests: Int = 1) throws -> House {
        var limits = OutboundLimits()
        (limits.requests, limits.waitSeconds) = (requests, 60)
        return try House(policy: policy, outbound: limits)
    }

    private func untilWaiting(_ count: Int, in house: House) async {
        while house.gate.pacing.waiting != count { await Task.yield() }
    }

    @Test("is answered 503 when the time for waiting is over, unsent and recorded so, with its quota's place free again")
    func waitingEnded() async throws {
        let policy = Contoso.policyText(
            domains: "deny: [competitor.example]", rules: "{id: q, effect: allow, domains: [fabrikam.com], quota: {perTenant: 2, per: day}}")
        let house = try Self.house(policy)
        try await house.admit()
        async let waiting = house.refusal()
        await untilWaiting(1, in: house)
        house.gate.endWaiting()
        let refusal = try #require(await waiting)
        #expect(refusal.reason == .draining && refusal.reason.kind.status == 503 && refusal.retryAfter == 1)
        let outcome = try #require(house.audit.entries(.outcome).last)
        #expect(outcome.fields.result == "notSent" && outcome.content["detail"] == "draining" && outcome.status == 503)
        #expect(outcome.decision == refusal.decisionID && house.sender.sent.count == 1)
        // Whoever can leave at once does, and there is a place in the quota.
        house.world.advance(seconds: 5)
        try await house.admit()
        #expect(house.sender.sent.count == 2)
    }

    @Test("leaves the queue of the service that goes on in its turn: nobody ended its wait")
    func twin() async throws {
        let house = try Self.house()
        try await house.admit()
        async let waiting = house.refusal()
        await untilWaiting(1, in: house)
        house.world.advance(seconds: 5)
        #expect(try await waiting == nil)
        house.gate.endWaiting()
        #expect(house.audit.entries(.outcome).map { $0.fields.result } == ["created", "created"])
    }

    @Test("is not sent any more when the time for leaving is over, although it could leave at once")
    func departuresEnded() async throws {
        let house = try Self.house(requests: 100)
        house.gate.endDepartures()
        #expect(try await house.refusal()?.reason == .draining)
        #expect(house.sender.sent.isEmpty && house.audit.entries.map(\.kind) == [.decision, .outcome])
    }

    @Test("and its twin under the same key are both told so, nothing is sent, and the key is good for the next try")
    func underAKey() async throws {
        let house = try Self.house()
        try await house.admit()
        async let first = house.refusal(of: .keyed())
        await untilWaiting(1, in: house)
        async let second = house.refusal(of: .keyed())
        // It waits for the first, not for a turn.
        for _ in 0..<10_000 { await Task.yield() }
        #expect(house.gate.pacing.waiting == 1)
        house.gate.endWaiting()
        #expect(try await [first?.reason, second?.reason] == [.draining, .draining])
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries(.outcome).map { $0.fields.result } == ["created", "notSent", "notSent"])
        // As in the process that goes on.
        house.world.advance(seconds: 5)
        #expect(try await !house.admit(.keyed()).isReplay)
        #expect(try await house.admit(.keyed()).isReplay)
    }

    @Test("in a batch is answered alone: what left before has its 201, the rest its 503 and Retry-After")
    func inABatch() async throws {
        let house = try Self.house(requests: 2)
        let items = (1...6).map { BatchTests.item("\($0)", "guest-\($0)@fabrikam.com") }
        let submission = try BatchTests.attempt(items).submission()
        async let answers = house.gate.admitAll(submission)
        // Two have left, and those that came in their places wait with the other two.
        await untilWaiting(4, in: house)
        house.gate.endWaiting()
        let results = try await answers.map(\.result)
        let refusals = results.compactMap { if case .failure(let refusal) = $0 { refusal } else { nil } }
        #expect(results.count == 6 && refusals.count == 4)
        #expect(refusals.allSatisfy { $0.reason == .draining && $0.retryAfter == 1 })
        #expect(house.audit.entries(.outcome).count { $0.fields.result == "notSent" } == 4 && house.sender.sent.count == 2)
    }

    @Test("is held back by a pause that comes meanwhile, as at any time")
    func paused() async throws {
        let house = try Self.house()
        try await house.admit()
        async let waiting = house.refusal()
        await untilWaiting(1, in: house)
        try await house.gate.pauseForwarding(CommandRecord(by: "root"))
        #expect(try await waiting?.reason == .forwardingPaused)
        house.gate.endWaiting()
        #expect(try await house.refusal()?.reason == .forwardingPaused, "that is why, and not the end")
    }
}
