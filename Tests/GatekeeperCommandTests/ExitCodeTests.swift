import Foundation
import GatekeeperTesting
import LoopbackServer
import Testing

@Suite("The program's exit codes")
struct ExitCodeTests {
    @Test("serve --check of good settings is 0 and says which policy it read")
    func good() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let result = try await Program.run(["serve", "--check", "--settings", folder.settings])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("the policy contoso are good"))
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    @Test("Bad settings are 3, every fault on a line of its own, and no secret among them")
    func badSettings() async throws {
        let folder = try SettingsFolder()
        try folder.settings(["tenant": nil, "listen.port": "70000"])
        let result = try await Program.run(
            ["serve", "--check", "--settings", folder.settings],
            environment: ["GATEKEEPER_GRAPH_CLIENT_SECRET": SettingsFolder.secret])
        #expect(result.exitCode == 3)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(result.errors)")
        for key in ["tenant:", "listen.port:", "graph:"] { #expect(lines.contains { $0.hasPrefix(key) }) }
        #expect(!result.errors.contains(SettingsFolder.secret))
    }

    @Test("A bad policy is 3 with file, line and column, beside what else is wrong; serve does not start with it")
    func badPolicy() async throws {
        let folder = try SettingsFolder()
        try folder.write("policy.yaml", Contoso.policyText().replacing("owner:", with: "ovner:"))
        try folder.write("secret", "\n")
        try folder.settings([:])
        for arguments in [["serve", "--check"], ["serve"]] {
            let result = try await Program.run(arguments + ["--settings", folder.settings])
            #expect(result.exitCode == 3)
            #expect(result.errors.contains("\(folder.path)/policy.yaml:3:1: "), "\(result.errors)")
            #expect(result.errors.contains("graph.clientSecretFile: "), "\(result.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    @Test("A report-only policy is 3 where the settings forbid it, and 0 where they do not")
    func reportOnly() async throws {
        let folder = try SettingsFolder()
        try folder.write("policy.yaml", Contoso.policyText(mode: "reportOnly"))
        for (setting, code) in [("forbid", 3), ("allow", 0)] as [(String, Int32)] {
            try folder.settings(["policy.reportOnly": setting])
            #expect(try await Program.run(["serve", "--check", "--settings", folder.settings]).exitCode == code)
        }
    }

    @Test("An unreadable policy, secret, or certificate is 3")
    func unreadable() async throws {
        for key in ["policy.file", "graph.clientSecretFile"] {
            let folder = try SettingsFolder()
            try folder.settings([key: "not-there"])
            let result = try await Program.run(["serve", "--check", "--settings", folder.settings])
            #expect(result.exitCode == 3 && result.errors.contains("not-there"), "\(result.errors)")
        }
        let folder = try SettingsFolder()
        try folder.settings(["listen.tls.certificateFile": "not-there", "listen.tls.privateKeyFile": "not-there"])
        let result = try await Program.run(["serve", "--check", "--settings", folder.settings])
        #expect(result.exitCode == 3 && result.errors.hasPrefix("listen.tls: "), "\(result.errors)")
    }

    @Test("serve --check reads the candidate as well: good is 0 and named, bad or missing is 3")
    func candidate() async throws {
        let folder = try SettingsFolder()
        try folder.settings(["policy.candidateFile": "candidate.yaml"])
        let check = ["serve", "--check", "--settings", folder.settings]
        let missing = try await Program.run(check)
        #expect(missing.exitCode == 3 && missing.errors.contains("\(folder.path)/candidate.yaml: the policy cannot be read"), "\(missing.errors)")
        try folder.write("candidate.yaml", Contoso.policyText().replacing("owner:", with: "ovner:"))
        let bad = try await Program.run(check)
        #expect(bad.exitCode == 3 && bad.errors.contains("\(folder.path)/candidate.yaml:3:1: "), "\(bad.errors)")
        try folder.write("candidate.yaml", Contoso.policyText())
        let good = try await Program.run(check)
        #expect(good.exitCode == 0 && good.output.contains("The candidate policy contoso is good"), "\(good.errors)")
    }

    @Test("An audit store that cannot be made is 4")
    func noStore() async throws {
        let folder = try SettingsFolder()
        try folder.settings(["audit.file": "not-there/audit.sqlite"])
        let result = try await Program.run(["serve", "--settings", folder.settings])
        #expect(result.exitCode == 4 && result.errors.contains("\naudit.file: the audit store \(folder.path)/not-there/"), "\(result.errors)")
    }

    @Test("A port that is taken is 4")
    func portTaken() async throws {
        let folder = try SettingsFolder()
        let taken = try LoopbackServer { _ in .close }
        try folder.settings([
            "listen.port": "\(taken.port)", "admin.port": "0", "endpoints.allowCustom": "true",
            "endpoints.login": "http://127.0.0.1:\(taken.port)", "endpoints.graph": "http://127.0.0.1:\(taken.port)",
        ])
        let result = try await Program.run(["serve", "--settings", folder.settings])
        #expect(result.exitCode == 4, "\(result.errors)")
    }

    static let usages: [[String]] = [
        ["serve"], ["serve", "--settings"], ["serve", "--nonsense"], ["nonsense"], ["policy", "check"], ["audit", "query"],
        ["audit", "query", "--store", "a", "--settings", "b"], ["audit", "query", "--store", "a", "--kind", "nonsense"],
        ["audit", "query", "--store", "a", "--format", "nonsense"],
    ]

    @Test("A wrong command line is 2", arguments: usages)
    func usage(_ arguments: [String]) async throws {
        let result = try await Program.run(arguments)
        #expect(result.exitCode == 2 && result.output.isEmpty && !result.errors.isEmpty)
    }

    @Test("A value that only the command itself can judge is 2 as well, and it is that command's help that is named")
    func lateUsage() async throws {
        for (arguments, says) in [
            (["query", "--limit", "0"], "--limit"), (["query", "--reason", "nonsense"], "--reason"),
            (["query", "--since", "2026-11-24", "--until", "2026-11-24"], "is not before --until"),
            (["stats", "--since", "1d", "--until", "2d"], "is not before --until"), (["stats", "--top", "0"], "--top"),
        ] {
            let result = try await Program.run(["audit"] + arguments + ["--store", "none"])
            #expect(result.exitCode == 2 && result.errors.contains(says), "\(result)")
            #expect(result.errors.contains("See 'gatekeeper audit \(arguments[0]) --help'"), "\(result)")
        }
        // The span is good, and it is the store that is missing.
        #expect(try await Program.run(["audit", "stats", "--since", "2d", "--until", "1d", "--store", "none"]).exitCode == 4)
    }

    @Test("Help and version are 0", arguments: [["--help"], ["--version"], ["serve", "--help"], ["help", "audit"]])
    func help(_ arguments: [String]) async throws {
        let result = try await Program.run(arguments)
        #expect(result.exitCode == 0 && !result.output.isEmpty)
    }
}
