import AuditTrail
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@Suite("An invitation that is counted")
struct QuotaFlowTests {
    /// Two of Ana's a day by the list; one more by a rule that asks for a ticket.
    private static let policy = Contoso.policyText(
        domains: "deny: [competitor.example]",
        rules: "{id: a-few, effect: allow, domains: [fabrikam.com], quota: {perInviter: 2, per: day}}, "
            + "{id: with-ticket, effect: allow, domains: [fabrikam.com], require: {ticket: true}, quota: {perTenant: 1, per: day}}")

    private func counter(_ rule: String, _ dimension: QuotaDimension, _ subject: String) -> String {
        QuotaCounter(
            scope: QuotaCounter.scope(ofRule: rule), dimension: dimension, subject: subject, period: .day, at: Contoso.now
        ).key
    }

    private var anas: String { counter("a-few", .inviter, Contoso.ana.description) }

    @Test("passes until the count is full, and says then when it starts anew")
    func limit() async throws {
        let house = try House(policy: Self.policy)
        try await house.admit()
        try await house.admit()
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .quotaExceeded)
        #expect(refusal.message.contains("2026-11-25T00:00:00.000Z"))
        #expect(house.sender.sent.count == 2)
        let quota = try #require(house.audit.entries(.decision).last?.content["quotas"]?.array?.first)
        #expect(quota["used"]?.integer == 2 && quota["limit"]?.integer == 2 && quota["claimed"] == .bool(false))
        house.world.advance(seconds: 86_400)
        var tomorrow = Attempt()
        tomorrow.mint.claims["exp"] = .integer(Contoso.expiresAt + 86_400)
        try await house.admit(tomorrow)
    }

    @Test("that loses the last place to another is judged again, by what the counter came to then")
    func lostRace() async throws {
        let house = try House(policy: Self.policy)
        house.audit.use(anas, 1)
        let turnstile = Turnstile()
        house.audit.hold(at: turnstile)
        async let first = house.refusal()
        async let second = house.refusal()
        // Both have read a count of 1, and both stand before the trail.
        await turnstile.arrivals(2)
        turnstile.open()
        let reasons = try await [first?.reason, second?.reason]
        #expect(Set(reasons) == [nil, .quotaExceeded])
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries(.decision).count == 2)
        #expect(house.audit.entries(.decision).compactMap(\.reason) == [.quotaExceeded])
    }

    @Test("that loses the last place passes by the next grant, if there is one")
    func lostRaceWithAnotherGrant() async throws {
        let house = try House(policy: Self.policy)
        house.audit.use(anas, 1)
        let turnstile = Turnstile()
        house.audit.hold(at: turnstile)
        var ticketed = Attempt()
        ticketed.ticket = "SEC-1"
        async let first = house.refusal(of: ticketed)
        async let second = house.refusal(of: ticketed)
        await turnstile.arrivals(2)
        turnstile.open()
        let reasons = try await [first?.reason, second?.reason]
        #expect(reasons == [nil, nil])
        let rules = house.audit.entries(.decision).compactMap { $0.content["rule"]?.string }
        #expect(Set(rules) == ["a-few", "with-ticket"])
    }

    @Test("gives its place back when Graph provably did not look at it, and keeps it otherwise", arguments: OutcomeCase.all)
    func release(_ sample: OutcomeCase) async throws {
        let house = try House(policy: Self.policy)
        house.sender.answer(sample.sent)
        _ = try await house.refusal()
        let used = try await house.audit.usage(of: [anas])[anas] ?? 0
        let isFree =
            switch sample.sent {
            case .notSent, .throttled, .unauthorized: true
            case .created, .refused, .unknown: false
            }
        #expect(used == (isFree ? 0 : 1), "\(sample.testDescription)")
    }

    @Test("is refused, and nothing is sent, when the counts cannot be read")
    func unreadable() async throws {
        let house = try House(policy: Self.policy)
        house.audit.failReading(with: .closed)
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .auditUnavailable)
        #expect(house.sender.sent.isEmpty)
        house.audit.failReading(with: nil)
        try await house.admit()
    }

    @Test("by a policy without quotas asks for no count")
    func withoutQuotas() async throws {
        let house = try House()
        house.audit.failReading(with: .closed)
        try await house.admit()
    }
}

