import Invitations
import SeededRandom
import Testing

@testable import InvitationPolicy

@Suite("Listed domains that look alike")
struct LookalikeTests {
    /// With a Cyrillic а in it.
    static let foreign = "f\u{430}brikam.com"

    @Test(
        "letters of another script, in either list",
        arguments: [
            "allow: [fabrikam.com, \(foreign)]", "allow: [\(foreign), fabrikam.com]",
            "deny: [{domain: fabrikam.com, subdomains: true}], allow: [\(foreign)]",
            "allow: [\(foreign), \"*.fabrikam.com\"]",
        ])
    func scripts(domains: String) throws {
        #expect(try warned(domains: domains) == ["lookalike: \(try MailDomain(Self.foreign).ascii)"])
    }

    @Test("the message shows how the name reads, and where the other stands")
    func message() throws {
        let warning = try #require(try load(policyText(domains: "allow: [fabrikam.com, \(Self.foreign)]")).warnings.first)
        #expect(warning.advice == "it reads as \(Self.foreign), and fabrikam.com stands in domains.allow[0]: is it the one you mean?")
    }

    @Test("ASCII that passes for other ASCII", arguments: ["rnicrosoft.com", "micr0soft.com", "fabrikarn.example"])
    func ascii(name: String) throws {
        let other = name.replacing("rn", with: "m").replacing("0", with: "o")
        #expect(try warned(domains: "allow: [\(name), \(other)]").count == 1)
        #expect(try warned(domains: "allow: [\(name)]") == [])
    }

    @Test("the odd one is pointed at, wherever it stands, and both are named")
    func whichOne() throws {
        for (odd, plain) in [("paypa1.com", "paypal.com"), ("rnicrosoft.com", "microsoft.com"), ("b00ks.example", "b0oks.example")] {
            for names in ["\(odd), \(plain)", "\(plain), \(odd)"] {
                let warning = try #require(try load(policyText(domains: "allow: [\(names)]")).warnings.first)
                #expect(warning.text == odd && warning.advice?.contains(plain) == true, "\(warning)")
            }
        }
        let mixed = "deny: [{domain: paypal.com, subdomains: true}], allow: [paypa1.com]"
        #expect(try warned(domains: mixed) == ["lookalike: paypa1.com"])
    }

    @Test("own domains and rules count as well")
    func elsewhere() throws {
        #expect(try warned(rules: "{id: r, effect: allow, domains: [c0ntoso.com]}") == ["lookalike: c0ntoso.com"])
        let rules = "{id: r, effect: allow, domains: [al.example]}, {id: q, effect: allow, domains: [a1.example]}"
        #expect(try warned(rules: rules).count == 1)
    }

    @Test("two foreign names that look alike without an ASCII one")
    func foreignPair() throws {
        // Greek and Cyrillic.
        #expect(try warned(domains: "allow: [\u{3BF}\u{3C1}.example, \u{43E}\u{440}.example]").count == 1)
        #expect(try warned(domains: "allow: [\u{3BF}\u{3C1}.example, \u{43E}\u{431}.example]") == [])
    }

    @Test("what is no trap: both denied, the impostor denied, the same name twice, names that differ")
    func silent() throws {
        let denied = "{domain: \(Self.foreign), subdomains: true}"
        #expect(try warned(domains: "deny: [\(denied), {domain: fabrikam.com, subdomains: true}]") == [])
        #expect(try warned(domains: "deny: [\(denied)], allow: [fabrikam.com]") == [])
        #expect(try warned(domains: "allow: [\"*.a1.example\", a1.example2.example, a2.example]") == [])
        #expect(try warned(domains: "allow: [a1.example]", rules: "{id: r, effect: allow, domains: [a1.example]}") == [])
        #expect(try warned(domains: "allow: [b\u{FC}cher.example, bucher.example]") == [])
    }

    @Test("they are bounded")
    func bounded() throws {
        let names = (0..<400).flatMap { ["m\($0 + 1_000).example", "rn\($0 + 1_000).example"] }
        #expect(try warned(domains: "allow: [{file: x.txt}]", lists: ["x.txt": names.joined(separator: "\n")]).count == 100)
    }

    @Test("the quick look at ASCII agrees with Unicode's tables", arguments: (0..<10).map { UInt64($0) })
    func tables(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        func name(_ letters: [Character]) -> String {
            String((0..<4).map { _ in letters[Int.random(in: letters.indices, using: &random)] }) + ".example"
        }
        func mark(_ text: String) -> UInt64 { Appearance(Array(text.utf8).span).hash }
        for _ in 0..<300 {
            let domain = try MailDomain(name(letters))
            #expect(mark(domain.ascii) == mark(domain.appearance), "\(domain)")
        }
        // Of two that look alike, one is marked.
        for _ in 0..<3_000 {
            let (left, right) = (try MailDomain(name(Array("rnm01lo"))), try MailDomain(name(Array("rnm01lo"))))
            guard left != right, left.appearance == right.appearance else { continue }
            let readings = [left, right].map { Appearance(Array($0.ascii.utf8).span).reading }
            #expect(readings.contains(.confusable), "\(left) \(right)")
        }
    }

    @Test(
        "the two names of one appearance, and how a name reads",
        arguments: [
            ("xn--bcher-kva.example", "b\u{FC}cher.example"), ("fabrikam.com", "fabrikam.com"),
        ])
    func unicode(ascii: String, unicode: String) throws {
        #expect(try MailDomain(ascii).unicode == unicode)
        #expect(try MailDomain(unicode).ascii == ascii)
    }
}
