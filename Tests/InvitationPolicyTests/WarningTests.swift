import InvitationPolicy
import Invitations
import Testing

@Suite("Warnings")
struct WarningTests {
    private func warnings(
        domains: String = "", rules: String = "", level: String = "everyone", more: String = "", top: String = "",
        lists: [String: String] = [:], at now: Timestamp? = nil
    ) throws -> [String] {
        let text = policyText(level: level, domains: domains, rules: rules, top: top, more: more)
        let loaded = try load(text, lists: lists)
        return (now.map { loaded.warnings(at: $0) } ?? loaded.warnings).map { "\($0.what): \($0.text)" }
    }

    @Test("a plain policy has none")
    func none() throws {
        #expect(try warnings(domains: "allow: [fabrikam.com, \"*.adatum.example\"]") == [])
    }

    @Test("an expired entry or rule is inert, and a warning from the day after")
    func expired() throws {
        let domains =
            "allow: [{domain: fabrikam.com, expires: 2026-11-23}, {domain: adatum.example, expires: 2026-11-24}]"
        let rules = "{id: old, effect: allow, expires: 2020-01-01}"
        #expect(
            try warnings(
                domains: domains, rules: "{id: old, effect: allow, inviters: {userKind: member}, expires: 2020-01-01}",
                at: noon) == [
                    "expired after 2026-11-23: domains.allow[0]", "expired after 2020-01-01: old",
                ])
        #expect(try !policy(rules: rules).judge().isApproved)
    }

    @Test("a review that is due")
    func review() throws {
        let domains = "deny: [{domain: fabrikam.com, subdomains: true, reviewBy: 2026-11-01}]"
        #expect(try warnings(domains: domains, at: noon) == ["due for review since 2026-11-01: domains.deny[0]"])
        #expect(try warnings(domains: domains) == [])
    }

    @Test("an allow entry that another entry makes pointless")
    func shadowed() throws {
        let deny = "deny: [{domain: fabrikam.com, subdomains: true}]"
        #expect(
            try warnings(domains: "\(deny), allow: [eu.fabrikam.com, \"*.x.fabrikam.com\"]") == [
                "shadowed entry: eu.fabrikam.com", "shadowed entry: *.x.fabrikam.com",
            ])
        #expect(try warnings(domains: "allow: [contoso.com]") == ["shadowed entry: contoso.com"])
        #expect(
            try warnings(domains: "allow: [\"*.fabrikam.com\", eu.fabrikam.com]") == ["shadowed entry: eu.fabrikam.com"]
        )
        let longer = "allow: [{domain: \"*.fabrikam.com\", expires: 2027-01-01}, eu.fabrikam.com]"
        #expect(try warnings(domains: longer) == [])
    }

    @Test("a rule whose domains are all denied")
    func shadowedRule() throws {
        let domains = "deny: [{domain: fabrikam.com, subdomains: true}]"
        #expect(
            try warnings(domains: domains, rules: "{id: r, effect: allow, domains: [fabrikam.com]}") == [
                "shadowed rule: r"
            ])
        #expect(
            try warnings(domains: domains, rules: "{id: r, effect: allow, domains: [fabrikam.com, a.example]}") == [])
    }

    @Test("an entry that stands twice")
    func repeated() throws {
        #expect(try warnings(domains: "allow: [fabrikam.com, FABRIKAM.com]") == ["repeated entry: fabrikam.com"])
        let lists = ["x.txt": "a.example\nb.example\na.example\nb.example\n"]
        #expect(
            try warnings(domains: "allow: [{file: x.txt}]", lists: lists) == [
                "2 repeated entries, the first of them here: a.example"
            ])
        let wide = "allow: [\"*.fabrikam.com\", \"*.FABRIKAM.com\"]"
        #expect(try warnings(domains: wide) == ["repeated entry: *.fabrikam.com"])
    }

    @Test("what shadows or repeats an entry is named with its place")
    func others() throws {
        func advice(_ domains: String, lists: [String: String] = [:]) throws -> [String?] {
            try load(policyText(domains: domains), lists: lists).warnings.map(\.advice)
        }
        let deny = "deny: [\"*.a.example\", {domain: fabrikam.com, subdomains: true}]"
        #expect(
            try advice("\(deny), allow: [eu.fabrikam.com, \"*.x.fabrikam.com\"]") == [
                "`domains.deny[1]` at policy.yaml:12:35 denies it", "`domains.deny[1]` at policy.yaml:12:35 denies it",
            ])
        #expect(
            try advice("allow: [\"*.fabrikam.com\", eu.fabrikam.com]") == [
                "`domains.allow[0]` at policy.yaml:12:21 allows it for as long"
            ])
        #expect(
            try advice("allow: [fabrikam.com, FABRIKAM.com]") == ["`domains.allow[0]` at policy.yaml:12:21 covers it for as long"])
        let lists = ["x.txt": "b.example\na.example\n", "y.txt": "a.example\n"]
        #expect(try advice("allow: [{file: x.txt}, {file: y.txt}]", lists: lists) == ["`x.txt:2` covers it for as long"])
    }

    @Test("an own domain without its subdomains, unless that is meant")
    func ownSubdomains() throws {
        func told(_ own: String) throws -> [String] {
            let text = policyText().replacing("[contoso.com, \"*.contoso.com\"]", with: "[\(own)]")
            return try load(text).warnings.map { "\($0.kind.rawValue): \($0.text)" }
        }
        #expect(try told("contoso.com") == ["subdomains-not-internal: contoso.com"])
        for meant in ["{domain: contoso.com, subdomains: true}", "{domain: contoso.com, subdomains: false}", "contoso.com, \"*.contoso.com\""] {
            #expect(try told(meant) == [])
        }
    }

    @Test("two rules that differ in nothing but id and note")
    func repeatedRules() throws {
        let rule = "effect: allow, domains: [a.example, b.example], inviters: {userKind: member}"
        let other = "effect: allow, inviters: {userKind: member}, owner: ana, domains: [B.example, a.example]"
        #expect(try warned(rules: "{id: a, \(rule)}, {id: b, \(other)}") == ["repeated-rule: b"])
        for more in ["exclusive: true", "require: {ticket: true}", "mode: reportOnly", "expires: 2032-01-01"] {
            #expect(try !warned(rules: "{id: a, \(rule)}, {id: b, \(rule), \(more)}").contains { $0.hasPrefix("repeated-rule") })
        }
    }

    @Test("a deny that leaves subdomains free without saying so")
    func subdomains() throws {
        #expect(try warnings(domains: "deny: [fabrikam.com]") == ["denied without its subdomains: fabrikam.com"])
        #expect(
            try warnings(domains: "deny: [{domain: fabrikam.com}]") == ["denied without its subdomains: fabrikam.com"])
        #expect(
            try warnings(domains: "deny: [{file: x.txt}]", lists: ["x.txt": "a.example"]) == [
                "denied without its subdomains: x.txt"
            ])
        for silent in [
            "{domain: fabrikam.com, subdomains: true}", "{domain: fabrikam.com, subdomains: false}",
            "fabrikam.com, \"*.fabrikam.com\"",
        ] {
            #expect(try warnings(domains: "deny: [\(silent)]") == [])
        }
    }

    @Test("domains under onmicrosoft.com, which any tenant has")
    func onMicrosoft() throws {
        #expect(
            try warnings(domains: "allow: [fabrikam.onmicrosoft.com]") == [
                "a domain that any tenant has one under: fabrikam.onmicrosoft.com"
            ])
        #expect(try warnings(domains: "allow: [notonmicrosoft.com]") == [])
    }

    @Test("settings without effect")
    func idle() throws {
        #expect(try warnings(more: "adminRoles: [guestInviter]") == ["`adminRoles` has no effect: "])
        #expect(try warnings(level: "none") == ["whoMayInvite is none: "])
        let places = try load(policyText(level: "none", more: "adminRoles: [guestInviter]")).warnings.map { "\($0.line):\($0.column)" }
        #expect(places == ["6:3", "11:3"])
        #expect(try warnings(top: "reportOnly: {includeWhoMayInvite: true}") == ["`reportOnly` has no effect: "])
        #expect(try warnings(rules: "{id: all, effect: allow}") == ["a rule without conditions: all"])
    }

    @Test("they are bounded")
    func bounded() throws {
        let names = (0..<1_000).map { "d\($0).fabrikam.com" }.joined(separator: "\n")
        let domains = "deny: [\"*.fabrikam.com\"], allow: [{file: x.txt}]"
        #expect(try warnings(domains: domains, lists: ["x.txt": names]).count == 100)
    }
}