@Suite("What is looked up beside the inviter")
struct CircumstancesTests {
    @Test("A sponsor is recorded with the account's standing, and looked up only where the policy asks")
    func sponsor() async throws {
        var attempt = Attempt()
        attempt.sponsor = Contoso.ana.description
        let plain = try House()
        try await plain.admit(attempt)
        #expect(plain.directory.questions.allSatisfy { !$0.kinds.contains(.userKind) || $0.user != Contoso.bo })
        #expect(plain.audit.entries(.decision).first?.content["sponsorStanding"] == nil)

        let asking = try House(policy: Contoso.policyText(require: ", sponsor: true"))
        try await asking.admit(attempt)
        let standing = asking.audit.entries(.decision).first?.content["sponsorStanding"]
        #expect(standing?["enabled"] == .bool(true) && standing?["userKind"]?.string == "member")
        #expect(standing?["id"]?.string == Contoso.ana.description)
    }

    @Test("A directory that cannot say whether the guest is there says no no: 503, and nothing is sent")
    func guestUnknown() async throws {
        let house = try House(policy: Contoso.policyText(existingGuest: "refuse"))
        house.directory.failAddresses(.init(detail: "status 500"))
        #expect(try await house.refusal()?.reason == .factsUnavailable)
        house.directory.failAddresses(.init(detail: "timed out", timedOut: true))
        #expect(try await house.refusal()?.reason == .deadlineExceeded)
        #expect(house.sender.sent.isEmpty)
        house.directory.failAddresses(nil)
        try await house.admit()
    }

    @Test("A directory that cannot say who the sponsor is says no no: 503, and nothing is sent")
    func sponsorUnknown() async throws {
        // The inviter is asked for nothing that the directory leaves out; the sponsor is.
        let house = try House(policy: Contoso.policyText(whoMayInvite: "everyone", require: ", sponsor: true"))
        house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind) = (true, .member) }
        house.directory.leaveOut(.userKind)
        var attempt = Attempt()
        attempt.sponsor = Contoso.bo.description
        #expect(try await house.refusal(of: attempt)?.reason == .factsUnavailable)
        #expect(house.sender.sent.isEmpty)
        // Without a sponsor there is nothing to ask: that is the policy's no.
        #expect(try await house.refusal()?.reason == .sponsorRequired)
    }

    @Test("`existingGuest: report` sends, and records that the user was there")
    func report() async throws {
        let house = try House(
            policy: Contoso.policyText(existingGuest: "report"))
        try await house.admit()
        house.directory.add(address: "dana@fabrikam.com")
        try await house.admit()
        #expect(house.audit.entries(.decision).map { $0.content["guestExists"] } == [.bool(false), .bool(true)])
        #expect(house.directory.addressesAsked.map(\.description) == ["dana@fabrikam.com", "dana@fabrikam.com"])
    }

    @Test("`existingGuest: report` does not send while nobody can say whether the user was there: a failure is no \"no\"")
    func reportUnknown() async throws {
        let house = try House(policy: Contoso.policyText(existingGuest: "report"))
        house.directory.failAddresses(.init(detail: "status 500"))
        #expect(try await house.refusal()?.reason == .factsUnavailable)
        #expect(house.sender.sent.isEmpty && house.audit.entries.map(\.kind) == [.refusal])
        house.directory.failAddresses(nil)
        try await house.admit()
        #expect(house.audit.entries(.decision).first?.content["guestExists"] == .bool(false))
    }

    @Test("The default language is sent to Graph where the caller gives none")
    func language() async throws {
        let house = try House(
            policy: Contoso.policyText(defaults: "inviteRedirectUrl: https://myapps.microsoft.com\n    messageLanguage: de-DE"))
        try await house.admit()
        #expect(house.sender.sent.first?.json["invitedUserMessageInfo"]?["messageLanguage"]?.string == "de-DE")
    }
}
