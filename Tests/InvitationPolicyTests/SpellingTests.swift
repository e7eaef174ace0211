import InvitationPolicy
import Invitations
import SeededRandom
import Testing

/// A domain has one meaning, however it is written: in the policy's text, in a list file and in an invitation.
@Suite("Spellings")
struct SpellingTests {
    /// Spellings of one name each.
    static let names: [[String]] = [
        [
            "fabrikam.example", "FABRIKAM.Example", "fabrikam\u{3002}example", "fabrikam\u{FF0E}example", "fabrikam\u{FF61}example",
            "ｆａｂｒｉｋａｍ.example", "fabri\u{AD}kam.example",
        ],
        [
            "bücher.example", "BÜCHER.example", "bu\u{308}cher.example", "xn--bcher-kva.example", "XN--BCHER-KVA.EXAMPLE",
            "bücher\u{3002}example",
        ],
        ["faß.example", "FAẞ.example", "xn--fa-hia.example"],
        ["日本語.example", "xn--wgv71a119e.example", "日本語。example"],
        ["mail.straße.example", "Mail.STRAẞE.Example", "mail.xn--strae-oqa.example", "mail\u{FF0E}straße\u{FF61}example"],
    ]

    @Test("the spellings of one name are decided alike, whichever the policy uses", arguments: names)
    func alike(spellings: [String]) throws {
        var digests: Set<String> = []
        for entry in spellings where !entry.unicodeScalars.contains("\u{AD}") {
            let quoted = "\"\(entry)\""
            let inline = try policy(domains: "allow: [\(quoted)], deny: [\"*.\(entry)\"]")
            let listed = try policy(
                domains: "allow: [{file: x.txt}], deny: [\"*.\(entry)\"]", lists: ["x.txt": entry])
            let ruled = try policy(rules: "{id: r, effect: allow, domains: [\(quoted)], exclusive: true}")
            digests.formUnion([inline.digest, listed.digest])
            for spelling in spellings {
                let asked = request("g@\(spelling)")
                for policy in [inline, listed, ruled] {
                    #expect(policy.judge(asked) == policy.judge(request("g@\(spellings[0])")))
                    #expect(policy.judge(asked).isApproved)
                }
                #expect(inline.judge(request("g@sub.\(spelling)")).verdict == .denied(.domainDenied))
            }
        }
        #expect(digests.count == 1)
    }

    @Test(
        "names that only look alike are decided for themselves",
        arguments: [
            ("fass.example", "faß.example"), ("fabrikam.example", "fabrikаm.example"), ("bucher.example", "bücher.example"),
        ])
    func different(listed: String, other: String) throws {
        let policy = try policy(domains: "allow: [\"\(listed)\"]")
        #expect(policy.judge(request("g@\(listed)")).isApproved)
        #expect(policy.judge(request("g@\(other)")).verdict == .denied(.noRuleAllows))
    }

    @Test(
        "what trails a name is refused in an address, an entry and a list file, never cut off",
        arguments: [
            ".", "\u{3002}", "\u{FF0E}", "/", ":25", "\u{0}", "\\", "@", "%2e",
        ])
    func trailing(end: String) throws {
        #expect(throws: AddressFault.self) { try EmailAddress("g@fabrikam.example\(end)") }
        #expect(throws: DomainFault.self) { try MailDomain("fabrikam.example\(end)") }
        #expect(throws: PolicyFaults.self) {
            try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": "fabrikam.example\(end)\n"])
        }
        #expect(throws: PolicyFaults.self) { try policy(domains: "allow: ['fabrikam.example\(end)']") }
        #expect(throws: Never.self) { try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": "fabrikam.example\n"]) }
    }

    @Test("to normalise what is normalised changes nothing", arguments: (0..<20).map { UInt64($0) })
    func idempotent(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters = Array("abzAZ019-..xnüßςéö日本אا٠\u{308}\u{200D}\u{AD}\u{3002}\u{FF0E}ａＢ")
        var accepted = 0
        for _ in 0..<1_000 {
            let text = String((0..<Int.random(in: 1...9, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
            guard let domain = try? MailDomain(text + ".example") else { continue }
            accepted += 1
            #expect(try MailDomain(domain.ascii) == domain)
            #expect(try MailDomain(domain.ascii.uppercased()) == domain)
            let address = try EmailAddress("G.uest@\(text).example")
            #expect(try EmailAddress(address.description) == address)
            #expect(try EmailAddress(address.description.uppercased()).comparisonKey == address.comparisonKey)
            // The list file's reading and the policy's come to the same entry.
            guard !text.contains("#"), domain.labelCount > 1 else { continue }
            #expect(
                try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": text + ".example"]).digest
                    == policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": domain.ascii]).digest, "\(text)")
            if accepted == 40 { break }
        }
        #expect(accepted > 20)
    }
}
