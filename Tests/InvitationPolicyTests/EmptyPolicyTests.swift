import InvitationPolicy
import Invitations
import Testing

@Suite("The empty policy")
struct EmptyPolicyTests {
    @Test("denies everyone everything")
    func denies() throws {
        let policy = try policy()
        let everyRole = inviter(roles: DirectoryRole.all, appRoles: ["any"], groups: [Known.finance])
        for facts in [inviter(), everyRole] {
            let decision = policy.judge(by: facts)
            #expect(decision.verdict == .denied(.noRuleAllows))
            #expect(decision.step == 6)
            #expect(decision.matches.isEmpty)
            #expect(decision.deciding == nil)
        }
    }

    @Test("its twin with one allow entry lets that domain pass, and no other")
    func twin() throws {
        let policy = try policy(domains: "allow: [fabrikam.com]")
        let decision = policy.judge()
        #expect(decision.verdict == .approved)
        #expect(decision.deciding?.id == "domains.allow[0]")
        #expect(policy.judge(request("guest@woodgrove.example")).verdict == .denied(.noRuleAllows))
    }

    @Test("a text without anything in it does not load", arguments: ["", "# nothing\n", "---\n"])
    func emptyText(text: String) {
        #expect(throws: PolicyFaults.self) { try load(text) }
    }

    @Test("a denial names the domain and the contact, and no rule or list")
    func message() throws {
        let decision = try policy(domains: "deny: [{domain: fabrikam.com, subdomains: true}]").judge()
        #expect(decision.message == "Invitations to fabrikam.com are not allowed. Ask partner-desk@contoso.com.")
        #expect(decision.target == "invitedUserEmailAddress")
        #expect(decision.deciding?.source.description == "policy.yaml:12:20")
    }
}
