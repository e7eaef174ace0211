import InvitationPolicy
import Testing

@Suite("Redirect hosts that are worth a second look")
struct RedirectHostWarningTests {
    private func inRule(_ hosts: String) throws -> [String] {
        try warned(rules: "{id: r, effect: allow, domains: [x.example], require: {redirectHosts: [\(hosts)]}}")
    }

    private func inDefaults(_ hosts: String) throws -> [String] {
        let text = policyText().replacing("redirectHosts: [myapps.microsoft.com]", with: "redirectHosts: [myapps.microsoft.com, \(hosts)]")
        #expect(text.contains(hosts))
        return try load(text).warnings.map { "\($0.kind.rawValue): \($0.text)" }
    }

    @Test(
        "all hosts under a public suffix, or under a single label", arguments: ["*.com", "*.co.uk", "*.github.io", "*.azurewebsites.net", "*.corp"])
    func suffixes(host: String) throws {
        #expect(try inRule("\"\(host)\"") == ["public-suffix-redirect: \(host)"])
        #expect(try inDefaults("\"\(host)\"") == ["public-suffix-redirect: \(host)"])
    }

    @Test("hosts of one's own are none", arguments: ["\"*.contoso.com\"", "contoso.github.io", "\"*.contoso.co.uk\""])
    func own(host: String) throws {
        #expect(try inRule(host) == [])
        #expect(try inDefaults(host) == [])
    }

    @Test("one host in two spellings, in one list")
    func repeated() throws {
        #expect(try inRule("evil.example, EVIL.example") == ["repeated-entry: EVIL.example"])
        #expect(try inRule("\"*.evil.example\", \"*.EVIL.example\", a.example") == ["repeated-entry: *.EVIL.example"])
        #expect(try inRule("evil.example, \"*.evil.example\"") == [])
        #expect(try inDefaults("MYAPPS.microsoft.com") == ["repeated-entry: MYAPPS.microsoft.com"])
        let text = policyText(rules: "{id: r, effect: allow, domains: [x.example], require: {redirectHosts: [a.example, A.example]}}")
        let warning = try #require(try load(text).warnings.first)
        #expect(warning.advice?.hasPrefix("the same host stands at policy.yaml:13:") == true, "\(warning)")
    }

    @Test("an empty list or no value under the defaults is told without the advice to leave the key out", arguments: ["[]", ""])
    func empty(value: String) throws {
        let text = policyText().replacing("redirectHosts: [myapps.microsoft.com]", with: "redirectHosts: \(value)")
        let faults = #expect(throws: PolicyFaults.self) { try load(text) }
        let advice = try #require(faults?.faults.first?.advice)
        #expect(faults?.faults.count == 1 && !advice.contains("leave"), "\(advice)")
    }
}
