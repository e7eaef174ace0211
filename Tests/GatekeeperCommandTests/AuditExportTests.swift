import AuditStores
import AuditTrail
import Foundation
import GatekeeperTesting
import HostileTexts
import Invitations
import StrictJSON
import Testing

@Suite("audit export")
struct AuditExportTests {
    private func entries(_ folder: SettingsFolder, _ kind: EntryKind) async throws -> [JSON] {
        var query = AuditQuery()
        query.kinds = [kind]
        query.order = .oldestFirst
        return try await SQLiteAuditReader.open(path: folder.store).query(query).entries.map { try JSON(parsing: $0.entry.content) }
    }

    @Test("tells the trail who exports what before the first entry, and what it came to after the last; the trail stays whole")
    func recorded() async throws {
        let trail = try await HostileTrail()
        let shown = try await trail.audit("export", "--reason", "addressInvalid", "--address", "dana@fabrikam.com", "--format", "csv")
        #expect(shown.exitCode == 0 && shown.errors.hasPrefix("0 entries written"), "\(shown.errors)")
        let all = try await trail.audit("export", "--reason", "addressInvalid")
        #expect(all.lines.count == HostileTexts.all.count)
        let exported = try await entries(trail.folder, .exported)
        #expect(exported.map { $0["state"] } == ["begun", "finished", "begun", "finished"])
        #expect(exported.map { $0["entries"]?.integer } == [0, 0, 0, Int64(HostileTexts.all.count)])
        #expect(exported.map { $0["format"] } == ["csv", "csv", "ndjson", "ndjson"])
        // A person's address is no filter for a chain that cannot forget.
        #expect(exported[0]["filter"] == "reason=addressInvalid&address=(an address)" && exported[2]["filter"] == "reason=addressInvalid")
        #expect(exported.allSatisfy { $0["by"]?.string?.hasPrefix("uid \(getuid()) (") == true })
        #expect(exported[2]["export"] == exported[3]["export"] && exported[0]["export"] != exported[2]["export"])
        #expect(exported[3]["last"]?.integer == Int64(trail.drafts.count + 1))
        #expect(try await entries(trail.folder, .stopped).count == 2)
        let verified = try await trail.audit("verify")
        #expect(verified.exitCode == 0 && verified.output.contains("of 3 writers"), "\(verified.output)")
    }

    @Test("with --no-record leaves the store as it was")
    func unrecorded() async throws {
        let trail = try await HostileTrail()
        let before = try Data(contentsOf: URL(fileURLWithPath: trail.folder.store))
        #expect(try await trail.audit("export", "--no-record").lines.count == trail.drafts.count + 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: trail.folder.store)) == before)
    }

    @Test("of a file makes a private one, and never writes over one that is there")
    func file() async throws {
        let trail = try await HostileTrail()
        let path = trail.folder.path + "/export"
        #expect(try await trail.audit("export", "--output", path).exitCode == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let again = try await trail.audit("export", "--output", path)
        #expect(again.exitCode == 4 && again.errors.contains("--resume"), "\(again.errors)")
        #expect(try await trail.audit("export", "--resume").exitCode == 2)
        #expect(try await trail.audit("export", "--resume", "--output", trail.folder.path + "/none").exitCode == 4)
    }

    @Test("cut at any byte is gone on with so that no line is lost and none doubled", arguments: ExportFormat.allCases)
    func resumed(_ format: ExportFormat) async throws {
        let trail = try await HostileTrail()
        let path = trail.folder.path + "/export"
        let options = ["--format", format.rawValue, "--no-record", "--output", path]
        #expect(try await Program.run(["audit", "export", "--store", trail.folder.store] + options).exitCode == 0)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let head = format.head.utf8.count
        let cuts = [0, 1, head, head + 1, whole.count / 3, whole.count / 2, whole.count - 2, whole.count - 1, whole.count]
        for cut in cuts {
            try whole.prefix(cut).write(to: URL(fileURLWithPath: path))
            let resumed = try await Program.run(["audit", "export", "--resume", "--store", trail.folder.store] + options)
            #expect(resumed.exitCode == 0, "\(resumed.errors)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole, "cut at \(cut)")
        }
        try Data("not an export\n".utf8).write(to: URL(fileURLWithPath: path))
        let other = try await Program.run(["audit", "export", "--resume", "--store", trail.folder.store] + options)
        #expect(other.exitCode == 4 && other.errors.contains("no \(format.rawValue) export"), "\(other.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("not an export\n".utf8))
    }

    @Test("tells the row to go on after, and going on there gives the rest")
    func cursor() async throws {
        let trail = try await HostileTrail()
        let all = try await trail.audit("export", "--no-record")
        let rest = try await trail.audit("export", "--no-record", "--after", "10")
        #expect(rest.lines == Array(all.lines.dropFirst(10)))
        #expect(all.errors.contains("--after \(trail.drafts.count + 1)"), "\(all.errors)")
    }

    @Test("of a store of an earlier format is not recorded without bringing it up to date, and says so")
    func old() async throws {
        let trail = try await HostileTrail()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: trail.folder.store))
        // SQLite's header: user_version stands at offset 60.
        bytes.replaceSubrange(60..<64, with: [0, 0, 0, 2])
        try bytes.write(to: URL(fileURLWithPath: trail.folder.store))
        let refused = try await trail.audit("export")
        #expect(refused.exitCode == 4 && refused.errors.contains("--no-record") && refused.output.isEmpty, "\(refused.errors)")
        #expect(try await trail.audit("export", "--no-record").lines.count == trail.drafts.count + 1)
    }
}
