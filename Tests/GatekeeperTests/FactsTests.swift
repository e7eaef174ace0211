import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Facts about the inviter")
struct FactsTests {
    private static let staffOnly = Contoso.policyText(
        domains: "deny: [competitor.example]",
        rules: "{id: staff, effect: allow, inviters: {groups: [\(Contoso.staff)]}, domains: [fabrikam.com]}")

    @Test("What the token says is not asked of the directory; what it does not say is, in one question")
    func fromToken() async throws {
        let house = try House(policy: Self.staffOnly, groupsClaimIsComplete: true)
        var attempt = Attempt()
        attempt.mint.claims["groups"] = [.string(Contoso.staff.description)]
        try await house.admit(attempt)
        #expect(house.directory.questions.map(\.kinds) == [[.enabled]])

        let other = try House(policy: Self.staffOnly)
        other.directory.change { $0.groups = [Contoso.staff] }
        try await other.admit()
        #expect(other.directory.questions.map(\.kinds) == [[.enabled, .groups]])
        let facts = try #require(other.audit.entries.first?.content["facts"]?.array)
        let sources = Dictionary(uniqueKeysWithValues: facts.map { ($0["fact"]?.string, $0["source"]?.string) })
        #expect(sources["groups"] == "graph" && sources["userKind"] == "token" && sources["enabled"] == "graph")
    }

    @Test("A token that may name some groups only is no proof of the others: they are asked for")
    func someGroups() async throws {
        let house = try House(
            policy: Contoso.policyText(rules: "{id: not-staff, effect: deny, inviters: {groups: [\(Contoso.staff)]}}"))
        house.directory.change { $0.groups = [Contoso.staff] }
        var attempt = Attempt()
        attempt.mint.claims["groups"] = []
        #expect(try await house.refusal(of: attempt)?.reason == .ruleDenies)
    }

    @Test("Groups that were too many for the token are unknown, so they are asked for: never none")
    func overage() async throws {
        let house = try House(policy: Self.staffOnly, groupsClaimIsComplete: true)
        house.directory.change { $0.groups = [Contoso.staff] }
        var attempt = Attempt()
        attempt.mint.claims["_claim_names"] = ["groups": "src1"]
        attempt.mint.claims["_claim_sources"] = ["src1": ["endpoint": "https://evil.example/groups"]]
        try await house.admit(attempt)
        #expect(house.directory.questions.map(\.kinds) == [[.enabled, .groups]])
    }

    @Test("A fact is kept for sixty seconds at most: a change counts no later than that")
    func kept() async throws {
        let house = try House()
        try await house.admit()
        house.directory.change { $0.enabled = false }
        house.world.advance(seconds: 59)
        try await house.admit()
        #expect(house.directory.questions.count == 1)
        house.world.advance(seconds: 2)
        #expect(try await house.refusal()?.reason == .inviterDisabled)
        #expect(house.directory.questions.count == 2)
    }

    @Test("A clock that is set back makes no fact younger")
    func clockSetBack() async throws {
        let house = try House()
        try await house.admit()
        house.directory.change { $0.enabled = false }
        house.world.advance(seconds: 61)
        house.world.set(Contoso.now)
        #expect(try await house.refusal()?.reason == .inviterDisabled)
        #expect(house.directory.questions.count == 2)
    }

    @Test("One person's facts are not another's")
    func perPerson() async throws {
        let house = try House()
        house.directory.change(Contoso.bo) { $0 = DirectoryFacts(enabled: false) }
        try await house.admit()
        var attempt = Attempt()
        attempt.mint.claims["oid"] = .string(Contoso.bo.description)
        #expect(try await house.refusal(of: attempt)?.reason == .inviterDisabled)
    }

    @Test("Failures and unknown people are not kept: the next request asks again")
    func failuresAreNotKept() async throws {
        let house = try House()
        house.directory.fail(DirectoryUnavailable(detail: "status 503"))
        #expect(try await house.refusal()?.reason == .factsUnavailable)
        house.directory.fail(nil)
        try await house.admit()

        let other = try House()
        other.directory.remove(Contoso.ana)
        #expect(try await other.refusal()?.reason == .inviterUnknown)
        other.directory.change { $0 = DirectoryFacts(enabled: true) }
        try await other.admit()
    }

    @Test("Many who wait for the same facts share one question, and one of them going away fails none")
    func singleFlight() async throws {
        let house = try House()
        let directory = Turnstile()
        house.directory.hold(at: directory)
        let first = Task { try await house.refusal() }
        await directory.arrivals(1)
        let others = (0..<20).map { _ in Task { try await house.refusal() } }
        first.cancel()
        for _ in 0..<1_000 { await Task.yield() }
        directory.open()
        for other in others { #expect(try await other.value == nil) }
        _ = await first.result
        #expect(house.directory.questions.count == 1)
    }

    @Test("A request whose facts took too long is not sent any more: its caller has gone")
    func tooLate() async throws {
        for (seconds, reason) in [(19, nil), (20, .deadlineExceeded)] as [(Int64, ReasonCode?)] {
            let house = try House()
            let directory = Turnstile()
            house.directory.hold(at: directory)
            async let refusal = house.refusal()
            await directory.arrivals(1)
            house.world.advance(seconds: seconds)
            directory.open()
            #expect(try await refusal?.reason == reason)
            #expect(house.audit.entries.first?.kind == (reason == nil ? .decision : .refusal))
            #expect(house.sender.sent.count == (reason == nil ? 1 : 0))
        }
    }

    @Test("Why facts are unavailable is in the entry for the operator, and not in the answer")
    func detail() async throws {
        let house = try House()
        house.directory.fail(DirectoryUnavailable(detail: "users: status 403 Authorization_RequestDenied"))
        let refusal = try #require(await house.refusal())
        #expect(!refusal.message.contains("403"))
        let content = try #require(house.audit.entries.first).content
        #expect(content["detail"]?.string?.contains("status 403") == true)
    }
}
