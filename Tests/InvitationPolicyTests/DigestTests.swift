import InvitationPolicy
import Invitations
import Testing

@Suite("The digest")
struct DigestTests {
    private let base = policyText(
        domains:
            "deny: [{domain: a.example, subdomains: true}, b.example], allow: [c.example, {domain: d.example, expires: 2027-01-01, owner: x}]",
        rules:
            "{id: r, effect: allow, inviters: {groups: [\(Known.finance), \(Known.staff)]}, domains: [e.example]}, {id: s, effect: deny, addresses: [x@f.example]}"
    )

    @Test("is 64 lower-case hexadecimal digits, and the same at every load")
    func form() throws {
        let digest = try load(base).policy.digest
        #expect(digest.count == 64)
        #expect(digest.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(try load(base).policy.digest == digest)
    }

    @Test(
        "does not change with order, comments, layout or spelling",
        arguments: [
            (
                "c.example, {domain: d.example, expires: 2027-01-01, owner: x}",
                "{owner: 'x', expires: 2027-01-01, domain: D.example}, \"c.example\""
            ),
            ("{domain: a.example, subdomains: true}, b.example", "b.example, \"*.a.example\", a.example"),
            ("version: 1\n", "# a comment\nversion:   1   # and another\n\n"),
            (Known.finance, Known.finance.uppercased()),
            ("\(Known.finance), \(Known.staff)", "\(Known.staff), \(Known.finance)"),
            ("c.example,", "c.example, c.example,"),
            ("name: test\nowner: partner-desk@contoso.com\n", "owner: partner-desk@contoso.com\nname: test\n"),
            ("x@f.example", "X@F.example"),
            ("b.example]", "{domain: b.example, subdomains: false}]"),
        ])
    func unchanged(old: String, new: String) throws {
        try #require(base.contains(old))
        #expect(try load(base.replacing(old, with: new)).policy.digest == load(base).policy.digest)
    }

    @Test(
        "changes with everything that has a meaning",
        arguments: [
            ("b.example", "bb.example"), ("subdomains: true", "subdomains: false"), ("2027-01-01", "2027-01-02"),
            ("owner: x", "owner: y"), ("name: test", "name: tes"), ("effect: deny", "effect: allow"),
            ("id: s", "id: t"),
            (Known.staff, Known.ana), ("x@f.example", "y@f.example"), ("whoMayInvite: everyone", "whoMayInvite: none"),
            ("redirectHosts: [myapps.microsoft.com]", "redirectHosts: [\"*.myapps.microsoft.com\"]"),
            ("channel: bot", "channel: chat"), ("partner-desk@contoso.com", "other@contoso.com"),
            ("domains: [e.example]", "domains: [e.example], exclusive: true"),
            ("name: test", "name: test\nmode: reportOnly"),
            ("effect: allow", "effect: allow, mode: reportOnly"),
            ("effect: allow", "effect: allow, permit: [memberType]"),
            ("groups: [\(Known.finance), \(Known.staff)]", "users: [\(Known.finance), \(Known.staff)]"),
            ("internalDomains: [contoso.com, ", "internalDomains: ["),
            ("defaults:", "adminRoles: [guestInviter]\n  defaults:"),
            ("defaults:", "defaults:\n    allowUndeliveredMessage: true"),
            ("defaults:", "defaults:\n    sendInvitationMessage: false"),
            ("defaults:", "defaults:\n    inviteRedirectUrl: https://myapps.microsoft.com"),
            ("name: test", "name: test\ntenant: {selfServiceSignUp: disabled}"),
        ])
    func changed(old: String, new: String) throws {
        try #require(base.contains(old))
        #expect(try load(base.replacing(old, with: new, maxReplacements: 1)).policy.digest != load(base).policy.digest)
    }

    @Test("a list in a file means what it means inline, in any order")
    func files() throws {
        let inline = try policy(domains: "allow: [a.example, \"*.b.example\"]").digest
        #expect(
            try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": "*.B.example # b\r\n\r\na.example"]).digest
                == inline)
        #expect(try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": "a.example"]).digest != inline)
    }

    @Test("names that start alike are told apart, in any order")
    func alike() throws {
        let names = (0..<500).map { "commonprefix\($0).example" }
        func digest(_ names: [String]) throws -> String {
            try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": names.joined(separator: "\n")]).digest
        }
        #expect(try digest(names) == digest(names.reversed()))
        #expect(try digest(names) != digest(Array(names.dropLast())))
    }

    @Test("of two entries for one name that differ in who keeps them or in what they cover, the order of the file keeps neither")
    func sameName() throws {
        let entries = [
            "{domain: a.example, owner: x}", "{domain: a.example, owner: y}", "{domain: a.example, subdomains: true, owner: z}",
            "{domain: a.example, ticket: \"1\"}", "a.example",
        ]
        let first = try policy(domains: "allow: [\(entries.joined(separator: ", "))]").digest
        #expect(try policy(domains: "allow: [\(entries.reversed().joined(separator: ", "))]").digest == first)
        #expect(try policy(domains: "allow: [\((entries[2...] + entries[..<2]).joined(separator: ", "))]").digest == first)
        #expect(try policy(domains: "allow: [\(entries[0])]").digest != policy(domains: "allow: [\(entries[1])]").digest)
    }

    @Test("a name and its subdomains in one list file are one grant, whichever line stands first")
    func linesOfOneName() throws {
        let lines = ["x.example", "*.x.example"]
        var asked = request("g@y.x.example")
        asked.messageInfo = .init(ccRecipient: .init(address: address("c@x.example")))
        for lines in [lines, lines.reversed()] {
            let policy = try policy(
                domains: "allow: [{file: x.txt, subdomains: true}]", lists: ["x.txt": lines.joined(separator: "\n")])
            #expect(policy.judge(asked).verdict == .approved)
        }
    }
}
