import Foundation
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

@Suite("policy check")
struct PolicyCheckTests {
    /// A folder with a good policy, one with a warning, and one with two faults.
    private func folder() throws -> SettingsFolder {
        let folder = try SettingsFolder()
        try folder.write("policy.yaml", Contoso.policyText(domains: "allow: [fabrikam.com]"))
        try folder.write("odd.yaml", Contoso.policyText(domains: "allow: [gmail.com, {file: list.txt}]"))
        try folder.write("list.txt", "a.example\na.example\n")
        let bad = Contoso.policyText().replacing("owner:", with: "ovner:").replacing("mode: enforce", with: "mode: off")
        try folder.write("bad.yaml", bad)
        return folder
    }

    private func check(_ folder: SettingsFolder, _ names: [String], _ more: [String] = []) async throws -> Program.Result {
        try await Program.run(["policy", "check"] + names.map { "\(folder.path)/\($0)" } + more)
    }

    @Test("a good policy is 0, with a summary")
    func good() async throws {
        let result = try await check(folder(), ["policy.yaml"], ["--strict"])
        #expect(result.exitCode == 0 && result.errors.isEmpty)
        #expect(result.lines.count == 1 && result.output.hasPrefix("contoso: 0 rules, 1 domain entry, digest "))
    }

    @Test("a bad one is 3, with every fault's place, kind and a suggestion")
    func bad() async throws {
        let folder = try folder()
        let result = try await check(folder, ["bad.yaml"])
        #expect(result.exitCode == 3 && result.errors.isEmpty)
        #expect(
            result.lines == [
                "\(folder.path)/bad.yaml:3:1: error: unknown key: `ovner` (did you mean `owner`?) [unknown-key]",
                "\(folder.path)/bad.yaml:4:7: error: unknown value of `mode`: `off` (one of enforce, reportOnly) [unknown-word]",
                "\(folder.path)/bad.yaml does not load: 2 errors",
            ])
        let missing = try await check(folder, ["none.yaml"])
        #expect(
            missing.exitCode == 3
                && missing.output.contains("/none.yaml:1:1: error: the policy cannot be read: there is no file at \(folder.path)/none.yaml"))
    }

    @Test("warnings are 0, and 1 with --strict, or 0 again when their kinds are left out")
    func warnings() async throws {
        let folder = try folder()
        let result = try await check(folder, ["odd.yaml"])
        #expect(result.exitCode == 0 && result.lines.count == 3, "\(result.output)")
        #expect(result.output.contains("odd.yaml:11:21: warning: a public mail provider is allowed whole: `gmail.com` ("))
        #expect(
            result.lines[1] == "\(folder.path)/list.txt:2:1: warning: repeated entry: `a.example` "
                + "(`list.txt:1` covers it for as long) [repeated-entry]")
        #expect(result.lines.last?.hasSuffix(", 2 warnings") == true)
        #expect(try await check(folder, ["odd.yaml"], ["--strict"]).exitCode == 1)
        let ignoring = ["--strict", "--ignore", "public-provider-allowed"]
        #expect(try await check(folder, ["odd.yaml"], ignoring).exitCode == 1)
        let all = try await check(folder, ["odd.yaml"], ignoring + ["--ignore", "repeated-entry"])
        #expect(all.exitCode == 0 && all.lines.count == 1)
    }

    @Test("a kind that is none, or no warning's, cannot be left out", arguments: ["nonsense", "unknown-key"])
    func ignore(kind: String) async throws {
        let result = try await check(folder(), ["policy.yaml"], ["--ignore", kind])
        #expect(result.exitCode == 2 && result.errors.contains("never-expires") && result.output.isEmpty)
    }

    @Test("several files are checked in one go; the worst decides the exit code")
    func several() async throws {
        let folder = try folder()
        let result = try await check(folder, ["policy.yaml", "odd.yaml", "bad.yaml"], ["--strict"])
        #expect(result.exitCode == 3)
        let summaries = result.lines.filter { $0.contains(", digest ") || $0.contains(" does not load: ") }
        #expect(summaries.count == 3 && result.lines.count == 7)
        #expect(try await check(folder, ["policy.yaml", "odd.yaml"], ["--strict"]).exitCode == 1)
    }

    @Test("JSON tells the same, of policies that do not load as well")
    func json() async throws {
        let folder = try folder()
        let result = try await check(folder, ["odd.yaml", "bad.yaml"], ["--format", "json"])
        #expect(result.exitCode == 3 && result.lines.count == 1)
        let json = try JSON(parsing: Array(result.output.utf8))
        #expect(json["errors"]?.integer == 2 && json["warnings"]?.integer == 2)
        let policies = try #require(json["policies"]?.array)
        #expect(policies.map { $0["loads"]?.bool } == [true, false])
        #expect(policies[0]["name"] == "contoso" && policies[0]["domainEntries"]?.integer == 2)
        #expect(policies[0]["digest"]?.string?.count == 64 && policies[1]["digest"] == nil)
        let first = try #require(policies[1]["findings"]?.array?.first)
        #expect(
            first == [
                "level": "error", "kind": "unknown-key", "file": .string("\(folder.path)/bad.yaml"), "line": 3, "column": 1,
                "text": "ovner", "what": "unknown key", "advice": "did you mean `owner`?",
            ])
    }

    @Test("SARIF has a rule for every kind, and a place for every finding")
    func sarif() async throws {
        let folder = try folder()
        let result = try await check(folder, ["odd.yaml", "bad.yaml"], ["--format", "sarif"])
        #expect(result.exitCode == 3)
        let log = try JSON(parsing: Array(result.output.utf8), limits: JSONLimits(depth: 32))
        #expect(log["version"] == "2.1.0")
        let run = try #require(log["runs"]?.array?.first)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(rules.compactMap { $0["id"]?.string } == PolicyFaultKind.allCases.map(\.rawValue))
        let results = try #require(run["results"]?.array)
        #expect(results.compactMap { $0["level"]?.string } == ["warning", "warning", "error", "error"])
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            let region = result["locations"]?.array?.first?["physicalLocation"]?["region"]
            #expect((region?["startLine"]?.integer ?? 0) > 0 && (region?["startColumn"]?.integer ?? 0) > 0)
        }
    }

    @Test(
        "files below the working folder are named relative to it",
        arguments: [
            ("policy.yaml", "policy.yaml", true), ("policies/./x.yaml", "policies/x.yaml", true),
            ("/srv/site/policies/x.yaml", "policies/x.yaml", true), ("a b:ü.yaml", "a%20b%3A%C3%BC.yaml", true),
            ("../x.yaml", "file:///srv/x.yaml", false), ("/srv/sites/x.yaml", "file:///srv/sites/x.yaml", false),
        ])
    func uris(file: String, uri: String, isRelative: Bool) {
        let location = PolicyCheckSARIF(workingFolder: "/srv/site").location(file)
        #expect(location["uri"] == .string(uri))
        #expect((location["uriBaseId"] != nil) == isRelative)
    }

    @Test("colours are for terminals only, and change nothing but the look")
    func colours() async throws {
        let folder = try folder()
        let checked = PolicyCheckReport(try PolicyCheckPlan(["\(folder.path)/bad.yaml"]), at: Timestamp(milliseconds: 0))
        let plain = PolicyCheckText(colour: TerminalColour(isOn: false)).text(of: checked)
        let coloured = PolicyCheckText(colour: TerminalColour(isOn: true)).text(of: checked)
        #expect(!plain.contains("\u{1B}") && coloured.contains("\u{1B}[31merror\u{1B}[0m"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9]+m/#, with: "") == plain)
        #expect(try await !check(folder, ["bad.yaml"]).output.contains("\u{1B}"))
    }

    @Test("what a policy's author planted does not reach the terminal as it is", arguments: ["text", "json", "sarif"])
    func hostile(format: String) async throws {
        let folder = try folder()
        try folder.write("hostile.yaml", Contoso.policyText(domains: "allow: [\"a\\e[2Jb.example\", \"\\u202Ec.example\"]"))
        let result = try await check(folder, ["hostile.yaml"], ["--format", format])
        #expect(result.exitCode == 3 && result.output.contains("invalid-domain"))
        #expect(!result.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
}
