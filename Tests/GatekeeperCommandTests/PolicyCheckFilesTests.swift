import Foundation
import GatekeeperTesting
import StrictJSON
import Testing

@testable import GatekeeperCommand

@Suite("The files that policy check reads")
struct PolicyCheckFilesTests {
    private static let cases = """
        version: 1
        at: 2026-11-24T09:00:00Z
        through: invite-portal
        by: {}
        cases:
          - {name: a partner passes, invite: ada@fabrikam.com, expect: approved}
        """

    /// A good policy with good cases beside it, and one without.
    private func folder() throws -> SettingsFolder {
        let folder = try SettingsFolder()
        try folder.write("policy.cases.yaml", Self.cases)
        try folder.write("another.yaml", Contoso.policyText(domains: "allow: [fabrikam.com]").replacing("name: contoso", with: "name: another"))
        return folder
    }

    private func check(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["policy", "check"] + arguments)
    }

    @Test("a folder is all its policies in the order of their names, and the cases beside them")
    func wholeFolder() async throws {
        let folder = try folder()
        let result = try await check(folder.path, "--strict", "--ignore", "subdomains-not-denied")
        #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result)")
        #expect(result.lines.count == 3)
        #expect(result.lines[0].hasPrefix("another: ") && result.lines[1].hasPrefix("contoso: "))
        #expect(result.lines[2].hasPrefix("\(folder.path)/policy.cases.yaml: 1 case"))
    }

    @Test("policies and cases named together, twice, or the cases alone are each read once")
    func named() async throws {
        let folder = try folder()
        let (policy, cases) = ("\(folder.path)/policy.yaml", "\(folder.path)/policy.cases.yaml")
        for arguments in [[policy, cases], [cases, policy, cases], [cases], [folder.path + "/./policy.yaml", cases, policy]] {
            let result = try await Program.run(["policy", "check", "--ignore", "subdomains-not-denied"] + arguments)
            #expect(result.exitCode == 0 && result.lines.count == 2 && result.errors.isEmpty, "\(arguments) \(result)")
        }
    }

    @Test("a fault in cases is told at its place, in every format, and is 3", arguments: ["text", "json", "sarif"])
    func faults(format: String) async throws {
        let folder = try folder()
        try folder.write("policy.cases.yaml", Self.cases.replacing("approved", with: "aproved"))
        let result = try await check(folder.path, "--format", format)
        #expect(result.exitCode == 3)
        switch format {
        case "json":
            let json = try JSON(parsing: Array(result.output.utf8))
            #expect(json["errors"]?.integer == 1)
            let cases = try #require(json["cases"]?.array?.first)
            #expect(cases["loads"] == false && cases["policy"] == .string("\(folder.path)/policy.yaml") && cases["count"] == .null)
            #expect(cases["findings"]?.array?.first?["line"]?.integer == 6)
        case "sarif":
            let log = try JSON(parsing: Array(result.output.utf8), limits: JSONLimits(depth: 32))
            let run = try #require(log["runs"]?.array?.first)
            #expect(run["results"]?.array?.contains { $0["level"] == "error" } == true)
            #expect(run["artifacts"]?.array?.count == 3)
        default:
            #expect(result.output.contains("/policy.cases.yaml:6:"), "\(result.output)")
            #expect(result.lines.last == "\(folder.path)/policy.cases.yaml does not load: 1 error")
        }
    }

    @Test("cases of a policy that does not load are left out, with a word on standard error")
    func withoutPolicy() async throws {
        let folder = try folder()
        try folder.write("policy.yaml", Contoso.policyText().replacing("owner:", with: "ovner:"))
        let result = try await check("\(folder.path)/policy.cases.yaml")
        #expect(result.exitCode == 3 && result.lines.count == 2 && result.output.contains("[unknown-key]"))
        #expect(result.errors == "not checked: \(folder.path)/policy.cases.yaml, since \(folder.path)/policy.yaml does not load\n")
    }

    @Test("a folder without a policy is a fault")
    func emptyFolder() async throws {
        let folder = try folder()
        try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: true)
        let result = try await check(folder.path + "/empty")
        #expect(result.exitCode == 3 && result.errors.contains("/empty: no file in it ends in .yaml"), "\(result)")
    }
}
