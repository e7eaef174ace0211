import InvitationPolicy
import Testing

@Suite("What allows and cannot")
struct ShadowTests {
    @Test("an allow entry that a rule denies, or keeps for itself")
    func entries() throws {
        let domains = "allow: [fabrikam.com, \"*.fabrikam.com\"]"
        let both = "domains: [{domain: fabrikam.com, subdomains: true}]"
        let shadowed = ["shadowed-entry: fabrikam.com", "shadowed-entry: *.fabrikam.com"]
        #expect(try warned(domains: domains, rules: "{id: r, effect: deny, \(both)}") == shadowed)
        #expect(try warned(domains: domains, rules: "{id: r, effect: allow, exclusive: true, \(both)}") == shadowed)
    }

    @Test("an allow entry that a rule denies to some, for some addresses, or in a report only")
    func entriesInPart() throws {
        let domains = "allow: [fabrikam.com]"
        for more in ["inviters: {userKind: guest}", "addresses: [a@fabrikam.com]", "mode: reportOnly"] {
            let rule = "{id: r, effect: deny, domains: [fabrikam.com], \(more)}"
            #expect(try warned(domains: domains, rules: rule) == [], "\(more)")
        }
        #expect(try warned(domains: domains, rules: "{id: r, effect: allow, domains: [fabrikam.com]}") == [])
        let deep = "allow: [\"*.fabrikam.com\"]"
        #expect(try warned(domains: deep, rules: "{id: r, effect: deny, domains: [fabrikam.com]}") == [])
    }

    static let allow =
        "{id: a, effect: allow, domains: [x.example, y.example], inviters: {groups: [\(Known.finance)], userKind: guest}}"

    @Test(
        "an allow rule that a deny rule covers",
        arguments: [
            "domains: [x.example, y.example, z.example]",
            "inviters: {groups: [\(Known.finance), \(Known.staff)]}",
            "inviters: {userKind: guest}, domains: [x.example, y.example]",
        ])
    func rules(deny: String) throws {
        #expect(try warned(rules: "\(Self.allow), {id: d, effect: deny, \(deny)}") == ["shadowed-rule: a"])
    }

    @Test(
        "an allow rule that a deny rule covers in part",
        arguments: [
            "domains: [x.example]", "inviters: {groups: [\(Known.staff)]}",
            "inviters: {groups: [\(Known.finance)], callers: [help-bot]}", "inviters: {userKind: member}",
            "addresses: [a@x.example]", "inviters: {userKind: guest}, mode: reportOnly",
        ])
    func rulesInPart(deny: String) throws {
        #expect(try warned(rules: "\(Self.allow), {id: d, effect: deny, \(deny)}") == [])
    }

    @Test("a rule for addresses is covered by a deny of those addresses, and not of others")
    func addresses() throws {
        let allow = "{id: a, effect: allow, addresses: [a@x.example]}"
        #expect(
            try warned(rules: "\(allow), {id: d, effect: deny, addresses: [a@x.example, b@x.example]}") == [
                "shadowed-rule: a"
            ])
        #expect(try warned(rules: "\(allow), {id: d, effect: deny, addresses: [b@x.example]}") == [])
    }

    @Test("a rule whose domains are exclusive to another, and one that is exclusive as well")
    func exclusive() throws {
        let other = "{id: e, effect: allow, exclusive: true, domains: [x.example, \"*.x.example\"]}"
        #expect(
            try warned(rules: "\(other), {id: a, effect: allow, domains: [x.example]}") == ["shadowed-rule: a"])
        #expect(try warned(rules: "\(other), {id: a, effect: allow, exclusive: true, domains: [x.example]}") == [])
    }

    @Test("a deny rule without conditions denies everything, and is no fault: it may be needed at once")
    func freeze() throws {
        #expect(
            try warned(rules: "{id: freeze, effect: deny}, {id: a, effect: allow, domains: [x.example]}") == [
                "nothing-passes: freeze", "shadowed-rule: a",
            ])
    }
}

@Suite("Settings that a stricter one makes idle")
struct IdleSettingTests {
    @Test("a rule's message setting that is laxer than the defaults'")
    func message() throws {
        func rule(_ message: String) -> String {
            "{id: r, effect: allow, domains: [x.example], require: {message: \(message)}}"
        }
        #expect(try warned(rules: rule("any"), require: "message: forbidden") == ["no-effect: r"])
        #expect(try warned(rules: rule("forbidden"), require: "message: plainText") == [])
    }

    @Test("a rule's limit that the defaults' limit never lets it reach")
    func quota() throws {
        func rule(_ quota: String) -> String { "{id: r, effect: allow, domains: [x.example], quota: {\(quota)}}" }
        let defaults = "quota: {perInviter: 10, per: day}"
        #expect(try warned(rules: rule("perInviter: 10, per: day"), defaults: defaults) == ["no-effect: r"])
        for quota in ["perInviter: 9, per: day", "perInviter: 20, per: week", "perDomain: 20, per: day"] {
            #expect(try warned(rules: rule(quota), defaults: defaults) == [], "\(quota)")
        }
    }
}

@Suite("Exceptions without an end")
struct EndlessTests {
    @Test("an entry that somebody asked for", arguments: ["owner: ana@contoso.com", "ticket: SEC-1"])
    func entries(note: String) throws {
        func entry(_ more: String) -> String { "allow: [{domain: fabrikam.com, \(note)\(more)}]" }
        #expect(try warned(domains: entry("")) == ["never-expires: domains.allow[0]"])
        #expect(try warned(domains: entry(", expires: 2030-01-01")) == [])
        #expect(try warned(domains: entry(", reviewBy: 2030-01-01")) == [])
    }

    @Test("a rule that permits what is refused otherwise, or names a ticket", arguments: ["permit: [resetRedemption]", "ticket: SEC-1"])
    func rules(key: String) throws {
        func rule(_ more: String) -> String { "{id: r, effect: allow, domains: [x.example], \(key)\(more)}" }
        #expect(try warned(rules: rule("")) == ["never-expires: r"])
        #expect(try warned(rules: rule(", expires: 2030-01-01")) == [])
        #expect(try warned(rules: rule(", reviewBy: 2030-01-01")) == [])
    }

    @Test("partners, list files with a keeper, denials and plain rules are no exceptions")
    func others() throws {
        #expect(
            try warned(
                domains: "deny: [{domain: a.example, subdomains: true, ticket: T}], allow: [b.example, {file: x.txt, owner: ana}]",
                rules: "{id: r, effect: allow, domains: [c.example], owner: ana}, {id: d, effect: deny, domains: [d.example], ticket: T}",
                lists: ["x.txt": "e.example"]) == [])
    }

    @Test("a policy without an owner")
    func owner() throws {
        let text = policyText().replacing("owner: partner-desk@contoso.com\n", with: "")
        #expect(try load(text).warnings.map(\.kind) == [.ownerMissing])
        #expect(try load(policyText()).warnings == [])
    }
}
