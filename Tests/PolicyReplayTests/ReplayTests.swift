import AuditTrail
import InvitationPolicy
import Invitations
import PolicyReplay
import SeededRandom
import Testing

@Suite("A replay of many decisions")
struct ReplayTests {
    private func entry(
        _ number: UInt64, to domain: String = "a.example", at time: Timestamp = World.noon, kind: EntryKind = .decision
    ) throws -> StoredEntry {
        var random = SeededGenerator(seed: 1)
        var drawn = try Drawn(&random, message: false)
        drawn.request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("g@\(domain)"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        drawn.time = time
        drawn.inviter = InviterFacts(id: World.ana, proof: .token)
        drawn.inviter.enabled = .known(true, from: .graph, asOf: time)
        drawn.context = DecisionContext()
        let old = try World.policy(domains: "allow: [a.example, b.example], deny: [d.example]")
        return try #require(try World.recorded(drawn, by: old, kind: kind, number: number)).stored
    }

    private func replay(_ policy: Policy, _ entries: [StoredEntry], against: Replay.Baseline = .recorded, from: Timestamp? = nil) -> ReplayReport {
        var replay = Replay(policy, against: against, from: from)
        for stored in entries { replay.feed(stored) }
        return replay.report()
    }

    @Test("counts by direction, cause, domain and inviter, with decisions to look at")
    func directions() throws {
        let entries = try [
            entry(1), entry(2, to: "b.example"), entry(3, to: "b.example"), entry(4, to: "c.example"),
            entry(5, to: "d.example"), entry(6, to: "e.example"),
        ]
        let report = replay(try World.policy(domains: "allow: [a.example, c.example]"), entries)
        #expect(report.judged == 6 && report.unchanged == 2)
        #expect(report.count(.approvedToDenied) == 2)
        #expect(report.count(.deniedToApproved) == 1)
        #expect(report.count(.otherReason) == 1)
        let closed = try #require(report.flips[.approvedToDenied])
        #expect(closed.domains.top(5).map(\.name) == ["b.example"])
        #expect(closed.inviters.top(5).map(\.count) == [2])
        let cause = try #require(closed.causes.first)
        #expect(cause.before == "approved" && cause.after == "noRuleAllows" && cause.count == 2)
        #expect(cause.examples == [DecisionID(high: 9, low: 2), DecisionID(high: 9, low: 3)])
        #expect(report.flips[.deniedToApproved]?.causes.first?.rule == "domains.allow")
    }

    @Test("compares with another policy where that is asked for")
    func baseline() throws {
        let entries = try [entry(1), entry(2, to: "b.example")]
        let policy = try World.policy(domains: "allow: [a.example]")
        #expect(replay(policy, entries).count(.approvedToDenied) == 1)
        #expect(replay(policy, entries, against: .policy(policy)).unchanged == 2)
    }

    @Test("fills quotas as the decisions go by: by decisions, not by inquiries, and anew in each period")
    func quotas() throws {
        let policy = try World.policy(defaults: "quota: {perInviter: 2, per: day}")
        let tomorrow = World.noon.adding(seconds: 86_400)
        let entries = try [
            entry(1, kind: .inquiry), entry(2), entry(3), entry(4), entry(5, kind: .inquiry), entry(6, at: tomorrow),
        ]
        let report = replay(policy, entries)
        #expect(report.count(.approvedToDenied) == 2)
        #expect(report.flips[.approvedToDenied]?.causes.first?.after == "quotaExceeded")
        #expect(report.unchanged == 4)
    }

    /// What Ana asked one after the other, as a policy judged it that lets `limit` of her invitations pass on one day.
    private func history(_ limit: Int, _ domains: [String], kind: EntryKind = .decision) throws -> [StoredEntry] {
        let old = try World.policy(
            domains: "allow: [a.example, b.example]", defaults: "quota: {perInviter: \(limit), per: day}")
        var used = 0
        return try domains.enumerated().map { number, domain in
            var random = SeededGenerator(seed: 1)
            var drawn = try Drawn(&random, message: false)
            drawn.request = InvitationRequest(
                invitedUserEmailAddress: try EmailAddress("g\(number)@\(domain)"),
                inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
            drawn.time = World.noon.adding(seconds: Int64(number))
            drawn.inviter = InviterFacts(id: World.ana, proof: .token)
            drawn.inviter.enabled = .known(true, from: .graph, asOf: drawn.time)
            drawn.context = DecisionContext()
            let counter = QuotaCounter(
                scope: QuotaCounter.defaults, dimension: .inviter, subject: World.ana.description, period: .day, at: drawn.time)
            drawn.usage = QuotaUsage([counter: used])
            let (decision, stored) = try #require(try World.recorded(drawn, by: old, kind: kind, number: UInt64(number + 1)))
            if decision.isApproved, kind == .decision { used += 1 }
            return stored
        }
    }

    private func limited(_ limit: Int, domains: String = "allow: [a.example, b.example]") throws -> Policy {
        try World.policy(domains: domains, defaults: "quota: {perInviter: \(limit), per: day}")
    }

    @Test("a raised limit lets as many more pass as it was raised by, and a lowered one as many fewer")
    func otherLimit() throws {
        let asked = try history(2, Array(repeating: "a.example", count: 10))
        let raised = replay(try limited(3), asked)
        #expect(raised.count(.deniedToApproved) == 1 && raised.unchanged == 9)
        let lowered = replay(try limited(1), asked)
        #expect(lowered.count(.approvedToDenied) == 1 && lowered.unchanged == 9)
        #expect(replay(try limited(2), asked).unchanged == 10)
        #expect(replay(try limited(3), asked, against: .policy(try limited(1))).count(.deniedToApproved) == 2)
    }

    @Test("what the new policy denies leaves its place to what comes after")
    func freedPlaces() throws {
        let asked = try history(2, ["a.example", "a.example", "b.example", "b.example", "b.example"])
        let report = replay(try limited(2, domains: "allow: [b.example]"), asked)
        #expect(report.count(.approvedToDenied) == 2 && report.count(.deniedToApproved) == 2)
        #expect(report.unchanged == 1)
    }

    @Test("a place that another caller's invitation took is free where the new policy does not list that caller")
    func unlistedCaller() throws {
        let other = ApplicationID(high: 1, low: 0x8000_0000_0000_0009)
        var asked = try history(2, ["a.example", "a.example", "a.example"])
        let content = String(decoding: asked[2].entry.content, as: UTF8.self)
        asked[2].entry.content = Array(content.replacing(World.portal.description, with: other.description).utf8)
        let gone = try World.policy(defaults: "quota: {perInviter: 2, per: day}", caller: other)
        let report = replay(gone, asked)
        #expect(report.count(.approvedToDenied) == 2 && report.count(.deniedToApproved) == 1)
    }

    @Test("places of invitations that were not fed stay taken, and inquiries neither take nor free any")
    func earlierPlaces() throws {
        let asked = try history(3, Array(repeating: "a.example", count: 5))
        #expect(replay(try limited(4), Array(asked.dropFirst(2))).count(.deniedToApproved) == 1)
        #expect(replay(try limited(1), try history(2, ["a.example", "a.example"], kind: .inquiry)).unchanged == 2)
        // The erased one keeps the place that it took.
        var erased = asked
        erased[0].invitee = nil
        #expect(replay(try limited(4), erased).count(.deniedToApproved) == 1)
    }

    @Test("counts what came before the time asked for in quotas only")
    func warmUp() throws {
        let policy = try World.policy(defaults: "quota: {perInviter: 2, per: day}")
        let from = World.noon.adding(seconds: 60)
        #expect(Replay.firstNeeded(for: [policy], from: from) == Timestamp("2026-11-24"))
        #expect(Replay.firstNeeded(for: [try World.policy()], from: from) == from)
        let report = replay(policy, try [entry(1), entry(2), entry(3, at: from)], from: from)
        #expect(report.judged == 1 && report.count(.approvedToDenied) == 1)
    }

    @Test("says what it could not tell, what it left out and what is none of its business")
    func honest() throws {
        var erased = try entry(2)
        erased.invitee = nil
        let refusal = EntryDraft.refusal(
            RefusalRecord(
                decision: DecisionID(high: 1, low: 1), time: World.noon,
                request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 3, low: 3)),
                caller: CallerRecord(application: World.portal), reason: .propertyUnknown, status: 400))
        let rule = "{id: r, effect: deny, inviters: {groups: [\(World.finance)]}}"
        let report = replay(try World.policy(rules: rule), [try entry(1), erased, World.stored(refusal, 3)])
        #expect(report.judged == 0 && report.cannotTell == 1 && report.hinges == [.fact: 1])
        #expect(report.leftOut == [NotReplayable.inviteeErased.description: 1])
        #expect(report.outOfScope == 1)
    }
}
