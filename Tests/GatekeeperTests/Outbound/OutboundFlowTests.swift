import AuditTrail
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@testable import Gatekeeper

@Suite("An admitted invitation on its way out")
struct OutboundFlowTests {
    private static func limits(_ change: (inout OutboundLimits) -> Void = { _ in }) -> OutboundLimits {
        var limits = OutboundLimits()
        change(&limits)
        return limits
    }

    private func untilWaiting(_ count: Int, in house: House) async {
        while house.gate.pacing.waiting != count { await Task.yield() }
    }

    private func attempt(_ address: String) -> Attempt {
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = .string(address)
        return attempt
    }

    private static let open = Contoso.policyText(domains: "deny: [competitor.example], unlisted: allow")
    private static let refused = SendOutcome.refused(RecordingSender.graphError(403, "Forbidden"))

    @Test("waits for its turn, after its decision is recorded, and leaves then")
    func turn() async throws {
        let house = try House(outbound: Self.limits { $0.requests = 1 })
        try await house.admit()
        async let second = house.refusal()
        await untilWaiting(1, in: house)
        #expect(house.audit.entries(.decision).count == 2 && house.sender.sent.count == 1)
        house.world.advance(seconds: 5)
        #expect(try await second == nil)
        #expect(house.sender.sent.count == 2)
        #expect(house.audit.entries(.outcome).last?.content["duration"]?.integer == 0, "the wait is not Graph's time")
    }

