import Invitations
import SeededRandom
import Testing

@Suite struct MailDomainTests {
    @Test(
        "Every spelling that DNS holds to be one name gives one value",
        arguments: [
            ("fabrikam.com", "fabrikam.com"),
            ("FABRIKAM.Com", "fabrikam.com"),
            ("a-b.c--d.example", "a-b.c--d.example"),
            ("1.2.3.example", "1.2.3.example"),
            ("localhost", "localhost"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.Example", "xn--bcher-kva.example"),
            ("Xn--bCher-kva.example", "xn--bcher-kva.example"),
            // Non-transitional: the deviation characters stay themselves (UTS #46, section 7).
            ("faß.de", "xn--fa-hia.de"),
            ("βόλος.com", "xn--nxasmm1c.com"),
            ("βόλοσ.com", "xn--nxasmq6b.com"),
            ("fass.de", "fass.de"),
            // Dots that UTS #46 maps to a full stop.
            ("fabrikam。com", "fabrikam.com"),
            ("fabrikam．com", "fabrikam.com"),
            ("fabrikam｡com", "fabrikam.com"),
            // Compatibility forms.
            ("ｆａｂｒｉｋａｍ.com", "fabrikam.com"),
            ("ⓕabrikam.com", "fabrikam.com"),
            ("\u{212A}elvin.example", "kelvin.example"),
            ("ﬁne.example", "fine.example"),
            // Characters that UTS #46 ignores.
            ("fabri\u{AD}kam.com", "fabrikam.com"),
            ("fabri\u{200B}kam.com", "fabrikam.com"),
            ("fabri\u{2060}kam.com", "fabrikam.com"),
            ("fabri\u{FE0F}kam.com", "fabrikam.com"),
            // Joiners where the script uses them.
            ("نامه\u{200C}ای.com", "xn--mgba3gch31f060k.com"),
            ("ශ්\u{200D}රී.com", "xn--10cl1a0b660p.com"),
            // Refused under STD3 up to Unicode 15.0, valid since (UTS #46 revision 31); never an equals sign.
            ("a≠b.example", "xn--ab-miv.example"),
            ("a=\u{338}b.example", "xn--ab-miv.example"),
            // Right to left.
            ("אבג.example", "xn--4dbcd.example"),
            ("日本語。ＪＰ", "xn--wgv71a119e.jp"),
        ])
    func normalised(_ text: String, _ ascii: String) throws {
        let domain = try MailDomain(text)
        #expect(domain.ascii == ascii)
        #expect(domain.description == ascii)
        #expect(try MailDomain(domain.ascii) == domain)
        #expect(try MailDomain(domain.ascii.uppercased()) == domain)
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let text: String
        let fault: DomainFault?
        var testDescription: String { text.prefix(40).debugDescription }

        /// - Parameter fault: nil for any that IDNA gives.
        init(_ text: String, _ fault: DomainFault? = nil) {
            self.text = text
            self.fault = fault
        }
    }

    @Test(
        "What is no name that mail can be sent to is refused",
        arguments: [
            Refusal("", .empty),
            Refusal(".", .emptyLabel),
            Refusal("..", .emptyLabel),
            Refusal(".com", .emptyLabel),
            Refusal("fabrikam.com.", .emptyLabel),
            Refusal("fabrikam..com", .emptyLabel),
            Refusal("fabrikam。。com", .emptyLabel),
            Refusal("bücher.example.", .emptyLabel),
            Refusal("bücher.example。", .emptyLabel),
            Refusal("\u{AD}.com", .emptyLabel),
            Refusal("a.\u{200B}", .emptyLabel),
            Refusal("-a.com", .hyphenAtEdge),
            Refusal("a-.com", .hyphenAtEdge),
            Refusal("a.-", .hyphenAtEdge),
            Refusal("-ü.com", .hyphenAtEdge),
            Refusal("ü-.com", .hyphenAtEdge),
            Refusal("a_b.example", .notIDNA("a character that domain names may not hold: `_`")),
            Refusal("two words.example", .notIDNA("a character that domain names may not hold: a space")),
            Refusal("a\u{7}.example", .notIDNA("a character that domain names may not hold: U+0007")),
            Refusal("a\u{E000}.example", .notIDNA("a character that domain names may not hold")),
            Refusal("ab--cd.com", .notIDNA("hyphens in third and fourth place of a label")),
            Refusal("r3---sn.example", .notIDNA("hyphens in third and fourth place of a label")),
            Refusal("127.0.0.1", .ipLiteral),
            Refusal("127.1", .ipLiteral),
            Refusal("2130706433", .ipLiteral),
            Refusal("0x7f000001", .ipLiteral),
            Refusal("0X7F.1", .ipLiteral),
            Refusal("0x", .ipLiteral),
            Refusal("a.0x", .ipLiteral),
            Refusal("0177.0.0.01", .ipLiteral),
            Refusal("example.123", .ipLiteral),
            Refusal("１２７.０.０.１", .ipLiteral),
            Refusal("①②⑦。0。0。1", .ipLiteral),
            Refusal("[127.0.0.1]"),
            Refusal("[IPv6:::1]"),
            Refusal("::1"),
            Refusal("a:25"),
        ])
    func refused(_ item: Refusal) {
        let fault = #expect(throws: DomainFault.self) { try MailDomain(item.text) }
        if let expected = item.fault { #expect(fault == expected) } else { #expect(fault.map(isIDNA) == true) }
    }

    @Test(
        "IDNA refuses what STD3, its tables, or its context rules do not allow",
        arguments: [
            "a_b.example", "_dmarc.example", "a b.example", " a.example", "a.example ", "a\t.example", "a\n.example",
            "a.example\0", "a\0.example", "a/b.example", "a\\b.example", "a%2eb.example", "a@b.example", "a＠b.example",
            "a﹫b.example", "a?b.example", "a#b.example", "a,b.example", "a;b.example", "a'b.example", "a*b.example",
            "*.example", "a\u{FF0F}b.example", "a℀b.example", "⒈com.example",
            "a=b.example", "a\u{FF3F}b.example",
            // Joiners without their script (ContextJ).
            "a\u{200D}b.example", "a\u{200C}b.example", "\u{200D}.example",
            // A label of two writing directions (RFC 5893).
            "אa.example", "aא.example", "א1a.example", "0א.example", "אב1٢.example",
            // Marks at the start.
            "\u{301}a.example", "\u{301}.example", "a.\u{301}b.example",
            // Bidi controls, private use, noncharacters, unassigned.
            "a\u{202E}b.example", "a\u{2066}b.example", "a\u{E000}.example", "a\u{FFFF}.example", "a\u{FFFD}.example",
            "a\u{E0001}.example", "a\u{378}.example",
        ])
    func refusedByIDNA(_ text: String) {
        let fault = #expect(throws: DomainFault.self) { try MailDomain(text) }
        #expect(fault.map(isIDNA) == true, "\(String(describing: fault))")
    }

    @Test(
        "A label that only claims to be an A-label is refused",
        arguments: [
            "xn--.com",  // nothing encoded
            "xn---.com",
            "xn--fabrikam-.com",  // Punycode of plain ASCII
            "xn--FABRIKAM-.com",
            "xn--a.com",  // decodes to U+0080, a control
            "xn--bcher-kv.com",  // cut short
            "xn--0.com",
            "xn--99999999.com",  // overflow
            "xn--bücher.com",  // Punycode in which something is not ASCII
            "xn--fa-hia-.com",
            "xn--bcher-KVA!.com",
            "xn--xn---epa.com",  // decodes to a label that starts with xn--
            "xn--tda.example.xn--",
            "xn--ls8h\u{200D}.la",
        ])
    func fakeALabels(_ text: String) {
        #expect(throws: DomainFault.self) { try MailDomain(text) }
    }

    @Test("A label has 63 bytes at most, a name 253")
    func lengths() throws {
        let label = String(repeating: "a", count: 63)
        #expect(try MailDomain("\(label).com").ascii.utf8.count == 67)
        #expect(throws: DomainFault.labelTooLong) { try MailDomain("\(label)a.com") }
        let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        #expect(longest.utf8.count == 253)
        #expect(try MailDomain(longest).ascii == longest)
        #expect(throws: DomainFault.tooLong) { try MailDomain("\(longest)b") }
        #expect(throws: DomainFault.tooLong) { try MailDomain(String(repeating: "a.", count: 5_000) + "com") }
        #expect(throws: DomainFault.tooLong) { try MailDomain(String(repeating: "ü", count: 5_000)) }
    }

    @Test("Lengths count in A-labels, not as typed")
    func lengthsOfALabels() throws {
        let short = try MailDomain(String(repeating: "ü", count: 40) + ".com").ascii
        #expect(short.hasPrefix("xn--"))
        #expect(throws: DomainFault.labelTooLong) { try MailDomain(String(repeating: "ü", count: 64) + ".com") }
        let label = String(repeating: "ü", count: 20)
        #expect(throws: DomainFault.tooLong) {
            try MailDomain(Array(repeating: label, count: 12).joined(separator: ".") + ".com")
        }
        // Wide to type, short in A-labels.
        let wide = try MailDomain(String(repeating: "\u{1D41A}", count: 60) + ".com")
        #expect(wide.ascii == String(repeating: "a", count: 60) + ".com")
    }

    @Test("A subdomain is one at any depth, never the domain itself or a name that only ends alike")
    func subdomains() throws {
        let parent = try MailDomain("contoso.com")
        for inside in [
            "a.contoso.com", "a.b.contoso.com", "A.CONTOSO.COM", "xn--bcher-kva.contoso.com", "a。contoso．com",
        ] {
            #expect(try MailDomain(inside).isSubdomain(of: parent), "\(inside)")
        }
        for outside in [
            "contoso.com", "notcontoso.com", "contoso.com.evil.example", "com", "a-contoso.com", "contoso.co",
            "acontoso.com",
        ] {
            #expect(try !MailDomain(outside).isSubdomain(of: parent), "\(outside)")
        }
        #expect(try !parent.isSubdomain(of: MailDomain("a.contoso.com")))
        #expect(try MailDomain("contoso.com").isSubdomain(of: MailDomain("com")))
    }

    @Test("Labels are counted")
    func labelCount() throws {
        #expect(try MailDomain("localhost").labelCount == 1)
        #expect(try MailDomain("a.b.example").labelCount == 3)
    }

    @Test("Names sort by their A-labels")
    func order() throws {
        let names = try ["b.example", "a.example", "ü.example"].map { try MailDomain($0) }
        #expect(names.sorted().map(\.ascii) == ["a.example", "b.example", "xn--tda.example"])
    }

    /// Whatever mixture of hostile characters is taken, the result is a host name and stays itself.
    @Test("Any name that is taken is made of letters, digits, hyphens and dots, and normalises to itself")
    func idempotence() throws {
        let pieces = [
            "a", "Z", "0", "-", ".", "xn--", "kva", "ü", "ß", "\u{301}", "。", "א", "ا", "\u{200D}", "\u{200C}", "_",
            "＠",
            "\u{AD}", "日", "K", "\u{212A}", "ﬁ", "①", "%", "\u{1D41A}", "9",
        ]
        var generator = SeededGenerator(seed: 3)
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...8, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "a" }.joined()
            guard let domain = try? MailDomain(text) else { continue }
            accepted += 1
            let isHostName = domain.ascii.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E
            }
            let again = try? MailDomain(domain.ascii)
            if !isHostName || again != domain { Issue.record("\(text.debugDescription) → \(domain.ascii)") }
        }
        #expect(accepted > 500)
    }

    private func isIDNA(_ fault: DomainFault) -> Bool { if case .notIDNA = fault { true } else { false } }
}
