import Foundation
import FoundationXML
import GatekeeperTesting
import GraphFormat
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

/// A folder with a policy and cases beside it.
private struct CasesFolder {
    static let good = """
        version: 1
        at: 2026-11-24T09:00:00Z
        through: invite-portal
        by: {}
        cases:
          - {name: a partner passes, invite: ada@fabrikam.com, expect: approved}
          - {name: a competitor does not, invite: x@competitor.example, expect: {denied: domainDenied}}
        """
    static let failing = good.replacing("expect: approved", with: "expect: {denied: ruleDenies}")

    let folder: SettingsFolder

    init(_ cases: String? = good) throws {
        folder = try SettingsFolder()
        if let cases { try folder.write("policy.cases.yaml", cases) }
    }

    var policy: String { folder.path + "/policy.yaml" }

    func test(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["policy", "test"] + arguments)
    }
}

@Suite("policy test")
struct PolicyTestCommandTests {
    @Test("cases that come out as expected are 0, a tree without colour and with what they cover")
    func good() async throws {
        let cases = try CasesFolder()
        let result = try await cases.test(cases.policy)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(
            result.lines == [
                "contoso (\(cases.policy))", "  ✓ a partner passes", "  ✓ a competitor does not",
                "  coverage: 2 of 2 rules and entries (100 %)", "2 passed, 0 failed",
            ])
    }

    @Test("a case that fails is 1, with what was expected, what came, its place and the way there")
    func failing() async throws {
        let cases = try CasesFolder(CasesFolder.failing)
        let result = try await cases.test(cases.policy)
        #expect(result.exitCode == 1 && result.errors.isEmpty, "\(result.errors)")
        #expect(result.lines.contains("  ✗ a partner passes  \(cases.folder.path)/policy.cases.yaml:6:5"))
        #expect(result.lines.contains("      verdict: expected denied: ruleDenies, got approved"))
        #expect(result.lines.contains { $0.contains("holds: domains.allow[0] at \(cases.policy):") })
        #expect(result.lines.last == "1 passed, 1 failed")
    }

    @Test("a folder, a policy, its cases file and all of them at once are the same; policies without cases are named")
    func arguments() async throws {
        let cases = try CasesFolder()
        try cases.folder.write("gatekeeper.yaml", "x: 1")
        for arguments in [[cases.folder.path], [cases.policy], [cases.folder.path + "/policy.cases.yaml"]] {
            let result = try await Program.run(["policy", "test"] + arguments)
            #expect(result.exitCode == 0 && result.lines.last == "2 passed, 0 failed", "\(arguments) \(result.errors)")
            #expect(result.errors.contains("no cases: \(cases.folder.path)/gatekeeper.yaml") == (arguments[0] == cases.folder.path))
        }
        let all = try await cases.test(cases.folder.path, cases.policy, cases.folder.path + "/policy.cases.yaml")
        #expect(all.lines.last == "2 passed, 0 failed")
    }

    @Test("cases can name their policy, several files count together, and --cases takes one from elsewhere")
    func severalFiles() async throws {
        let cases = try CasesFolder()
        let more = CasesFolder.good.replacing("cases:", with: "policy: policy.yaml\ncases:").replacing("a partner", with: "the partner")
        try cases.folder.write("more.cases.yaml", more.replacing("a competitor", with: "the competitor"))
        #expect(try await cases.test(cases.folder.path).lines.last == "4 passed, 0 failed")
        let elsewhere = try await cases.test(cases.policy, "--cases", cases.folder.path + "/more.cases.yaml")
        #expect(elsewhere.lines.last == "2 passed, 0 failed" && elsewhere.output.contains("the partner"))
        try cases.folder.write("bad.cases.yaml", more.replacing("policy: policy.yaml", with: "policy: /etc/passwd"))
        let absolute = try await cases.test(cases.folder.path)
        #expect(absolute.exitCode == 3 && absolute.errors.contains("absolute path"))
    }