    @Test("that cannot leave in time was not sent: 429, with the time at which it could be, and its quota is free")
    func tooLong() async throws {
        let policy = Contoso.policyText(
            domains: "deny: [competitor.example]", rules: "{id: q, effect: allow, domains: [fabrikam.com], quota: {perTenant: 2, per: day}}")
        let house = try House(policy: policy, outbound: Self.limits { ($0.requests, $0.waitSeconds) = (1, 4) })
        try await house.admit()
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .tooManyRequests && refusal.retryAfter == 5)
        let outcome = try #require(house.audit.entries(.outcome).last)
        #expect(outcome.fields.result == "notSent" && outcome.content["detail"] == "waitTooLong" && outcome.status == 429)
        house.world.advance(seconds: 5)
        try await house.admit()
        #expect(house.sender.sent.count == 2)
    }

    @Test("to which Graph answers 429 goes again after the pause, in the same request; two sends, one outcome")
    func throttled() async throws {
        let house = try House(outbound: Self.limits())
        house.sender.answer(once: .throttled(RecordingSender.graphError(429), retryAfter: 2.128))
        async let answer = house.refusal()
        await untilWaiting(1, in: house)
        house.world.advance(seconds: 2)
        await Task.yield()
        #expect(house.sender.sent.count == 1)
        house.world.advance(seconds: 1)
        #expect(try await answer == nil)
        #expect(house.sender.sent.count == 2)
        #expect(house.audit.entries.map(\.kind) == [.decision, .outcome])
        #expect(house.audit.entries.last?.fields.result == "created")
    }

    @Test("goes so often and no more; then Graph's 429 is the answer")
    func throttledAgain() async throws {
        let house = try House(outbound: Self.limits { $0.sends = 2 })
        house.sender.answer(.throttled(RecordingSender.graphError(429), retryAfter: 1))
        async let answer = house.refusal()
        await untilWaiting(1, in: house)
        house.world.advance(seconds: 1)
        let refusal = try #require(await answer)
        #expect(refusal.reason == .graphThrottled && refusal.retryAfter == 1)
        #expect(house.sender.sent.count == 2)
    }

    @Test("does not wait for a pause that is too long; others are kept back for as long without being sent")
    func longPause() async throws {
        let house = try House(outbound: Self.limits())
        house.sender.answer(once: .throttled(RecordingSender.graphError(429), retryAfter: 30))
        #expect(try await house.refusal()?.retryAfter == 30)
        house.world.advance(seconds: 10)
        let second = try #require(await house.refusal())
        #expect(second.reason == .graphThrottled && second.retryAfter == 20)
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries(.outcome).map { $0.fields.result } == ["throttled", "notSent"])
        house.world.advance(seconds: 20)
        try await house.admit()
    }

    @Test("whose outcome is unknown is never sent again, and Graph's Retry-After holds for the others")
    func unknown() async throws {
        let house = try House(outbound: Self.limits())
        var answer = RecordingSender.graphError(503, "ServiceUnavailable")
        answer.retryAfter = 30
        house.sender.answer(once: .unknown(answer, .serverError))
        #expect(try await house.refusal()?.reason == .outcomeUnknown)
        let second = try #require(await house.refusal())
        #expect(second.reason == .graphUnavailable && second.retryAfter == 30)
        #expect(house.sender.sent.count == 1)
    }

    @Test("that goes again with another token takes another place")
    func unauthorized() async throws {
        let house = try House(outbound: Self.limits { $0.requests = 2 })
        house.sender.repeatAll()
        try await house.admit()
        async let second = house.refusal()
        await untilWaiting(1, in: house)
        #expect(house.sender.sent.count == 2, "both places are taken")
        house.world.advance(seconds: 5)
        #expect(try await second == nil)
        #expect(house.sender.sent.count == 4)
    }

    @Test("for which there is no second place in time stays with Graph's 401")
    func unauthorizedTooLate() async throws {
        let house = try House(outbound: Self.limits { ($0.requests, $0.waitSeconds) = (1, 2) })
        house.sender.repeatAll()
        #expect(try await house.refusal()?.reason == .graphUnauthorized)
        #expect(house.sender.sent.count == 1)
    }

    @Test("whose caller goes leaves the queue unsent")
    func cancelled() async throws {
        let house = try House(outbound: Self.limits { $0.requests = 1 })
        try await house.admit()
        let waiting = Task { try await house.refusal() }
        await untilWaiting(1, in: house)
        waiting.cancel()
        #expect(try await waiting.value?.reason == .deadlineExceeded)
        #expect(house.gate.pacing.waiting == 0 && house.sender.sent.count == 1)
        #expect(house.audit.entries(.outcome).last?.fields.result == "notSent")
    }

    @Test("is kept back at once after Graph failed five times, and tried again later")
    func breaker() async throws {
        let house = try House(outbound: Self.limits())
        house.sender.answer(.unknown(nil, .connectionLost))
        for _ in 1...5 { #expect(try await house.refusal()?.reason == .outcomeUnknown) }
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .graphUnavailable && (4...6).contains(refusal.retryAfter ?? 0))
        #expect(house.sender.sent.count == 5 && house.audit.entries(.decision).count == 6)
        #expect(house.gate.pacing.breaker == .open)
        house.sender.answer(.created(RecordingSender.created))
        house.world.advance(seconds: 6)
        try await house.admit()
        #expect(house.gate.pacing.breaker == .closed)
    }

    @Test("is not kept back however often Graph refuses")
    func noBreaker() async throws {
        let house = try House(outbound: Self.limits { ($0.guards.refusalsPerInviter, $0.guards.refusals) = (0, 0) })
        house.sender.answer(Self.refused)
        for _ in 1...30 { #expect(try await house.refusal()?.reason == .graphRefused) }
        #expect(house.gate.pacing.breaker == .closed)
    }

    @Test("counts for the day; when that is full it is refused until midnight, and that is no denial")
    func ceiling() async throws {
        let house = try House(outbound: Self.limits { $0.dailyCeiling = 2 })
        house.sender.answer(once: .notSent(.noConnection("x")), Self.refused)
        for _ in 1...2 { _ = try await house.refusal() }
        try await house.admit()
        #expect(try await house.gate.sentToday() == 2, "what was not sent gave its place back")
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .dailyCeilingReached)
        let midnight = Timestamp(milliseconds: (Contoso.now.milliseconds / 86_400_000 + 1) * 86_400_000)
        #expect(refusal.retryAfter == Double(midnight.milliseconds(since: Contoso.now)) / 1_000)
        #expect(refusal.message.contains("\(midnight)"))
        let entry = try #require(house.audit.entries.last)
        #expect(entry.kind == .refusal && entry.reason == .dailyCeilingReached && entry.status == 429)
        #expect(house.sender.sent.count == 3)
        var denied = Attempt()
        denied.json["invitedUserEmailAddress"] = "dana@competitor.example"
        #expect(try await house.refusal(of: denied)?.reason == .domainDenied, "a denial needs no place")
        house.world.advance(seconds: midnight.milliseconds(since: Contoso.now) / 1_000)
        var tomorrow = Attempt()
        tomorrow.mint.claims["exp"] = .integer(Contoso.expiresAt + 86_400)
        try await house.admit(tomorrow)
    }

    @Test("is kept back while an operator's pause lasts, with its decision recorded; a resumption lets it go")
    func paused() async throws {
        let house = try House()
        try await house.gate.pauseForwarding(CommandRecord(by: "root", why: "incident"))
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .forwardingPaused && refusal.retryAfter != nil)
        #expect(house.sender.sent.isEmpty)
        #expect(house.audit.entries.map(\.kind) == [.paused, .decision, .outcome])
        #expect(house.audit.entries.last?.fields.result == "notSent" && house.audit.entries.last?.status == 503)
        guard case .paused(let pause) = house.gate.forwarding else {
            Issue.record("not paused")
            return
        }
        #expect(pause.by == "root" && pause.why == "incident" && pause.since == Contoso.now)
        try await house.gate.resumeForwarding(CommandRecord(by: "root"))
        try await house.admit()
        #expect(house.gate.forwarding == .open)
    }

    @Test("that waits when forwarding is stopped is kept back at once")
    func pausedWhileWaiting() async throws {
        let house = try House(outbound: Self.limits { $0.requests = 1 })
        try await house.admit()
        async let waiting = house.refusal()
        await untilWaiting(1, in: house)
        try await house.gate.pauseForwarding(CommandRecord(by: "root"))
        #expect(try await waiting?.reason == .forwardingPaused)
        #expect(house.sender.sent.count == 1)
    }

    @Test("is kept back although the trail could not be told of the pause, which it is told of later")
    func unwrittenPause() async throws {
        let house = try House()
        house.audit.fail(.paused, with: .full)
        await #expect(throws: AuditUnavailable.full) { try await house.gate.pauseForwarding(CommandRecord(by: "root")) }
        #expect(try await house.refusal()?.reason == .forwardingPaused)
        try await house.gate.catchUpForwarding()
        #expect(house.audit.entries(.paused).isEmpty && !house.gate.forwarding.isOpen)
        house.audit.work()
        try await house.gate.catchUpForwarding()
        try await house.gate.catchUpForwarding()
        #expect(house.audit.entries(.paused).count == 1 && !house.gate.forwarding.isOpen)
        try await house.gate.resumeForwarding(CommandRecord(by: "root"))
        try await house.gate.catchUpForwarding()
        try await house.admit()
    }

    @Test("stays kept back when the trail cannot be told of the resumption")
    func unwrittenResumption() async throws {
        let house = try House()
        try await house.gate.pauseForwarding(CommandRecord(by: "root"))
        house.audit.fail(.resumed, with: .full)
        await #expect(throws: AuditUnavailable.full) { try await house.gate.resumeForwarding(CommandRecord(by: "root")) }
        #expect(try await house.refusal()?.reason == .forwardingPaused)
    }

    @Test("is kept back by a pause that another process wrote, or this one before its restart; likewise let go")
    func otherProcess() async throws {
        let house = try House()
        _ = try await house.audit.append(.paused(CommandRecord(by: "other"), at: Contoso.now))
        try await house.gate.catchUpForwarding()
        #expect(try await house.refusal()?.reason == .forwardingPaused)
        _ = try await house.audit.append(.resumed(CommandRecord(by: "other"), at: Contoso.now))
        try await house.gate.catchUpForwarding()
        try await house.admit()
        // What cannot be read changes nothing.
        try await house.gate.pauseForwarding(CommandRecord(by: "root"))
        house.audit.failReading(with: .closed)
        await #expect(throws: AuditUnreadable.closed) { try await house.gate.catchUpForwarding() }
        #expect(!house.gate.forwarding.isOpen)
    }

    @Test("of an inviter with too many new domains is the last for a time; others' go")
    func suspended() async throws {
        let house = try House(policy: Self.open, outbound: Self.limits { ($0.guards.newDomains, $0.guards.suspensionSeconds) = (2, 600) })
        try await house.admit(attempt("a@one.example"))
        try await house.admit(attempt("a@two.example"))
        try await house.admit(attempt("b@two.example"))
        let refusal = try #require(await house.refusal(of: attempt("a@three.example")))
        #expect(refusal.reason == .inviterSuspended && refusal.reason.kind.status == 403)
        #expect(refusal.message.contains("\(Contoso.now.adding(seconds: 600))"))
        #expect(try await house.refusal(of: attempt("a@one.example"))?.reason == .inviterSuspended)
        #expect(house.sender.sent.count == 3)
        let entry = try #require(house.audit.entries(.paused).first)
        #expect(house.audit.entries(.paused).count == 1)
        #expect(entry.content["by"] == "gate" && entry.content["inviter"]?.string == Contoso.ana.description)
        #expect(entry.content["why"]?.string?.contains("3 domains") == true && entry.fields.inviter == Contoso.ana)
        #expect(house.gate.forwarding == .open && house.gate.pacing.suspensions.map(\.inviter) == [Contoso.ana])
        var bo = attempt("a@four.example")
        bo.mint.claims["oid"] = .string(Contoso.bo.description)
        house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind, $0.directoryRoles, $0.appRoles, $0.groups) = (true, .member, [], [], []) }
        try await house.admit(bo)
        house.world.advance(seconds: 600)
        try await house.admit(attempt("a@five.example"))
    }

    @Test("of a suspended inviter goes when somebody lifts it; and one whom the trail names is suspended after a restart")
    func lifted() async throws {
        let house = try House(policy: Self.open, outbound: Self.limits { $0.guards.refusalsPerInviter = 2 })
        house.sender.answer(once: Self.refused, Self.refused)
        for _ in 1...2 { #expect(try await house.refusal()?.reason == .graphRefused) }
        #expect(try await house.refusal()?.reason == .inviterSuspended)
        try await house.gate.resumeForwarding(CommandRecord(by: "root", inviter: Contoso.bo))
        #expect(try await house.refusal()?.reason == .inviterSuspended, "that was another's")
        try await house.gate.resumeForwarding(CommandRecord(by: "root", inviter: Contoso.ana))
        try await house.admit()
        // As after a restart: from the trail alone.
        let until = house.world.now.adding(seconds: 60)
        _ = try await house.audit.append(
            .paused(CommandRecord(by: "gate", why: "x", inviter: Contoso.ana, until: until), at: house.world.now))
        try await house.gate.catchUpForwarding()
        #expect(try await house.refusal()?.reason == .inviterSuspended)
        try await house.gate.resumeForwarding(CommandRecord(by: "root"))
        try await house.admit()
    }

    @Test("to which Graph answers what forwarding is to stop at is the last until somebody resumes")
    func stopped() async throws {
        let pattern = try #require(AnswerPattern("403 TenantBlocked"))
        let house = try House(outbound: Self.limits { $0.guards.stopAt = [pattern] })
        house.sender.answer(once: Self.refused, .refused(RecordingSender.graphError(403, "TenantBlocked")))
        #expect(try await house.refusal()?.reason == .graphRefused)
        #expect(house.gate.forwarding == .open)
        #expect(try await house.refusal()?.reason == .graphRefused)
        #expect(try await house.refusal()?.reason == .forwardingPaused)
        #expect(house.audit.entries.map(\.kind) == [.decision, .outcome, .decision, .paused, .outcome, .decision, .outcome])
        let entry = try #require(house.audit.entries(.paused).first)
        #expect(entry.content["by"] == "gate" && entry.content["why"]?.string?.contains("403 TenantBlocked") == true)
        try await house.gate.resumeForwarding(CommandRecord(by: "root"))
        try await house.admit()
    }

    @Test("is the last when Graph refused over several inviters and domains, and counting begins anew afterwards")
    func refusedAllOver() async throws {
        let house = try House(
            policy: Self.open,
            outbound: Self.limits {
                ($0.guards.refusals, $0.guards.refusalInviters, $0.guards.refusalDomains) = (3, 2, 2)
            })
        house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind, $0.directoryRoles, $0.appRoles, $0.groups) = (true, .member, [], [], []) }
        var bo = attempt("a@two.example")
        bo.mint.claims["oid"] = .string(Contoso.bo.description)
        house.sender.answer(Self.refused)
        _ = try await house.refusal(of: attempt("a@one.example"))
        _ = try await house.refusal(of: attempt("a@one.example"))
        #expect(house.gate.forwarding == .open)
        #expect(try await house.refusal(of: bo)?.reason == .graphRefused)
        #expect(try await house.refusal()?.reason == .forwardingPaused)
        try await house.gate.resumeForwarding(CommandRecord(by: "root"))
        #expect(try await house.refusal(of: bo)?.reason == .graphRefused)
        #expect(house.gate.forwarding == .open)
    }
}
