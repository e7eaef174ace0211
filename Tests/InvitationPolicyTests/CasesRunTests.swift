import InvitationPolicy
import Invitations
import Testing

@Suite("Cases on a policy")
struct CasesRunTests {
    private func result(_ text: String, mode: String = "enforce") throws -> CaseResult {
        let policy = try CasesFixture.policy(mode: mode)
        let run = try CasesFixture.load("name: one, \(text)", on: policy).run(on: policy)
        return try #require(run.results.first)
    }

    static let good: [String] = [
        "invite: a@fabrikam.com, expect: approved",
        "invite: a@fabrikam.com, expect: {approved: true, rule: \"domains.allow[0]\"}",
        "invite: a@fabrikam.com, expect: {approved: true, rule: domains.allow}",
        "invite: a@bigfour.example, ticket: T, expect: {approved: true, rule: auditors}",
        "invite: a@bigfour.example, expect: denied",
        "invite: a@bigfour.example, expect: {denied: true}",
        "invite: a@bigfour.example, expect: {denied: ticketRequired, rule: auditors, requirement: ticket}",
        "invite: a@mailinator.com, expect: {denied: domainDenied, rule: lists/throwaway.txt}",
        "invite: a@mailinator.com, expect: {denied: domainDenied, rule: \"lists/throwaway.txt:1\"}",
        "invite: a@competitor.example, expect: {denied: domainDenied, rule: \"domains.deny[0]\"}",
        "invite: a@fabrikam.com, by: intern, expect: {denied: ruleDenies, rule: no-interns}",
        "invite: a@fabrikam.com, by: someone, expect: undecided",
        "invite: a@fabrikam.com, by: someone, expect: {undecided: [groups]}",
        "invite: a@bigfour.example, ticket: T, usage: [{rule: auditors, perInviter: 20, per: day}], "
            + "expect: {denied: quotaExceeded, requirement: quota}",
        "invite: a@fabrikam.com, expect: {approved: true, reportOnly: {denied: ruleDenies, rule: trial}}",
        "invite: a@bigfour.example, ticket: T, expect: {approved: true, reportOnly: none}",
        "invite: a@old.example, expect: {denied: noRuleAllows}",
        "invite: a@old.example, at: 2026-01-31T23:59:59Z, expect: approved",
    ]

    @Test("what comes out as expected passes", arguments: good)
    func passes(text: String) throws {
        let result = try result(text)
        #expect(result.passed, "\(result.differences)")
    }

    static let bad: [(String, [String])] = [
        ("invite: a@fabrikam.com, expect: denied", ["verdict: denied | approved"]),
        ("invite: a@fabrikam.com, expect: undecided", ["verdict: undecided | approved"]),
        ("invite: a@bigfour.example, expect: approved", ["verdict: approved | denied: ticketRequired"]),
        ("invite: a@bigfour.example, expect: {denied: domainDenied}", ["verdict: denied: domainDenied | denied: ticketRequired"]),
        ("invite: a@fabrikam.com, expect: {approved: true, rule: auditors}", ["rule: auditors | domains.allow[0]"]),
        ("invite: a@fabrikam.com, expect: {approved: true, rule: domains.deny}", ["rule: domains.deny | domains.allow[0]"]),
        ("invite: a@other.example, expect: {denied: true, rule: auditors}", ["rule: auditors | none"]),
        (
            "invite: a@mailinator.com, expect: {denied: true, rule: \"lists/throwaway.txt:2\"}",
            ["rule: lists/throwaway.txt:2 | lists/throwaway.txt:1"]
        ),
        ("invite: a@bigfour.example, expect: {denied: ticketRequired, requirement: message}", ["requirement: message | ticket"]),
        ("invite: a@fabrikam.com, by: someone, expect: {undecided: [userKind]}", ["verdict: undecided: [userKind] | undecided: [groups]"]),
        ("invite: a@fabrikam.com, by: someone, expect: denied", ["verdict: denied | undecided: [groups]"]),
        ("invite: a@fabrikam.com, expect: {approved: true, reportOnly: none}", ["reportOnly.verdict: none | denied: ruleDenies"]),
        ("invite: a@fabrikam.com, expect: {approved: true, reportOnly: approved}", ["reportOnly.verdict: approved | denied: ruleDenies"]),
        (
            "invite: a@fabrikam.com, expect: {approved: true, reportOnly: {denied: ruleDenies, rule: no-interns}}",
            ["reportOnly.rule: no-interns | trial"]
        ),
        ("invite: a@bigfour.example, expect: {denied: true, reportOnly: denied}", ["reportOnly.verdict: denied | nothing reported"]),
        (
            "invite: a@competitor.example, expect: {denied: ruleDenies, rule: no-interns, requirement: ticket}",
            ["verdict: denied: ruleDenies | denied: domainDenied", "rule: no-interns | domains.deny[0]", "requirement: ticket | none"]
        ),
    ]

    @Test("what comes out otherwise fails, and tells all that differs", arguments: bad)
    func fails(text: String, differences: [String]) throws {
        #expect(try result(text).differences.map { "\($0.what): \($0.expected) | \($0.got)" } == differences)
    }

    @Test("a report-only policy's cases ask for what it would have said")
    func reportOnlyPolicy() throws {
        let suspended = "invite: a@competitor.example, expect: {approved: true, reportOnly: {denied: domainDenied, rule: domains.deny}}"
        #expect(try result(suspended, mode: "reportOnly").passed)
        #expect(try !result(suspended, mode: "enforce").passed)
    }