    @Test("less coverage than asked for is 1, and names what was not tried with its place; enough is 0")
    func coverage() async throws {
        let cases = try CasesFolder(
            CasesFolder.good.split(separator: "\n").dropLast().joined(separator: "\n"))
        let short = try await cases.test(cases.policy, "--coverage-threshold", "51")
        #expect(short.exitCode == 1)
        #expect(short.output.contains("coverage: 1 of 2 rules and entries (50 %), less than the 51 % asked for"))
        #expect(short.output.contains("never tried: deny entry domains.deny[0] at \(cases.policy):"))
        #expect(try await cases.test(cases.policy, "--coverage-threshold", "50").exitCode == 0)
        #expect(try await cases.test(cases.policy).exitCode == 0)
    }

    @Test("a filter tries some; one that matches none is wrong usage, not a success")
    func filter() async throws {
        let cases = try CasesFolder(CasesFolder.failing)
        let some = try await cases.test(cases.policy, "--filter", "COMPETITOR")
        #expect(some.exitCode == 0 && some.lines.last == "1 passed, 0 failed")
        #expect(try await cases.test(cases.policy, "--filter", "nobody").exitCode == 2)
    }

    @Test("every fault of every file is told, with its place, and is 3")
    func faults() async throws {
        let cases = try CasesFolder(CasesFolder.good.replacing("invite-portal", with: "invite-portl"))
        try cases.folder.write("other.yaml", Contoso.policyText().replacing("version: 1", with: "version: 9"))
        try cases.folder.write("other.cases.yaml", CasesFolder.good)
        let result = try await cases.test(cases.folder.path)
        #expect(result.exitCode == 3 && result.output.isEmpty)
        #expect(result.errors.contains("policy.cases.yaml:3:10: no such caller: `invite-portl` (did you mean `invite-portal`?)"))
        #expect(result.errors.contains("other.yaml:1:10: unknown `version`"))
    }

    @Test("a policy without cases and a folder without any are 3")
    func noCases() async throws {
        let cases = try CasesFolder(nil)
        #expect(try await cases.test(cases.policy).exitCode == 3)
        #expect(try await cases.test(cases.folder.path).exitCode == 3)
        #expect(try await cases.test(cases.folder.path + "/none.yaml").exitCode == 3)
    }

    @Test(
        "a wrong command line is 2",
        arguments: [
            [], ["a.yaml", "--coverage-threshold", "101"], ["a.yaml", "--coverage-threshold", "5", "--filter", "x"],
            ["a.yaml", "b.yaml", "--cases", "c"], ["a.yaml", "--format", "xml"],
        ])
    func usage(_ arguments: [String]) async throws {
        #expect(try await Program.run(["policy", "test"] + arguments).exitCode == 2)
    }

    @Test("JSON tells counts, cases, differences, explanation and coverage")
    func json() async throws {
        let cases = try CasesFolder(CasesFolder.failing)
        let result = try await cases.test(cases.policy, "--format", "json", "--coverage-threshold", "100")
        #expect(result.exitCode == 1)
        let json = try JSON(parsing: Array(result.output.utf8))
        #expect(json["passed"]?.integer == 1 && json["failed"]?.integer == 1 && json["good"]?.bool == false)
        let policy = try #require(json["policies"]?.array?.first)
        let failed = try #require(policy["cases"]?.array?.first)
        #expect(failed["passed"]?.bool == false && failed["got"]?.string == "approved")
        #expect(failed["differences"]?.array?.first?["expected"]?.string == "denied: ruleDenies")
        #expect(failed["explanation"]?["decision"]?["verdict"]?.string == "approved")
        #expect(policy["cases"]?.array?.last?["explanation"] == nil)
        #expect(policy["coverage"]?["covered"]?.integer == 2 && policy["coverage"]?["enough"]?.bool == true)
        #expect(policy["coverage"]?["items"]?.array?.count == 2)
    }

    @Test("JUnit's XML is well formed whatever a name holds, and counts tests, failures and the coverage")
    func junit() async throws {
        let name = "<b> & \\\"quoted\\\" 'ticks' ]]> \\u00e9"
        let cases = try CasesFolder(
            CasesFolder.failing.replacing("a partner passes", with: "\"\(name)\"").split(separator: "\n").dropLast().joined(separator: "\n"))
        let result = try await cases.test(cases.policy, "--format", "junit", "--coverage-threshold", "100")
        #expect(result.exitCode == 1)
        let reading = JUnitReading()
        let parser = XMLParser(data: Data(result.output.utf8))
        parser.delegate = reading
        #expect(parser.parse(), "\(String(describing: parser.parserError)) \(result.output)")
        #expect(reading.names == ["<b> & \"quoted\" 'ticks' ]]> é", "coverage of at least 100 %"])
        #expect(reading.failures.count == 2 && reading.failures[0] == "verdict: expected denied: ruleDenies, got approved")
        #expect(reading.counts == [["2", "2"], ["2", "2"]])
    }

