import Foundation
import StrictJSON
import Testing

/// Two policies in a folder of their own.
private struct Pair {
    let folder: SettingsFolder

    init(old: String, new: String) throws {
        folder = try SettingsFolder()
        for (name, text) in [("old.yaml", old), ("new.yaml", new)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        }
    }

    func path(_ name: String) -> String { URL(fileURLWithPath: folder.store).deletingLastPathComponent().path + "/\(name)" }

    func diff(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["policy", "diff", path("old.yaml"), path("new.yaml")] + arguments)
    }
}

private func policy(_ domains: String, owner: String = "desk@contoso.com") -> String {
    """
    version: 1
    name: test
    owner: \(owner)
    invitations:
      whoMayInvite: everyone
      callers: [{app: 6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11, name: portal, channel: portal}]
      domains: {\(domains)}
      defaults: {require: {redirectHosts: [myapps.microsoft.com]}}
    """
}

@Suite("policy diff")
struct PolicyDiffCommandTests {
    @Test("shows each change with its domains, both verdicts, the place of the rule and a witness")
    func text() async throws {
        let pair = try Pair(old: policy("allow: [a.example, b.example]"), new: policy("allow: [b.example, c.example]"))
        let result = try await pair.diff()
        #expect(result.exitCode == 0, "\(result.errors)")
        let text = result.output
        #expect(text.contains("Newly allowed (1):\n  to c.example\n"))
        #expect(text.contains("Newly denied (1):\n  to a.example\n"))
        #expect(text.contains("before:   denied: noRuleAllows\n"))
        #expect(text.contains("after:    approved by domains.allow[1] (\(pair.path("new.yaml")):7:"))
        #expect(text.contains("witness:  some.guest@c.example by "))
    }

    @Test("with --exit-code, 1 means a difference and 0 none: comments, order and layout are none")
    func exitCode() async throws {
        let same = try Pair(
            old: policy("allow: [a.example, b.example]"), new: "# a comment\n" + policy("allow: [b.example, a.example]"))
        let none = try await same.diff("--exit-code")
        #expect(none.exitCode == 0 && none.output == "No difference.\n", "\(none.output)\(none.errors)")
        let other = try Pair(old: policy("allow: [a.example]"), new: policy("allow: [b.example]"))
        #expect(try await other.diff("--exit-code").exitCode == 1)
        let owner = try Pair(old: policy("allow: [a.example]"), new: policy("allow: [a.example]", owner: "x@contoso.com"))
        let beside = try await owner.diff("--exit-code")
        #expect(beside.exitCode == 0 && beside.output.contains("owner: desk@contoso.com -> x@contoso.com"), "\(beside.output)")
    }

    @Test("as JSON, gives the same to programs")
    func json() async throws {
        let pair = try Pair(
            old: policy("allow: [{domain: a.example, expires: 2027-01-31}]"),
            new: policy("allow: [{domain: a.example, expires: 2027-03-31}]"))
        let result = try await pair.diff("--format", "json", "--at", "2026-11-24")
        let json = try JSON(parsing: Array(result.output.utf8.dropLast()))
        let change = try #require(json["changes"]?.array?.first)
        #expect(change["direction"]?.string == "newlyAllowed")
        #expect(change["since"]?.string == "2027-02-01T00:00:00.000Z")
        #expect(change["witness"]?["invitation"]?["invitedUserEmailAddress"]?.string == "some.guest@a.example")
        #expect(change["before"]?["reason"]?.string == "noRuleAllows")
        #expect(json["limits"]?.array == [])
    }

    @Test("kinds of inviters that are not shown are counted, in text and in JSON")
    func omitted() async throws {
        let user = "0a1b2c3d-0000-4000-8000-000000000001"
        let apart = (0..<7).map { "    - {id: d\($0), effect: deny, domains: [a.example], inviters: {appRoles: [Role.\($0)], users: [\(user)]}}\n" }
        let roles = (0..<7).map { "Role.\($0)" }.joined(separator: ", ")
        let old = policy("unlisted: deny") + "\n  rules:\n" + apart.joined()
        let pair = try Pair(old: old, new: old + "    - {id: r, effect: allow, domains: [a.example], inviters: {appRoles: [\(roles)]}}\n")
        let json = try JSON(parsing: Array(try await pair.diff("--format", "json").output.utf8.dropLast()))
        let change = try #require(json["changes"]?.array?.first)
        let omitted = try #require(change["invitersOmitted"]?.integer)
        #expect(change["inviters"]?.array?.count == 5 && omitted >= 2 && change["requestsOmitted"]?.integer != nil)
        #expect(try await pair.diff().output.contains("app role Role.4; and \(omitted) more kinds of inviters\n"))
    }

    @Test("policies of other digests are never without difference, and what cannot change an answer is 0")
    func keys() async throws {
        let rule = "\n  rules: [{id: r, effect: allow, inviters: {userKind: member}}]\n"
        let renamed = try Pair(old: policy("unlisted: deny") + rule, new: policy("unlisted: deny") + rule.replacing("id: r,", with: "id: s,"))
        let result = try await renamed.diff("--exit-code")
        #expect(result.exitCode == 0 && !result.output.contains("No difference."), "\(result.output)\(result.errors)")
        #expect(result.output.contains("Changed keys (1), whether or not an invitation shows it:\n  rule s: id: r -> s\n"))
        let page = policy("unlisted: deny").replacing("defaults: {", with: "defaults: {inviteRedirectUrl: \"https://myapps.microsoft.com\", ")
        let gone = try Pair(old: page, new: policy("unlisted: deny"))
        let refused = try await gone.diff("--exit-code")
        #expect(refused.exitCode == 1 && refused.output.contains("an invitation that names no page is refused with 400"))
    }

    @Test("what a policy says cannot move the terminal")
    func hostile() async throws {
        let pair = try Pair(
            old: policy("allow: [a.example]", owner: #""a\u001b[2Jb""#), new: policy("allow: [a.example]", owner: #""c\u202ed""#))
        let result = try await pair.diff()
        #expect(!result.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }

    @Test("a broken policy is 3, with the faults of both files; a wrong time is 2")
    func faults() async throws {
        let pair = try Pair(old: "version: 1\nnme: x\n", new: "version: 2\n")
        let result = try await pair.diff()
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("old.yaml") && result.errors.contains("new.yaml"))
        let good = try Pair(old: policy("allow: [a.example]"), new: policy("allow: [a.example]"))
        #expect(try await good.diff("--at", "soon").exitCode == 2)
    }
}