    @Test("a filter takes the cases whose name holds it, in either case")
    func filter() throws {
        let policy = try CasesFixture.policy()
        let cases = try CasesFixture.load(
            "name: Partners pass, invite: a@fabrikam.com, expect: approved",
            "name: others do not, invite: a@x.example, expect: denied", on: policy)
        #expect(cases.run(on: policy, filter: "PARTNER").results.map(\.policyCase.name) == ["Partners pass"])
        #expect(cases.run(on: policy).results.count == 2)
        #expect(cases.run(on: policy, filter: "none").results.isEmpty)
    }
}

@Suite("What cases cover")
struct CasesCoverageTests {
    private func coverage(_ cases: String...) throws -> CasesCoverage {
        let policy = try CasesFixture.policy()
        let text = CasesFixture.head + cases.enumerated().map { "  - {name: c\($0), \($1)}\n" }.joined()
        return try PolicyCases.load(bytes: Array(text.utf8), file: "x", for: policy).run(on: policy).coverage
    }

    private func item(_ coverage: CasesCoverage, _ id: String) throws -> CasesCoverage.Item {
        try #require(coverage.items.first { $0.id == id })
    }

    @Test("every rule, entry and list file is an item, a file once, with its place in the policy")
    func items() throws {
        let coverage = try coverage("invite: a@other.example, expect: denied")
        #expect(
            coverage.items.map(\.id) == [
                "auditors", "no-interns", "trial", "domains.deny[0]", "lists/throwaway.txt", "domains.allow[0]", "domains.allow[1]",
            ])
        #expect(coverage.items.map(\.kind) == [.rule, .rule, .rule, .entry, .listFile, .entry, .entry])
        #expect(coverage.covered == 0 && coverage.percent == 0 && coverage.uncovered.count == 7)
        #expect(coverage.items.allSatisfy { $0.source.file == "policy.yaml" && $0.source.line > 1 })
    }

    @Test("a case covers what had an effect in it, and nothing else")
    func effects() throws {
        let granted = try coverage("invite: a@fabrikam.com, expect: approved")
        #expect(granted.items.filter(\.isCovered).map(\.id) == ["trial", "domains.allow[0]"])
        let failed = try coverage("invite: a@bigfour.example, expect: denied")
        #expect(failed.items.filter(\.isCovered).map(\.id) == ["auditors"])
        let denied = try coverage("invite: a@competitor.example, by: intern, expect: denied")
        #expect(denied.items.filter(\.isCovered).map(\.id) == ["no-interns", "domains.deny[0]"])
        // Two lines of one file are one item.
        let listed = try coverage("invite: a@mailinator.com, expect: denied", "invite: a@x.yopmail.com, expect: denied")
        #expect(try item(listed, "lists/throwaway.txt").cases == 2)
        #expect(listed.covered == 1 && listed.percent == 14)
    }

    @Test("neither an expired entry nor an undetermined rule is covered")
    func withoutEffect() throws {
        #expect(try coverage("invite: a@old.example, expect: denied").covered == 0)
        #expect(try coverage("invite: a@old.example, at: 2026-01-01, expect: approved").covered == 1)
        let undetermined = try coverage("invite: a@other.example, by: someone, expect: undecided")
        #expect(try !item(undetermined, "no-interns").isCovered)
    }

    @Test("a rule needs a case where it acts and one, near to it, where it does not")
    func twins() throws {
        let acting = try coverage("invite: a@bigfour.example, ticket: T, expect: approved")
        #expect(try item(acting, "auditors").acting == 1)
        #expect(acting.oneSided.map(\.id) == ["auditors"])
        // A requirement that is not met, another inviter, another domain.
        let near = [
            "invite: a@bigfour.example, expect: denied", "invite: a@bigfour.example, by: intern, expect: denied",
            "invite: a@x.example, expect: denied",
        ]
        for twin in near {
            let both = try coverage("invite: a@bigfour.example, ticket: T, expect: approved", twin)
            #expect(try item(both, "auditors").hasBothDirections, "\(twin)")
        }
        // A case that shares neither side with the rule says nothing about where it ends.
        let far = try coverage("invite: a@bigfour.example, ticket: T, expect: approved", "invite: a@x.example, by: intern, expect: denied")
        #expect(try !item(far, "auditors").hasBothDirections)
        let never = try coverage("invite: a@bigfour.example, expect: denied")
        #expect(try item(never, "auditors").isCovered && !item(never, "auditors").hasBothDirections)
    }

    @Test("`unlisted: allow` is to be covered as well, and a policy without rules or entries is covered")
    func edges() throws {
        let open = try policy(domains: "unlisted: allow", defaults: "inviteRedirectUrl: https://myapps.microsoft.com")
        let cases = try CasesFixture.load("name: one, invite: a@x.example, expect: approved", on: open)
        #expect(cases.run(on: open).coverage.items.map(\.id) == ["domains.unlisted"])
        #expect(cases.run(on: open).coverage.percent == 100)
        let closed = try policy(defaults: "inviteRedirectUrl: https://myapps.microsoft.com")
        #expect(try CasesFixture.load("name: one, invite: a@x.example, expect: denied", on: closed).run(on: closed).coverage.percent == 100)
    }
}
