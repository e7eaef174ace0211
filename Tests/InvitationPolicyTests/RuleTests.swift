import InvitationPolicy
import Invitations
import Testing

@Suite("Rules")
struct RuleTests {
    private func allows(
        _ conditions: String, _ facts: InviterFacts = inviter(), to: String = "guest@fabrikam.com",
        through app: String = Known.portal
    ) throws -> Bool {
        try policy(rules: "{id: r, effect: allow, \(conditions)}").judge(request(to), by: facts, through: app)
            .isApproved
    }

    @Test("items of one key are alternatives")
    func items() throws {
        let rule = "inviters: {groups: [\(Known.finance), \(Known.staff)]}"
        #expect(try allows(rule, inviter(groups: [Known.staff])))
        #expect(try allows(rule, inviter(groups: [Known.finance])))
        #expect(try !allows(rule, inviter(groups: [Known.ana])))
    }

    @Test("different keys must all hold")
    func keys() throws {
        let rule = "inviters: {groups: [\(Known.finance)], directoryRoles: [guestInviter], userKind: member}"
        #expect(try allows(rule, inviter(roles: [.guestInviter], groups: [Known.finance])))
        #expect(try !allows(rule, inviter(groups: [Known.finance])))
        #expect(try !allows(rule, inviter(roles: [.guestInviter])))
        #expect(try !allows(rule, inviter(kind: .guest, roles: [.guestInviter], groups: [Known.finance])))
    }

    @Test("each kind of inviter condition picks the right people")
    func kinds() throws {
        #expect(try allows("inviters: {users: [\(Known.ana)]}"))
        #expect(try !allows("inviters: {users: [\(Known.bo)]}"))
        #expect(try allows("inviters: {appRoles: [Partners]}", inviter(appRoles: ["Partners"])))
        #expect(try !allows("inviters: {appRoles: [Partners]}", inviter(appRoles: ["partners"])))
        #expect(try allows("inviters: {userKind: guest}", inviter(kind: .guest)))
        #expect(try !allows("inviters: {userKind: guest}"))
        #expect(try allows("inviters: {callers: [help-bot]}", through: Known.bot))
        #expect(try !allows("inviters: {callers: [help-bot]}", through: Known.portal))
        let byTemplate = "inviters: {directoryRoles: [\(DirectoryRole.guestInviter.template)]}"
        #expect(try allows(byTemplate, inviter(roles: [.guestInviter])))
        #expect(try !allows(byTemplate, inviter(roles: [.globalAdministrator])))
    }

    @Test("a rule can name whole addresses, whose case does not count")
    func addresses() throws {
        let rule = "addresses: [Bob.Smith@Fabrikam.com]"
        #expect(try allows(rule, to: "bob.smith@fabrikam.com"))
        #expect(try allows(rule, to: "BOB.SMITH@FABRIKAM.COM"))
        #expect(try !allows(rule, to: "bob@fabrikam.com"))
        #expect(try !allows(rule, to: "bob.smith@eu.fabrikam.com"))
    }

    @Test("domains and addresses must both hold")
    func both() throws {
        let rule = "domains: [fabrikam.com], addresses: [a@fabrikam.com, a@woodgrove.example]"
        #expect(try allows(rule, to: "a@fabrikam.com"))
        #expect(try !allows(rule, to: "b@fabrikam.com"))
        #expect(try !allows(rule, to: "a@woodgrove.example"))
    }

    @Test("a deny rule wins over every grant")
    func deny() throws {
        let policy = try policy(
            domains: "allow: [fabrikam.com]",
            rules: "{id: a, effect: allow}, {id: no, effect: deny, inviters: {groups: [\(Known.finance)]}}")
        let decision = policy.judge(by: inviter(groups: [Known.finance]))
        #expect(decision.verdict == .denied(.ruleDenies))
        #expect(decision.deciding?.id == "no")
        #expect(decision.matches.count == 3)
        #expect(policy.judge().isApproved)
    }

    @Test("a deny rule that cannot be judged is not skipped, unless something known denies anyway")
    func unknownDeny() throws {
        let rule = "{id: no, effect: deny, inviters: {groups: [\(Known.finance)]}}"
        var facts = inviter()
        facts.groups = .unknown
        let open = try policy(domains: "allow: [fabrikam.com]", rules: rule).judge(by: facts)
        #expect(open.verdict == .undecided(missing: [.groups]))
        #expect(open.matches.first { $0.id == "no" }?.role == .undetermined)
        let listed = try policy(domains: "deny: [fabrikam.com]", rules: rule).judge(by: facts)
        #expect(listed.verdict == .denied(.domainDenied))
        let other = rule.replacing("effect: deny", with: "effect: deny, domains: [woodgrove.example]")
        #expect(try policy(domains: "allow: [fabrikam.com]", rules: other).judge(by: facts).isApproved)
    }

    @Test("a grant that cannot be judged matters only if no other holds")
    func unknownGrant() throws {
        let rule = "{id: yes, effect: allow, inviters: {groups: [\(Known.finance)]}}"
        var facts = inviter()
        facts.groups = .unknown
        #expect(try policy(rules: rule).judge(by: facts).verdict == .undecided(missing: [.groups]))
        #expect(try policy(domains: "allow: [fabrikam.com]", rules: rule).judge(by: facts).isApproved)
        let wrongHost = request(redirectTo: "https://evil.example")
        #expect(try policy(rules: rule).judge(wrongHost, by: facts).verdict == .denied(.noRuleAllows))
    }

    @Test("an exclusive rule's domain passes by exclusive rules only")
    func exclusive() throws {
        let rule =
            "{id: x, effect: allow, inviters: {groups: [\(Known.finance)]}, domains: [fabrikam.com], exclusive: true}"
        let policy = try policy(
            domains: "allow: [fabrikam.com, adatum.example]", rules: "\(rule), {id: all, effect: allow}")
        let stranger = policy.judge()
        #expect(stranger.verdict == .denied(.noRuleAllows))
        #expect(Set(stranger.matches.map(\.role)) == [.excluded])
        #expect(policy.judge(by: inviter(groups: [Known.finance])).deciding?.id == "x")
        #expect(policy.judge(request("a@adatum.example")).isApproved)
    }

    @Test("an exclusive rule reserves its domain still when it has expired, but not when it only reports")
    func exclusiveWithoutGrant() throws {
        let finance = inviter(groups: [Known.finance])
        let rule =
            "id: x, effect: allow, inviters: {groups: [\(Known.finance)]}, domains: [fabrikam.com], exclusive: true"
        let expired = try policy(domains: "allow: [fabrikam.com]", rules: "{\(rule), expires: 2026-11-23}")
        #expect(expired.judge(by: finance).verdict == .denied(.noRuleAllows))
        #expect(expired.judge().verdict == .denied(.noRuleAllows))
        let reporting = try policy(domains: "allow: [fabrikam.com]", rules: "{\(rule), mode: reportOnly}")
        #expect(reporting.judge(by: finance).isApproved)
    }

    @Test("a rule lasts to the end of its day in UTC")
    func expiry() throws {
        let policy = try policy(rules: "{id: r, effect: allow, expires: 2026-11-24}")
        let end = Timestamp("2026-11-25T00:00:00Z") ?? noon
        #expect(policy.judge(at: Timestamp(milliseconds: end.milliseconds - 1)).isApproved)
        #expect(policy.judge(at: end).verdict == .denied(.noRuleAllows))
        #expect(policy.judge(at: end).matches.map(\.role) == [.expired])
    }
}
