import Foundation
import Invitations
import Testing

@testable import InvitationPolicy

@Suite("Domains that belong to no organisation")
struct OpenDoorTests {
    @Test("a public mail provider that is allowed whole, in the list or by a rule")
    func providers() throws {
        #expect(try warned(domains: "allow: [gmail.com]") == ["public-provider-allowed: gmail.com"])
        #expect(
            try warned(domains: "allow: [{domain: GMX.de, subdomains: true}]") == ["public-provider-allowed: gmx.de"])
        #expect(
            try warned(rules: "{id: r, effect: allow, domains: [hotmail.com]}") == [
                "public-provider-allowed: hotmail.com"
            ])
    }

    @Test("a provider that is denied, whose subdomains are allowed, or of which single addresses are allowed, is none")
    func providersNamedOtherwise() throws {
        #expect(try warned(domains: "deny: [{domain: gmail.com, subdomains: true}]") == [])
        #expect(try warned(domains: "allow: [\"*.gmail.com\", notgmail.com]") == [])
        #expect(try warned(rules: "{id: r, effect: deny, domains: [gmail.com]}") == [])
        #expect(
            try warned(rules: "{id: r, effect: allow, domains: [gmail.com], addresses: [ana@gmail.com]}") == [])
    }

    @Test(
        "a public suffix that is allowed whole",
        arguments: [
            "co.uk", "com", "uk", "ck", "anything.ck", "kobe.jp", "uk.com", "eu.org", "azurewebsites.net", "github.io",
            "anything.elb.amazonaws.com",
        ])
    func suffixes(suffix: String) throws {
        #expect(try warned(domains: "allow: [\"*.\(suffix)\"]") == ["public-suffix-allowed: *.\(suffix)"])
        #expect(
            try warned(rules: "{id: r, effect: allow, domains: [\"*.\(suffix)\"]}") == [
                "public-suffix-allowed: *.\(suffix)"
            ])
        #expect(try warned(domains: "deny: [\"*.\(suffix)\"]") == [])
    }

    @Test("both forms of an entry for subdomains count, an entry for the suffix itself does not")
    func reach() throws {
        #expect(
            try warned(domains: "allow: [{domain: co.uk, subdomains: true}]") == ["public-suffix-allowed: *.co.uk"])
        #expect(try warned(domains: "allow: [co.uk]") == [])
    }

    @Test(
        "names below a suffix and the suffix list's exceptions are none",
        arguments: ["fabrikam.co.uk", "www.ck", "city.kobe.jp", "fabrikam.uk.com", "amazonaws.com"])
    func belowSuffixes(name: String) throws {
        #expect(try warned(domains: "allow: [\"*.\(name)\"]") == [])
    }

    @Test("a list file is told of once, with a count")
    func files() throws {
        let lists = ["x.txt": "fabrikam.com\ngmail.com\nyahoo.com\n*.co.uk\n"]
        let text = policyText(domains: "allow: [{file: x.txt}]")
        let warnings = try load(text, lists: lists).warnings
        #expect(
            warnings.map(\.description) == [
                "x.txt:2:1: 2 public mail providers are allowed whole, the first of them here: `gmail.com` (anyone can open a mailbox there: name the partner's own domain, or whole addresses in a rule)",
                "x.txt:4:1: a public suffix is allowed whole: `*.co.uk` (anyone can register a name under it: name the partner's own domain)",
            ])
    }
}

@Suite("The public names that are known")
struct PublicNameTests {
    @Test("the providers are those of the shipped list, which says where they come from")
    func providers() throws {
        let text = try Files.text("\(Files.policies)/lists/public-mail-providers.txt")
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.sorted() == PublicMailProviders.names)
        #expect(lines.count > 500)
        for line in lines { #expect(try MailDomain(line).ascii == line) }
        for source in ["Apache SpamAssassin", "Apache License 2.0", "Last changed"] { #expect(text.contains(source)) }
    }

    @Test("the shipped list can be denied as it is")
    func denied() throws {
        let list = try Files.text("\(Files.policies)/lists/public-mail-providers.txt")
        let policy = try policy(
            domains: "unlisted: allow, deny: [{file: x.txt, subdomains: true}]", lists: ["x.txt": list])
        #expect(policy.judge(request("a@gmail.com")).verdict == .denied(.domainDenied))
        #expect(policy.judge(request("a@fabrikam.com")).isApproved)
    }

    @Test("every suffix is a name as the policy's entries are")
    func suffixes() throws {
        for name in PublicSuffixes.names {
            let domain = try MailDomain(name)
            #expect(domain.ascii == name && domain.labelCount > 1)
        }
        #expect(PublicSuffixes.names.count > 5_000)
        let names = Set(PublicSuffixes.names)
        for known in ["co.uk", "com.au", "k12.ca.us", "kobe.jp", "aisai.aichi.jp", "xn--55qx5d.cn", "ac.zw", "com.ac"] {
            #expect(names.contains(known), "\(known)")
        }
        #expect(PublicSuffixes.wildcardParents.contains("ck") && PublicSuffixes.wildcardParents.contains("kobe.jp"))
        #expect(PublicSuffixes.exceptions.contains("www.ck") && PublicSuffixes.exceptions.contains("city.kobe.jp"))
    }

    @Test(
        "a name is one of them, or none",
        arguments: [
            ("com", true), ("corp", true), ("co.uk", true), ("github.io", true), ("x.ck", true), ("www.ck", false), ("a.co.uk", false),
            ("fabrikam.com", false),
        ])
    func contained(name: String, isSuffix: Bool) { #expect(PublicSuffixes.contain(name) == isSuffix) }

    @Test(
        "they agree with the system's copy of the list, where there is one",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/publicsuffix/public_suffix_list.dat")))
    func system() throws {
        let text = try Files.text("/usr/share/publicsuffix/public_suffix_list.dat")
        let sections = text.split(separator: "// ===END ICANN DOMAINS===")
        #expect(sections.count == 2)
        for (section, least) in zip(sections, [5_000, 1_500]) {
            let rules = section.split(separator: "\n").filter { $0.contains(".") && !$0.hasPrefix("//") && !"*!".contains($0.first ?? "*") }
            // The list grows and shrinks a little with each edition; most of it stays.
            let missing = try rules.filter { !PublicSuffixes.contain(try MailDomain($0).ascii) }
            #expect(rules.count > least && missing.count < rules.count / 20, "\(missing.prefix(20))")
        }
    }
}
