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

    @Test("no rule and no list lets an internal address pass", arguments: ["enforce", "reportOnly"])
    func neverInternal(mode: String) throws {
        let rules = """
            {id: i, effect: allow, domains: [de.contoso.com, fabrikam.com], exclusive: true, permit: [resetRedemption]}, \
            {id: j, effect: allow, permit: [resetRedemption, memberType]}
            """
        let policy = try policy(domains: "allow: [contoso.com, de.contoso.com]", rules: rules, top: "mode: \(mode)")
        let admin = inviter(roles: [.globalAdministrator])
        for internalAddress in ["a@contoso.com", "a@de.contoso.com"] {
            var asked = request(internalAddress)
            for reset in [false, true] {
                asked.resetRedemption = reset
                let decision = policy.judge(asked, by: admin)
                #expect(decision.verdict == .denied(.internalDomain))
                #expect(decision.target == "invitedUserEmailAddress")
                #expect(decision.matches.allSatisfy { $0.role == .excluded })
            }
        }
        #expect(policy.judge(request("a@fabrikam.com"), by: admin).verdict == .approved)
    }

    @Test("an internal address is refused whatever is unknown about the inviter")
    func internalWithoutFacts() throws {
        let policy = try policy(
            level: "adminsAndGuestInviters", rules: "{id: p, effect: allow, permit: [resetRedemption]}")
        var asked = request("a@contoso.com")
        asked.resetRedemption = true
        var facts = inviter()
        facts.directoryRoles = .unknown
        #expect(policy.judge(asked, by: facts).verdict == .denied(.internalDomain))
        #expect(policy.judge(reset(), by: facts).verdict == .undecided(missing: [.directoryRoles]))
        #expect(policy.factsNeeded(for: asked, from: policy.named(Known.portal), proof: .token) == [.enabled])
    }

    @Test("what one rule permits, another grant does not carry")
    func sameRule() throws {
        let rules =
            "{id: p, effect: allow, permit: [resetRedemption], require: {ticket: true}}, {id: q, effect: allow}"
        let policy = try policy(domains: "allow: [fabrikam.com]", rules: rules)
        let desk = inviter(roles: [.helpdeskAdministrator])
        #expect(policy.judge(reset(), by: desk).verdict == .denied(.ticketRequired))
        #expect(policy.judge(reset(), by: desk, context: DecisionContext(ticket: "T-1")).verdict == .approved)
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
