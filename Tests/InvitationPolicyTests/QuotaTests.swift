import InvitationPolicy
import Invitations
import Testing

@Suite("Quotas")
struct QuotaTests {
    static let noon = Timestamp("2026-11-24T12:30:00Z") ?? Timestamp(milliseconds: 0)
    static let rule = "{id: r, effect: allow, quota: {perInviter: 2, per: day}}"

    private func moment(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(milliseconds: 0) }

    private func judge(
        _ policy: Policy, _ used: [QuotaCounter: Int] = [:], to address: String = "g@fabrikam.com"
    ) -> Decision {
        policy.decide(
            request(address), by: inviter(), through: policy.named(Known.portal), usage: QuotaUsage(used), at: Self.noon)
    }

    private func counters(_ policy: Policy, to address: String = "g@fabrikam.com") -> [QuotaCounter] {
        policy.quotaCounters(
            for: request(address), by: objectID(Known.ana), through: policy.named(Known.portal), at: Self.noon)
    }

    @Test("one below the limit passes and claims its counter; at the limit it is refused, saying when the count starts anew")
    func limit() throws {
        let policy = try policy(rules: Self.rule)
        let counter = try #require(counters(policy).first)
        #expect(counters(policy).count == 1)
        let last = judge(policy, [counter: 1])
        #expect(last.isApproved)
        #expect(last.claims == [QuotaClaim(counter: counter, limit: 2)])
        #expect(last.exhausted == nil)
        let over = judge(policy, [counter: 2])
        #expect(over.verdict == .denied(.quotaExceeded))
        #expect(over.step == 5)
        #expect(over.failedRequirement == "quota")
        #expect(over.exhausted == QuotaClaim(counter: counter, limit: 2))
        #expect(over.claims.isEmpty)
        #expect(over.message.contains("2 invitations of this day"))
        #expect(over.message.contains("2026-11-25T00:00:00.000Z"))
        #expect(over.deciding?.id == "r")
    }

    @Test("a count of another inviter, domain, rule or day does not matter")
    func others() throws {
        let policy = try policy(rules: Self.rule)
        let counter = try #require(counters(policy).first)
        let other = QuotaCounter(
            scope: counter.scope, dimension: .inviter, subject: Known.bo, period: .day, at: Self.noon)
        let yesterday = QuotaCounter(
            scope: counter.scope, dimension: .inviter, subject: counter.subject, period: .day,
            at: moment("2026-11-23T23:59:59Z"))
        #expect(judge(policy, [other: 9, yesterday: 9]).isApproved)
        #expect(counter.key != other.key && counter.key != yesterday.key)
    }

    @Test("a grant whose quota is used up gives way to another; without one the denial names the quota")
    func next() throws {
        let withList = try policy(domains: "allow: [fabrikam.com]", rules: Self.rule)
        let counter = try #require(counters(withList).first)
        let decision = judge(withList, [counter: 2])
        #expect(decision.isApproved)
        #expect(decision.deciding?.id == "domains.allow[0]")
        #expect(decision.claims.isEmpty)
        #expect(decision.matches.contains { $0.id == "r" && $0.role == .requirementFailed && $0.failedRequirement == "quota" })
    }

    @Test("the defaults' quotas bind every grant, a rule's only its own", arguments: ["inviter", "domain", "tenant"])
    func defaults(dimension: String) throws {
        let key = ["inviter": "perInviter", "domain": "perDomain", "tenant": "perTenant"][dimension] ?? ""
        let policy = try policy(
            domains: "allow: [fabrikam.com]", rules: Self.rule, defaults: "quota: {\(key): 3, per: week}")
        let counter = try #require(counters(policy).first { $0.scope == QuotaCounter.defaults })
        #expect(counter.dimension.rawValue == dimension)
        #expect(counter.start == moment("2026-11-23"))
        #expect(counter.end == moment("2026-11-30"))
        #expect(judge(policy, [counter: 2]).claims.contains(QuotaClaim(counter: counter, limit: 3)))
        #expect(judge(policy, [counter: 3]).verdict == .denied(.quotaExceeded))
    }

    @Test("several periods count each for itself, and the one that starts anew last is told")
    func periods() throws {
        let policy = try policy(
            rules: "{id: r, effect: allow, quota: [{perTenant: 5, per: hour}, {perTenant: 9, per: month}]}")
        let (hour, month) = (counters(policy)[0], counters(policy)[1])
        #expect(hour.end == moment("2026-11-24T13:00:00Z"))
        #expect(month.start == moment("2026-11-01") && month.end == moment("2026-12-01"))
        #expect(judge(policy, [hour: 4, month: 8]).claims.count == 2)
        #expect(judge(policy, [hour: 5]).exhausted?.counter == hour)
        #expect(judge(policy, [month: 9]).exhausted?.counter == month)
        #expect(judge(policy, [hour: 5, month: 9]).exhausted?.counter == month)
    }

    @Test("a requirement that is not met is told before a quota that is used up")
    func order() throws {
        let policy = try policy(
            rules: "{id: r, effect: allow, require: {ticket: true}, quota: {perInviter: 2, per: day}}")
        let counter = try #require(counters(policy).first)
        #expect(judge(policy, [counter: 2]).verdict == .denied(.ticketRequired))
    }

    @Test("a denial claims nothing, and nothing is counted where a list settles the matter")
    func denials() throws {
        let policy = try policy(domains: "deny: [evil.example]", defaults: "quota: {perTenant: 3, per: day}")
        #expect(judge(policy, to: "g@evil.example").claims.isEmpty)
        #expect(counters(policy, to: "g@evil.example").isEmpty)
        #expect(counters(policy).count == 1)
        #expect(judge(policy).verdict == .denied(.noRuleAllows))
        #expect(judge(policy).claims.isEmpty)
    }

    @Test("a policy that only reports claims what it would have claimed in force, and nothing for what it would have refused")
    func reportOnly() throws {
        let policy = try policy(rules: Self.rule, top: "mode: reportOnly")
        let counter = try #require(counters(policy).first)
        let within = judge(policy, [counter: 1])
        #expect(within.isApproved && within.claims.count == 1)
        let over = judge(policy, [counter: 2])
        #expect(over.isApproved && over.claims.isEmpty)
        #expect(over.reportOnly?.verdict == .denied(.quotaExceeded))
    }

    @Test("a month's and a week's bounds hold at the turn of the year")
    func calendar() {
        let turn = moment("2026-12-31T23:59:59.999Z")
        #expect(QuotaPeriod.month.start(at: turn) == moment("2026-12-01"))
        #expect(QuotaPeriod.month.end(at: turn) == moment("2027-01-01"))
        #expect(QuotaPeriod.week.start(at: turn) == moment("2026-12-28"))
        #expect(QuotaPeriod.day.end(at: turn) == moment("2027-01-01"))
        #expect(QuotaPeriod.hour.start(at: turn) == moment("2026-12-31T23:00:00Z"))
        let monday = moment("2026-11-23")
        #expect(QuotaPeriod.week.start(at: monday) == monday)
        #expect(QuotaPeriod.month.start(at: moment("2024-02-29T12:00:00Z")) == moment("2024-02-01"))
        #expect(QuotaPeriod.month.end(at: moment("2024-02-29T12:00:00Z")) == moment("2024-03-01"))
    }

    @Test("a rule named defaults and the defaults do not share a count")
    func scopes() throws {
        let policy = try policy(
            rules: "{id: defaults, effect: allow, quota: {perTenant: 3, per: day}}",
            defaults: "quota: {perTenant: 3, per: day}")
        #expect(Set(counters(policy).map(\.key)).count == 2)
    }
}
