import AuditTrail
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@Suite("A policy that is swapped while requests are served")
struct PolicySwapTests {
    private static let denying = Contoso.policyText(domains: "deny: [fabrikam.com]")

    @Test("A request keeps the policy that it began with to its last stage; the next one has the new policy")
    func inFlight() async throws {
        let house = try House()
        let (old, new) = (house.policies.current, CurrentPolicy.Loaded(try Contoso.policy(Self.denying), at: house.world.now))
        let turnstile = Turnstile()
        house.directory.hold(at: turnstile)
        async let first = house.admit()
        // It waits for facts, with its policy in hand.
        await turnstile.arrivals(1)
        let replaced = house.policies.swap(to: new, at: house.world.now)
        #expect(replaced === old && house.policies.current === new)
        turnstile.open()
        _ = try await first
        let entry = try #require(house.audit.entries(.decision).first)
        #expect(entry.content["policy"]?["digest"]?.string == old.policy.digest)

        #expect(try await house.refusal()?.reason == .domainDenied)
        let next = try #require(house.audit.entries(.decision).last)
        #expect(next.content["policy"]?["digest"]?.string == new.policy.digest)
        #expect(old.policy.digest != new.policy.digest)
    }

    @Test("A candidate is put beside the policy in force and taken away again, and changes nothing in it")
    func candidate() async throws {
        let house = try House()
        let candidate = CurrentPolicy.Loaded(try Contoso.policy(Self.denying), at: house.world.now)
        #expect(house.policies.candidate == nil)
        #expect(house.policies.setCandidate(candidate) == nil)
        #expect(house.policies.candidate === candidate)
        try await house.admit()
        #expect(house.policies.setCandidate(nil) === candidate)
        #expect(house.policies.candidate == nil)
    }
}

@Suite("A policy whose source was not confirmed for long")
struct PolicyAgeTests {
    private static func house(_ consequence: PolicyAgeLimit.Consequence?) throws -> House {
        try House(ageLimit: consequence.map { PolicyAgeLimit(seconds: 3_600, consequence: $0) })
    }

    /// A token for the time after the limit.
    private static var later: Attempt {
        var attempt = Attempt()
        attempt.mint.claims["exp"] = .integer(Contoso.expiresAt + 7_200)
        return attempt
    }

    @Test("With deny, every request of a verified caller is refused and recorded, and nothing sent, until it is confirmed")
    func deny() async throws {
        let house = try Self.house(.deny)
        house.world.advance(seconds: 3_600)
        try await house.admit(Self.later)
        house.world.advance(seconds: 1)
        let sent = house.sender.sent.count
        let refusal = try #require(await house.refusal(of: Self.later))
        #expect(refusal.reason == .policyTooOld && refusal.reason.kind == .unavailable && refusal.decisionID != nil)
        let entry = try #require(house.audit.entries.last)
        #expect(entry.kind == .refusal && entry.reason == .policyTooOld && entry.status == 503)
        #expect(entry.content["policy"]?["digest"]?.string == house.policies.current.policy.digest)
        #expect(house.sender.sent.count == sent && house.directory.questions.count == 1)

        house.policies.confirm(at: house.world.now)
        try await house.admit(Self.later)
    }

    @Test("With deny, an inquiry is refused and recorded as well, until it is confirmed")
    func inquiry() async throws {
        let house = try Self.house(.deny)
        house.world.advance(seconds: 3_601)
        var asked = Self.later
        asked.operation = .inquire(.init { [json = asked.json] in .bytes(JSON.object(json).bytes()) })
        let submission = try asked.submission()
        do throws(Refusal) {
            _ = try await house.gate.inquire(submission)
            Issue.record("it was answered")
        } catch {
            #expect(error.reason == .policyTooOld && error.decisionID != nil)
        }
        #expect(house.audit.entries.map(\.kind) == [.refusal] && house.audit.entries.last?.reason == .policyTooOld)
        #expect(house.directory.questions.isEmpty)

        house.policies.confirm(at: house.world.now)
        #expect(try await house.gate.inquire(try asked.submission()).isApproved)
    }

    @Test("With warn, notReady or no limit at all, requests are served", arguments: [.warn, .notReady, nil] as [PolicyAgeLimit.Consequence?])
    func served(_ consequence: PolicyAgeLimit.Consequence?) async throws {
        let house = try Self.house(consequence)
        house.world.advance(seconds: 3_601)
        #expect(house.policies.isTooOld(at: house.world.now) == (consequence != nil))
        try await house.admit(Self.later)
    }

    @Test("A stranger learns nothing of it")
    func stranger() async throws {
        let house = try Self.house(.deny)
        house.world.advance(seconds: 3_601)
        // The token has expired by then.
        #expect(try await house.refusal()?.reason == .tokenExpired)
        #expect(house.audit.entries.isEmpty)
    }

    @Test("A swap confirms; a clock that was set back makes no age below nothing")
    func clock() throws {
        let house = try Self.house(.deny)
        house.world.advance(seconds: 3_601)
        _ = house.policies.swap(to: house.policies.current, at: house.world.now)
        #expect(house.policies.ageSeconds(at: house.world.now) == 0)
        house.world.advance(seconds: -100)
        #expect(house.policies.ageSeconds(at: house.world.now) == 0 && !house.policies.isTooOld(at: house.world.now))
    }
}
