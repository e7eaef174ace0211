import Invitations
import Testing

@Suite struct EmailAddressTests {
    @Test(
        "An address is taken as its local part as typed and its domain in A-labels",
        arguments: [
            ("ana@fabrikam.com", "ana@fabrikam.com"),
            ("Ana.B-C_d@FABRIKAM.com", "Ana.B-C_d@fabrikam.com"),
            ("a@b.co", "a@b.co"),
            ("_a_@fabrikam.com", "_a_@fabrikam.com"),
            ("0123@fabrikam.com", "0123@fabrikam.com"),
            ("a.b.c@fabrikam.com", "a.b.c@fabrikam.com"),
            ("a--b@fabrikam.com", "a--b@fabrikam.com"),
            ("a`b@fabrikam.com", "a`b@fabrikam.com"),
            ("ana@bücher.example", "ana@xn--bcher-kva.example"),
            ("ana@fabrikam。com", "ana@fabrikam.com"),
            ("ana@ｆabrikam.com", "ana@fabrikam.com"),
        ])
    func accepted(_ text: String, _ forwarded: String) throws {
        let address = try EmailAddress(text)
        #expect(address.description == forwarded)
        #expect(try EmailAddress(address.description) == address)
    }

    @Test("Each printable ASCII character is allowed in the local part or refused, as Graph lists them")
    func eachCharacter() throws {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_`")
        for code in UInt8(0x21)...0x7E {
            let character = Character(Unicode.Scalar(code))
            let text = "a\(character)b@fabrikam.com"
            if allowed.contains(character) {
                #expect(try EmailAddress(text).localPart == "a\(character)b")
            } else if character == "@" {
                #expect(throws: AddressFault.severalAtSigns) { try EmailAddress(text) }
            } else {
                #expect(throws: AddressFault.forbiddenCharacter(character)) { try EmailAddress(text) }
            }
        }
    }

    @Test("Each control character, and the space, is refused anywhere in the local part")
    func controls() {
        for code in Array(UInt8(0)...0x20) + [0x7F] {
            let character = Character(Unicode.Scalar(code))
            for text in ["\(character)a@fabrikam.com", "a\(character)b@fabrikam.com", "a\(character)@fabrikam.com"] {
                #expect(throws: AddressFault.whitespaceOrControl) { try EmailAddress(text) }
            }
        }
        #expect(throws: AddressFault.whitespaceOrControl) { try EmailAddress("a\r\nb@fabrikam.com") }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let text: String
        let fault: AddressFault
        var testDescription: String { text.prefix(60).debugDescription }

        init(_ text: String, _ fault: AddressFault) {
            self.text = text
            self.fault = fault
        }
    }

    @Test(
        "What is no single plain address is refused",
        arguments: [
            Refusal("", .noAtSign),
            Refusal("fabrikam.com", .noAtSign),
            Refusal("ana＠fabrikam.com", .noAtSign),
            Refusal("ana﹫fabrikam.com", .noAtSign),
            Refusal("ana%40fabrikam.com", .noAtSign),
            Refusal("@fabrikam.com", .emptyLocalPart),
            Refusal("ana@", .domain(.empty)),
            Refusal("@", .emptyLocalPart),
            Refusal("ana@@fabrikam.com", .severalAtSigns),
            Refusal("ana@fabrikam.com@evil.example", .severalAtSigns),
            Refusal("@evil.example@fabrikam.com", .severalAtSigns),
            Refusal("ana@fabrikam.com,@evil.example", .severalAtSigns),
            Refusal("\"ana@evil.example\"@fabrikam.com", .severalAtSigns),
            Refusal("ana@\u{301}evil.example@fabrikam.com", .severalAtSigns),
            Refusal("\"ana\"@fabrikam.com", .forbiddenCharacter("\"")),
            Refusal("(comment)ana@fabrikam.com", .forbiddenCharacter("(")),
            Refusal("ana(comment)@fabrikam.com", .forbiddenCharacter("(")),
            Refusal("Ana <ana@fabrikam.com>", .whitespaceOrControl),
            Refusal("<ana@fabrikam.com>", .forbiddenCharacter("<")),
            Refusal("mailto:ana@fabrikam.com", .forbiddenCharacter(":")),
            Refusal("a;b@fabrikam.com", .forbiddenCharacter(";")),
            Refusal("o'brien@fabrikam.com", .forbiddenCharacter("'")),
            Refusal("ana+tag@fabrikam.com", .forbiddenCharacter("+")),
            Refusal("ana%evil.example@fabrikam.com", .forbiddenCharacter("%")),
            Refusal("evil.example!ana@fabrikam.com", .forbiddenCharacter("!")),
            Refusal(".ana@fabrikam.com", .misplacedDotOrHyphen),
            Refusal("ana.@fabrikam.com", .misplacedDotOrHyphen),
            Refusal("-ana@fabrikam.com", .misplacedDotOrHyphen),
            Refusal("ana-@fabrikam.com", .misplacedDotOrHyphen),
            Refusal("a..b@fabrikam.com", .misplacedDotOrHyphen),
            Refusal(".@fabrikam.com", .misplacedDotOrHyphen),
            Refusal("aña@fabrikam.com", .nonASCIILocalPart),
            Refusal("ana\u{301}@fabrikam.com", .nonASCIILocalPart),
            Refusal("ａna@fabrikam.com", .nonASCIILocalPart),
            Refusal("an\u{430}@fabrikam.com", .nonASCIILocalPart),
            Refusal("an\u{200B}a@fabrikam.com", .nonASCIILocalPart),
            Refusal("\u{202E}ana@fabrikam.com", .nonASCIILocalPart),
            Refusal("\u{FEFF}ana@fabrikam.com", .nonASCIILocalPart),
            Refusal("\u{A0}ana@fabrikam.com", .nonASCIILocalPart),
            Refusal("ana＠evil.example@fabrikam.com", .nonASCIILocalPart),
            Refusal("ana@localhost", .singleLabelDomain),
            Refusal("ana@fabrikam.com.", .domain(.emptyLabel)),
            Refusal("ana@.fabrikam.com", .domain(.emptyLabel)),
            Refusal("ana@fabrikam..com", .domain(.emptyLabel)),
            Refusal("ana@127.0.0.1", .domain(.ipLiteral)),
            Refusal("ana@2130706433", .domain(.ipLiteral)),
            Refusal("ana@-fabrikam.com", .domain(.hyphenAtEdge)),
        ])
    func refused(_ item: Refusal) {
        #expect(throws: item.fault) { try EmailAddress(item.text) }
    }

    @Test(
        "What IDNA refuses behind the @ is refused",
        arguments: [
            "ana@fabrikam.com＠evil.example", "ana@fabrikam.com﹫evil.example", "ana@\u{301}fabrikam.com",
            "ana@\u{338}fabrikam.com", "ana@\u{FE0F}\u{301}fabrikam.com", "ana@[127.0.0.1]", "ana@[IPv6:::1]",
            "ana@fabrikam.com(comment)", "ana@fabrikam.com>", "ana@fabri kam.com", "ana@fabrikam.com\n",
            "ana@fabrikam.com\r\nBcc: x", "ana@fabrikam.com,b", "ana@fabri_kam.com", "ana@fabrikam.com\0.evil.example",
            "ana@xn--fabrikam-.com\u{301}", "ana@fabrikam.com/x", "ana@fabrikam.com:25",
        ])
    func refusedDomain(_ text: String) {
        let fault = #expect(throws: AddressFault.self) { try EmailAddress(text) }
        guard case .domain(.notIDNA)? = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
    }

    @Test("The local part has 64 bytes at most, the address 254")
    func lengths() throws {
        let local = String(repeating: "a", count: 64)
        #expect(try EmailAddress("\(local)@fabrikam.com").localPart == local)
        #expect(throws: AddressFault.localPartTooLong) { try EmailAddress("\(local)a@fabrikam.com") }
        let label = String(repeating: "b", count: 63)
        let domain = "\(label).\(label).\(String(repeating: "c", count: 57)).com"
        #expect(try EmailAddress("\(local)@\(domain)").description.utf8.count == 254)
        #expect(throws: AddressFault.tooLong) {
            try EmailAddress("\(local)@\(label).\(label).\(String(repeating: "c", count: 58)).com")
        }
        #expect(throws: AddressFault.domain(.tooLong)) {
            try EmailAddress("a@" + String(repeating: "b.", count: 100_000) + "com")
        }
        #expect(throws: AddressFault.severalAtSigns) { try EmailAddress(String(repeating: "@", count: 100_000)) }
    }

    @Test("The length that counts is that of the A-labels")
    func lengthOfALabels() throws {
        let local = String(repeating: "a", count: 64)
        // 304 bytes as typed, 174 as forwarded.
        let shrinking = Array(repeating: String(repeating: "ü", count: 30), count: 5).joined(separator: ".") + ".com"
        #expect(try EmailAddress("\(local)@\(shrinking)").description.utf8.count <= 254)
        // 150 characters, more than 254 bytes as forwarded.
        let scalars = (0..<16).compactMap { Unicode.Scalar(0x4E00 + $0 * 0x2C5) }
        let label = String(String.UnicodeScalarView(scalars))
        let growing = Array(repeating: label, count: 5).joined(separator: ".") + ".com"
        #expect(growing.count < 150)
        #expect(throws: AddressFault.self) { try EmailAddress("\(local)@\(growing)") }
    }

    @Test("Addresses that differ in case are two values with one key for comparing")
    func comparisonKey() throws {
        let one = try EmailAddress("Ana@Fabrikam.com")
        let two = try EmailAddress("ana@FABRIKAM.COM")
        #expect(one != two)
        #expect(one.comparisonKey == "ana@fabrikam.com")
        #expect(one.comparisonKey == two.comparisonKey)
        #expect(try EmailAddress("b@fabrikam.com").comparisonKey != one.comparisonKey)
    }
}