    @Test("XML has no control or direction-changing character, each written out instead")
    func xmlText() {
        #expect(XMLText.escaped("a\u{1B}[2J\u{0}\u{202E}<&>\"'\u{FFFE}é") == "a\\u{1b}[2J\\u{0}\\u{202e}&lt;&amp;&gt;&quot;&apos;\\u{fffe}é")
    }

    @Test("colour comes only where it is wanted")
    func colour() {
        #expect(TerminalColours.none.paint("x", .red) == "x")
        #expect(TerminalColours(isOn: true).paint("x", .red) == "\u{1B}[31mx\u{1B}[0m")
        #expect(!TerminalColours.standardOutput.isOn || isatty(1) == 1)
    }

    static let bodies: [(String, String)] = [
        ("{}", "{}"),
        ("{\"sendInvitationMessage\":false}", "{sendInvitationMessage: false}"),
        ("{\"inviteRedirectUrl\":\"https://a.example?x\"}", "{inviteRedirectUrl: \"https://a.example?x\"}"),
        ("{\"invitedUserMessageInfo\":{\"customizedMessageBody\":\"hi\"}}", "{message: hi}"),
        ("{\"invitedUserMessageInfo\":{\"messageLanguage\":\"en\"}}", "{invitedUserMessageInfo: {messageLanguage: en}}"),
        ("{\"invitedUserMessageInfo\":{\"ccRecipients\":[{\"emailAddress\":{\"address\":\"b@c.example\"}}]}}", "{cc: b@c.example}"),
        (
            "{\"resetRedemption\":true,\"invitedUser\":{\"id\":\"0a1b2c3d-0000-4000-8000-000000000001\"},\"invitedUserType\":\"Member\",\"invitedUserDisplayName\":\"A\"}",
            "{resetRedemption: true, invitedUser: 0a1b2c3d-0000-4000-8000-000000000001, invitedUserType: Member, invitedUserDisplayName: A}"
        ),
    ]

    @Test("a case's invitation is filled in just as the service fills in a body", arguments: bodies)
    func sameDefaults(_ body: String, _ invite: String) throws {
        for defaults in [
            "inviteRedirectUrl: https://myapps.microsoft.com",
            "inviteRedirectUrl: https://myapps.microsoft.com\n    sendInvitationMessage: true\n    messageLanguage: de-DE",
        ] {
            let text = Contoso.policyText(defaults: defaults)
            let policy = try Policy.load(text: text, file: "p") { _ in [] }.policy
            let whole = body.replacing("{", with: "{\"invitedUserEmailAddress\":\"a@fabrikam.com\",", maxReplacements: 1).replacing(",}", with: "}")
            let served = try InvitationRequest(
                body: Array(whole.utf8),
                defaults: InvitationDefaults(
                    inviteRedirectUrl: policy.defaultRedirectURL, sendInvitationMessage: policy.defaultSendInvitationMessage,
                    messageLanguage: policy.defaultMessageLanguage))
            let map = invite.replacing("{", with: "{invitedUserEmailAddress: a@fabrikam.com, ", maxReplacements: 1)
            let cases = CasesFolder.good.replacing("ada@fabrikam.com", with: map)
            #expect(try PolicyCases.load(bytes: Array(cases.utf8), file: "c", for: policy).cases[0].request == served)
        }
    }
}

private final class JUnitReading: NSObject, XMLParserDelegate {
    var names: [String] = []
    var failures: [String] = []
    var counts: [[String]] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testcase": names.append(attributes["name"] ?? "")
        case "failure": failures.append(attributes["message"] ?? "")
        default: counts.append([attributes["tests"] ?? "", attributes["failures"] ?? ""])
        }
    }
}
