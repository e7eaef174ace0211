import InvitationPolicy
import Invitations
import Testing

@Suite("Report-only")
struct ReportOnlyTests {
    @Test("a policy in report-only mode lets pass and says what it would have said")
    func wholePolicy() throws {
        let policy = try policy(domains: "deny: [fabrikam.com]", top: "mode: reportOnly")
        #expect(policy.mode == .reportOnly)
        let decision = policy.judge()
        #expect(decision.verdict == .approved)
        #expect(decision.reportOnly?.verdict == .denied(.domainDenied))
        #expect(decision.reportOnly?.step == 2)
        #expect(decision.reportOnly?.deciding?.id == "domains.deny[0]")
        #expect(policy.judge(request("a@x.example")).reportOnly?.verdict == .denied(.noRuleAllows))
    }

    @Test("the rules in report-only mode are told by id, in order, whatever the policy's own mode")
    func rulesByID() throws {
        let rules =
            "{id: z, effect: deny, mode: reportOnly}, {id: b, effect: allow}, "
            + "{id: c, effect: allow, mode: enforce}, {id: a, effect: allow, mode: reportOnly, expires: 2020-01-01}"
        #expect(try policy(rules: rules).reportOnlyRules == ["a", "z"])
        #expect(try policy(rules: "{id: b, effect: allow}", top: "mode: reportOnly").reportOnlyRules == [])
    }

    @Test("it would have approved as well: that is said too")
    func agreed() throws {
        let policy = try policy(domains: "allow: [fabrikam.com]", top: "mode: reportOnly")
        #expect(policy.judge().reportOnly?.verdict == .approved)
    }

    @Test("it never suspends who may invite, unless the policy says so")
    func level() throws {
        let strict = try policy(level: "adminsAndGuestInviters", top: "mode: reportOnly")
        #expect(strict.judge().verdict == .denied(.whoMayInvite))
        #expect(strict.judge().reportOnly == nil)
        let all = try policy(
            level: "adminsAndGuestInviters", top: "mode: reportOnly\nreportOnly: {includeWhoMayInvite: true}")
        #expect(all.judge().verdict == .approved)
        #expect(all.judge().reportOnly?.verdict == .denied(.whoMayInvite))
        #expect(all.judge().reportOnly?.step == 1)
    }

    @Test("an unknown fact leaves only the report undecided")
    func unknown() throws {
        let rule = "{id: no, effect: deny, inviters: {groups: [\(Known.finance)]}}"
        var facts = inviter()
        facts.groups = .unknown
        let decision = try policy(rules: rule, top: "mode: reportOnly").judge(by: facts)
        #expect(decision.verdict == .approved)
        #expect(decision.reportOnly?.verdict == .undecided(missing: [.groups]))
    }

    @Test("a report-only allow rule grants nothing, and is reported")
    func allowRule() throws {
        let decision = try policy(rules: "{id: r, effect: allow, mode: reportOnly}").judge()
        #expect(decision.verdict == .denied(.noRuleAllows))
        #expect(decision.reportOnly?.verdict == .approved)
        #expect(decision.reportOnly?.deciding?.id == "r")
        #expect(decision.matches.map(\.role) == [.reported])
        #expect(decision.matches.map(\.isReportOnly) == [true])
        #expect(try policy(rules: "{id: r, effect: allow}").judge().reportOnly == nil)
    }

    @Test("a report-only deny rule is reported and stops nothing, even if it cannot be judged")
    func denyRule() throws {
        let rule = "{id: r, effect: deny, mode: reportOnly, inviters: {groups: [\(Known.finance)]}}"
        let policy = try policy(domains: "allow: [fabrikam.com]", rules: rule)
        let decision = policy.judge(by: inviter(groups: [Known.finance]))
        #expect(decision.verdict == .approved)
        #expect(decision.reportOnly?.verdict == .denied(.ruleDenies))
        var facts = inviter()
        facts.groups = .unknown
        #expect(policy.judge(by: facts).verdict == .approved)
        #expect(policy.judge(by: facts).reportOnly?.verdict == .undecided(missing: [.groups]))
        #expect(policy.judge().reportOnly == nil)
    }

    @Test("an exclusive rule that only reports says what it would keep from others, whoever invites")
    func exclusiveRule() throws {
        let rule =
            "{id: r, effect: allow, mode: reportOnly, exclusive: true, domains: [fabrikam.com], "
            + "inviters: {groups: [\(Known.finance)]}}"
        let decision = try policy(domains: "allow: [fabrikam.com, b.example]", rules: rule).judge()
        #expect(decision.verdict == .approved)
        #expect(decision.reportOnly?.verdict == .denied(.noRuleAllows))
        #expect(try policy(domains: "allow: [fabrikam.com, b.example]", rules: rule).judge(request("g@b.example")).reportOnly == nil)
    }

    @Test("a deny rule that only reports says that it would keep a copy back")
    func copiedRule() throws {
        let rule = "{id: r, effect: deny, mode: reportOnly, domains: [b.example]}"
        let policy = try policy(domains: "allow: [fabrikam.com, \"*.fabrikam.com\", b.example]", rules: rule)
        var asked = request()
        asked.messageInfo = .init(ccRecipient: .init(address: address("c@fabrikam.com")))
        #expect(policy.judge(asked).reportOnly == nil)
        let wide = try load(policyText(domains: "unlisted: allow", rules: rule)).policy
        asked.messageInfo = .init(ccRecipient: .init(address: address("c@b.example")))
        #expect(wide.judge(asked).verdict == .approved)
        #expect(wide.judge(asked).reportOnly?.verdict == .denied(.ccRecipientNotAllowed))
    }
}
