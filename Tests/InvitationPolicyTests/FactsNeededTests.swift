import InvitationPolicy
import Invitations
import Testing

@Suite("Facts needed")
struct FactsNeededTests {
    private func needed(
        _ policy: Policy, _ asked: InvitationRequest = request(), from app: String = Known.portal,
        proof: InviterProof = .token
    ) -> Set<FactKind> {
        policy.factsNeeded(for: asked, from: policy.named(app), proof: proof)
    }

    @Test("enabled, always, and no more where nothing asks for more")
    func least() throws {
        #expect(needed(try policy(domains: "allow: [fabrikam.com]")) == [.enabled])
    }

    @Test("what the level asks for")
    func level() throws {
        #expect(needed(try policy(level: "adminsAndGuestInviters")) == [.enabled, .directoryRoles])
        #expect(
            needed(try policy(level: "adminsGuestInvitersAndAllMembers")) == [.enabled, .userKind, .directoryRoles])
        #expect(
            needed(try policy(level: "none", rules: "{id: r, effect: allow, inviters: {appRoles: [a]}}")) == [.enabled])
    }

    @Test("a member is known to be one without roles")
    func member() throws {
        let policy = try policy(level: "adminsGuestInvitersAndAllMembers")
        var facts = InviterFacts(id: objectID(Known.ana), proof: .token)
        facts.userKind = .known(.member, from: .token, asOf: noon)
        #expect(policy.factsNeeded(for: request(), by: facts, through: policy.named(Known.portal)) == [.enabled])
        facts.userKind = .known(.guest, from: .token, asOf: noon)
        #expect(
            policy.factsNeeded(for: request(), by: facts, through: policy.named(Known.portal)) == [
                .enabled, .directoryRoles,
            ])
    }

    @Test("a named inviter's roles and groups, as the caller's limits ask")
    func naming() throws {
        #expect(needed(try policy(), from: Known.bot, proof: .asserted) == [.enabled, .directoryRoles])
        let limited = try policy(callers: ", mayName: {groups: [\(Known.staff)], privilegedRoles: true}")
        #expect(needed(limited, from: Known.bot, proof: .chat) == [.enabled, .groups])
        #expect(needed(limited, from: Known.bot, proof: .token) == [.enabled])
    }

    @Test("what the rules about this address ask for, and no other rule")
    func rules() throws {
        let policy = try policy(
            rules: "{id: a, effect: allow, domains: [fabrikam.com], inviters: {groups: [\(Known.finance)]}}, "
                + "{id: b, effect: deny, domains: [adatum.example], inviters: {appRoles: [x]}}, "
                + "{id: c, effect: allow, inviters: {callers: [help-bot], userKind: member}}")
        #expect(needed(policy) == [.enabled, .groups])
        #expect(needed(policy, request("a@adatum.example")) == [.enabled, .appRoles])
        #expect(needed(policy, request("a@x.example"), from: Known.bot) == [.enabled, .userKind])
        var copied = request()
        copied.messageInfo = .init(ccRecipient: .init(address: address("c@adatum.example")))
        #expect(needed(policy, copied) == [.enabled, .groups, .appRoles])
    }

    @Test("a domain on the deny list costs no look-up for rules")
    func denied() throws {
        let rule = "{id: a, effect: allow, inviters: {groups: [\(Known.finance)]}}"
        #expect(needed(try policy(domains: "deny: [fabrikam.com]", rules: rule)) == [.enabled])
    }

    @Test("the groups that can matter are those of rules' inviters and of callers' limits")
    func namedGroups() throws {
        let (finance, staff) = (objectID(Known.finance), objectID(Known.staff))
        let rule = "{id: a, effect: deny, mode: reportOnly, inviters: {groups: [\(Known.finance)], users: [\(Known.ana)]}}"
        let limit = ", mayName: {groups: [\(Known.staff)]}"
        #expect(try policy(rules: rule, callers: limit).namedGroups == [finance, staff])
        #expect(try policy(rules: rule).namedGroups == [finance])
        #expect(try policy(callers: limit).namedGroups == [staff])
        #expect(try policy().namedGroups == [])
    }

    @Test("a permission needs the roles that Entra asks for")
    func permission() throws {
        let policy = try policy(rules: "{id: a, effect: allow, permit: [resetRedemption]}")
        var asked = request()
        #expect(needed(policy, asked) == [.enabled])
        asked.resetRedemption = true
        #expect(needed(policy, asked) == [.enabled, .directoryRoles])
    }
}
