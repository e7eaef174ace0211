import InvitationPolicy
import Invitations
import Testing

@Suite("Refused before any rule")
struct StepZeroTests {
    private static let everything = "{id: all, effect: allow}"

    private func reset() -> InvitationRequest {
        var asked = request()
        asked.resetRedemption = true
        asked.invitedUser = objectID(Known.bo)
        return asked
    }

    private func member() -> InvitationRequest {
        var asked = request()
        asked.invitedUserType = .member
        return asked
    }

    @Test("a rule that allows everything allows none of it, in every mode", arguments: ["enforce", "reportOnly"])
    func refused(mode: String) throws {
        let policy = try policy(rules: Self.everything, top: "mode: \(mode)")
        let admin = inviter(roles: [.globalAdministrator])
        #expect(policy.judge(reset(), by: admin).verdict == .denied(.resetRedemptionNotPermitted))
        #expect(policy.judge(member(), by: admin).verdict == .denied(.userTypeNotPermitted))
        #expect(policy.judge(request("a@contoso.com"), by: admin).verdict == .denied(.internalDomain))
        #expect(policy.judge(request("a@de.contoso.com"), by: admin).verdict == .denied(.internalDomain))
        var converted = request()
        converted.invitedUser = objectID(Known.bo)
        #expect(policy.judge(converted, by: admin).verdict == .denied(.internalConversionNotPermitted))
        #expect(policy.judge(by: admin).verdict == .approved)
    }

    @Test("a rule permits a reset by name, to a role of which Entra asks one")
    func permittedReset() throws {
        let policy = try policy(rules: "{id: desk, effect: allow, permit: [resetRedemption]}")
        for role in [DirectoryRole.helpdeskAdministrator, .userAdministrator, .globalAdministrator] {
            let decision = policy.judge(reset(), by: inviter(roles: [role]))
            #expect(decision.verdict == .approved)
            #expect(decision.deciding?.id == "desk")
        }
        #expect(
            policy.judge(reset(), by: inviter(roles: [.guestInviter])).verdict == .denied(.resetRedemptionNotPermitted))
        var facts = inviter()
        facts.directoryRoles = .unknown
        #expect(policy.judge(reset(), by: facts).verdict == .undecided(missing: [.directoryRoles]))
    }

    @Test("a rule permits members by name, to global administrators")
    func permittedMember() throws {
        let policy = try policy(rules: "{id: m, effect: allow, permit: [memberType]}")
        #expect(policy.judge(member(), by: inviter(roles: [.globalAdministrator])).verdict == .approved)
        #expect(
            policy.judge(member(), by: inviter(roles: [.userAdministrator])).verdict == .denied(.userTypeNotPermitted))
        #expect(
            policy.judge(reset(), by: inviter(roles: [.globalAdministrator])).verdict
                == .denied(.resetRedemptionNotPermitted))
    }

    @Test("a rule permits an internal domain by name")
    func permittedInternal() throws {
        let rule = "{id: i, effect: allow, domains: [de.contoso.com], permit: [internalDomains]}"
        let policy = try policy(rules: rule)
        #expect(policy.judge(request("a@de.contoso.com")).verdict == .approved)
        #expect(policy.judge(request("a@contoso.com")).verdict == .denied(.internalDomain))
    }

    @Test("what one rule permits, another grant does not carry")
    func sameRule() throws {
        let rules =
            "{id: p, effect: allow, permit: [resetRedemption], require: {sponsor: true}}, {id: q, effect: allow}"
        let policy = try policy(domains: "allow: [fabrikam.com]", rules: rules)
        let desk = inviter(roles: [.helpdeskAdministrator])
        #expect(policy.judge(reset(), by: desk).verdict == .denied(.sponsorRequired))
        #expect(policy.judge(reset(), by: desk, context: DecisionContext(sponsor: "bo")).verdict == .approved)
        #expect(policy.judge(by: desk).verdict == .approved)
    }

    @Test("a report-only or expired rule permits nothing", arguments: ["mode: reportOnly", "expires: 2026-11-23"])
    func withoutEffect(key: String) throws {
        let policy = try policy(
            rules: "{id: p, effect: allow, permit: [resetRedemption], \(key)}, {id: q, effect: allow}")
        let desk = inviter(roles: [.helpdeskAdministrator])
        #expect(policy.judge(reset(), by: desk).verdict == .denied(.resetRedemptionNotPermitted))
    }

    @Test("a deny wins over a permission")
    func denied() throws {
        let policy = try policy(
            domains: "deny: [fabrikam.com]", rules: "{id: p, effect: allow, permit: [resetRedemption]}")
        #expect(policy.judge(reset(), by: inviter(roles: [.helpdeskAdministrator])).verdict == .denied(.domainDenied))
    }
}
