import AuditStores
import AuditTrail
import Foundation
import GRDB
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

/// Settings with a signing key, and a trail with two people in it.
private struct ProofFolder {
    let folder: SettingsFolder
    let key: String

    init(_ changes: [String: String?] = [:]) async throws {
        folder = try SettingsFolder()
        let made = try await Program.run(["audit", "keygen", "--file", folder.path + "/key", "--name", "gate.contoso.com/audit"])
        key = made.output.trimmingCharacters(in: .newlines)
        try folder.settings(["audit.checkpoints.keyFile": "key"].merging(changes) { $1 })
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        for (number, address) in ["dana@fabrikam.com", "sam@fabrikam.com"].enumerated() {
            let request = InvitationRequest(
                invitedUserEmailAddress: try EmailAddress(address), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
            let record = DecisionRecord(
                decision: DecisionID(high: 1, low: UInt64(number)), time: Contoso.now,
                request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2)),
                caller: CallerRecord(application: Contoso.portal, name: "portal", channel: "portal"), inviter: Contoso.ana, proof: .token,
                facts: [], invitation: InvitationRecord(request), verdict: .denied, reason: .domainDenied,
                policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), status: 403)
            _ = try await store.append(
                .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, UInt64(number)))))
        }
        await store.close()
    }

    /// Changes the file behind the store's back; `bodies_are_final` is put back afterwards.
    func tamper(_ sql: String) throws {
        let database = try DatabaseQueue(path: folder.store)
        try database.writeWithoutTransaction { db in
            let trigger = try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'bodies_are_final'") ?? ""
            try db.execute(sql: sql)
            if sql.contains("bodies_are_final") { try db.execute(sql: trigger) }
        }
        try database.close()
    }

    func audit(_ arguments: String...) async throws -> Program.Result { try await Program.run(["audit"] + arguments) }

    func path(_ name: String) -> String { folder.path + "/" + name }

    /// The entries as an export has them, the oldest first.
    func export(_ name: String) async throws -> [String] {
        let reader = try SQLiteAuditReader.open(path: folder.store)
        var query = AuditQuery()
        query.order = .oldestFirst
        let lines = try await reader.query(query).entries.map { $0.json().visibleText() }
        try folder.write(name, lines.joined(separator: "\n") + "\n")
        return lines
    }
}

@Suite("The commands by which a trail proves itself")
struct ProofCommandTests {
    @Test("keygen makes a key for its owner only, prints what checks its signatures, and overwrites none")
    func keygen() async throws {
        let proof = try await ProofFolder()
        #expect(proof.key.hasPrefix("gate.contoso.com/audit+"))
        let attributes = try FileManager.default.attributesOfItem(atPath: proof.path("key"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try await proof.audit("keygen", "--file", proof.path("key"), "--public").output == proof.key + "\n")
        let again = try await proof.audit("keygen", "--file", proof.path("key"), "--name", "x")
        #expect(again.exitCode == 4 && again.errors.contains("never overwritten"), "\(again.errors)")
        #expect(try await proof.audit("keygen", "--file", proof.path("other"), "--name", "a b").exitCode == 2)
        #expect(try await proof.audit("keygen", "--file", proof.path("other")).exitCode == 2)
        #expect(!FileManager.default.fileExists(atPath: proof.path("other")))
    }

    @Test("A key that others may read is no key")
    func mode() async throws {
        let proof = try await ProofFolder()
        #expect(try await Program.run(["serve", "--check", "--settings", proof.folder.settings]).exitCode == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: proof.path("key"))
        let result = try await Program.run(["serve", "--check", "--settings", proof.folder.settings])
        #expect(result.exitCode == 3 && result.errors.contains("audit.checkpoints.keyFile") && result.errors.contains("0640"), "\(result.errors)")
        #expect(!result.errors.contains("PRIVATE"))
    }

    @Test("verify holds a store against a checkpoint that was kept, offline, with the key alone")
    func checkpoints() async throws {
        let proof = try await ProofFolder()
        let printed = try await proof.audit("checkpoint", "--settings", proof.folder.settings, "--new")
        #expect(printed.exitCode == 0 && printed.output.contains("entries 3\n"), "\(printed)")
        try proof.folder.write("kept", printed.output)
        let verify = ["verify", "--store", proof.folder.store, "--checkpoint", proof.path("kept"), "--key", proof.key]
        let whole = try await Program.run(["audit"] + verify)
        #expect(whole.exitCode == 0 && whole.output.contains("held against 2 signed checkpoints"), "\(whole)")
        // Neither another key, nor another text.
        let other = try await ProofFolder()
        let wrong = try await Program.run(["audit"] + verify.dropLast() + [other.key])
        #expect(wrong.exitCode == 1 && wrong.errors.contains("none of the keys"), "\(wrong)")
        try proof.folder.write("kept", printed.output.replacing("entries 3", with: "entries 2"))
        let forged = try await Program.run(["audit"] + verify)
        #expect(forged.exitCode == 1 && forged.errors.contains("does not fit the text"), "\(forged)")
        #expect(try await Program.run(["audit"] + verify.dropLast(2)).exitCode == 2)
    }

    @Test("verify as JSON says where the fault is")
    func json() async throws {
        let proof = try await ProofFolder()
        var lines = try await proof.export("export")
        lines.remove(at: 1)
        try proof.folder.write("export", lines.joined(separator: "\n"))
        let result = try await proof.audit("verify", "--export", proof.path("export"), "--format", "json")
        let answer = try JSON(parsing: Array(result.output.utf8.dropLast()))
        #expect(result.exitCode == 1 && answer["whole"] == false)
        #expect(answer["fault"]?["kind"] == "missing" && answer["fault"]?["sequence"] == 2 && answer["fault"]?["message"]?.string?.isEmpty == false)
    }

    @Test("verify tells copies that lie from a chain that is broken; reindex makes them anew, and out of nothing else")
    func copies() async throws {
        let proof = try await ProofFolder()
        func answer(_ arguments: String...) async throws -> (Int32, JSON) {
            let result = try await Program.run(["audit"] + arguments + ["--store", proof.folder.store, "--format", "json"])
            return (result.exitCode, try JSON(parsing: Array(result.output.utf8.dropLast())))
        }
        #expect(try await proof.audit("reindex", "--store", proof.folder.store, "--yes").exitCode == 0)
        try proof.tamper("DELETE FROM segment_policies")
        let (code, found) = try await answer("verify")
        #expect(code == 1 && found["whole"] == false && found["chainWhole"] == true && found["fault"] == .null)
        #expect(found["copies"]?["agree"] == false && found["copies"]?["differing"] == 1)
        let first = found["copies"]?["first"]
        #expect(first?["copy"] == "segment_policies" && first?["kind"] == "missing" && first?["row"] == 2 && first?["sequence"] == 2)
        let text = try await proof.audit("verify", "--store", proof.folder.store)
        #expect(
            text.exitCode == 1 && text.output.hasPrefix("COPIES DIFFER: entry 2 of writer") && text.output.contains("\nwhole: 3 entries"), "\(text)")
        // Told and not done, and then done.
        #expect(try await answer("reindex").0 == 1)
        #expect(try await answer("verify").1["entries"] == 3)
        let (mended, after) = try await answer("reindex", "--yes")
        #expect(mended == 0 && after["copies"]?["agree"] == true && after["entries"] == 6, "\(after)")
        let told = try await proof.audit("query", "--store", proof.folder.store, "--kind", "reindexed", "--format", "json")
        #expect(told.output.contains("(uid ") && told.output.contains(#""first":"segment_policies""#), "\(told)")

        try proof.tamper("DROP TRIGGER bodies_are_final; UPDATE bodies SET content = replace(content, 'portal', 'laptop') WHERE entry = 2")
        let (broken, report) = try await answer("reindex", "--yes")
        #expect(broken == 1 && report["chainWhole"] == false && report["fault"]?["kind"] == "altered" && report["entries"] == 1)
        #expect(report["notChecked"]?.array?.isEmpty == false)
    }

    @Test("verify takes an export, whole or filtered, and says what it has no key for")
    func export() async throws {
        let proof = try await ProofFolder()
        let lines = try await proof.export("export")
        let whole = try await proof.audit("verify", "--export", proof.path("export"))
        #expect(whole.exitCode == 0 && whole.output.hasPrefix("whole: 3 entries"), "\(whole)")
        #expect(whole.output.contains("not checked: the invitees of 2 entries"))
        try proof.folder.write("part", lines[2])
        let unfiltered = try await proof.audit("verify", "--export", proof.path("part"))
        #expect(unfiltered.exitCode == 1 && unfiltered.errors.contains("check it with --filtered"), "\(unfiltered)")
        let nothing = try await proof.audit("verify", "--export", "/dev/null")
        #expect(nothing.exitCode == 1 && nothing.output.contains("holds no entry"), "\(nothing)")
        let part = try await proof.audit("verify", "--export", proof.path("part"), "--filtered")
        #expect(part.exitCode == 0 && part.output.hasPrefix("as they were written: 1 entries") && part.output.contains("1 gaps"), "\(part)")
        try proof.folder.write("changed", lines[2].replacing("denied", with: "approved"))
        let changed = try await proof.audit("verify", "--export", proof.path("changed"), "--filtered")
        #expect(changed.exitCode == 1 && changed.output.contains("line 1") && changed.output.contains("was altered"), "\(changed)")
        #expect(try await proof.audit("verify", "--export", proof.path("none")).exitCode == 4)
        #expect(try await proof.audit("verify", "--export", proof.path("export"), "--store", proof.folder.store).exitCode == 2)
        #expect(try await proof.audit("verify", "--store", proof.folder.store, "--filtered").exitCode == 2)
    }

    @Test("erase forgets a person on --yes only, records who did it, and leaves the trail whole")
    func erase() async throws {
        let proof = try await ProofFolder()
        let asked = try await proof.audit("erase", "--store", proof.folder.store, "--address", "DANA@fabrikam.com")
        #expect(asked.exitCode == 1 && asked.output.hasPrefix("1 entries hold"), "\(asked)")
        let nobody = try await proof.audit("erase", "--store", proof.folder.store, "--address", "nobody@fabrikam.com")
        #expect(nobody.exitCode == 0)
        // What is written into the chain stays there.
        let named = try await proof.audit(
            "erase", "--store", proof.folder.store, "--address", "DANA@fabrikam.com", "--why", "asked by dana@Fabrikam.com", "--yes")
        #expect(named.exitCode == 2 && named.errors.contains("--why names the person"), "\(named)")
        let done = try await proof.audit(
            "erase", "--store", proof.folder.store, "--address", "DANA@fabrikam.com", "--why", "asked to", "--yes", "--format", "json")
        #expect(done.exitCode == 0 && done.output == "{\"found\":1,\"erased\":1,\"gone\":true}\n", "\(done)")
        for path in [proof.folder.store, proof.folder.store + "-wal"] where FileManager.default.fileExists(atPath: path) {
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data("dana@".utf8)) == nil)
        }
        let query = try await proof.audit("query", "--store", proof.folder.store, "--oldest-first", "--format", "json")
        let entries = try query.lines.map { try JSON(parsing: Array($0.utf8)) }
        #expect(entries.map { $0["kind"]?.string } == ["started", "decision", "decision", "started", "erased", "stopped"])
        #expect(
            entries[4]["content"]?["by"]?.string?.contains("uid") == true && entries[4]["content"]?["rows"] == 1
                && entries[4]["content"]?["why"] == "asked to")
        #expect(entries[1]["invitee"] == nil && entries[2]["invitee"] != nil)
        #expect(try await proof.audit("verify", "--store", proof.folder.store).exitCode == 0)
        let missing = try await proof.audit("erase", "--store", proof.path("none"), "--address", "a@b.example", "--yes")
        #expect(missing.exitCode == 4 && !FileManager.default.fileExists(atPath: proof.path("none")))
    }

    @Test("prune removes what is old on --yes only, and prints the anchor, by which what is left, and its export, is whole")
    func prune() async throws {
        let proof = try await ProofFolder(["audit.retentionDays": "3650"])
        let nothing = try await proof.audit("prune", "--settings", proof.folder.settings)
        #expect(nothing.exitCode == 0 && nothing.output.hasPrefix("0 entries"), "\(nothing)")
        // The entries are of the day that the tests live in; a day of it makes them old enough only once it is over.
        let store = try SQLiteAuditStore.open(path: proof.folder.store, writer: WriterID(high: 8, low: 8))
        let old = Timestamp(milliseconds: 1_000)
        _ = try await store.append(.started(StartedRecord(software: "x"), at: old))
        await store.close()
        #expect(try await proof.audit("verify", "--settings", proof.folder.settings).exitCode == 0)
        #expect(try await proof.audit("prune", "--settings", proof.folder.settings, "--days", "0").exitCode == 2)
        try proof.folder.settings(["audit.checkpoints.keyFile": nil])
        #expect(try await proof.audit("prune", "--settings", proof.folder.settings, "--days", "1").exitCode == 3)
    }

    @Test("prune of an old trail, and what may be said of the rest")
    func pruned() async throws {
        let proof = try await ProofFolder()
        try FileManager.default.removeItem(atPath: proof.folder.store)
        let store = try SQLiteAuditStore.open(path: proof.folder.store, writer: WriterID(high: 7, low: 7))
        for number in 0..<4 as Range<Int64> {
            let time = Timestamp(milliseconds: 1_000 + number)
            _ = try await store.append(
                number == 0 ? .started(StartedRecord(software: "x"), at: time) : .resumed(CommandRecord(by: "x"), at: time))
        }
        _ = try await store.append(.resumed(CommandRecord(by: "now"), at: Timestamp(milliseconds: 4_000_000_000_000)))
        await store.close()
        let planned = try await proof.audit("prune", "--settings", proof.folder.settings, "--days", "30")
        #expect(planned.output.hasPrefix("4 entries") && planned.output.contains("--yes"), "\(planned)")
        let done = try await proof.audit("prune", "--settings", proof.folder.settings, "--days", "30", "--yes", "--format", "json")
        let answer = try JSON(parsing: Array(done.output.utf8.dropLast()))
        #expect(done.exitCode == 0 && answer["removed"] == true && answer["entries"] == 4, "\(done)")
        let whole = try await proof.audit("verify", "--settings", proof.folder.settings)
        #expect(whole.exitCode == 0 && whole.output.contains("4 entries were removed by retention"), "\(whole)")
        let unkeyed = try await proof.audit("verify", "--store", proof.folder.store)
        #expect(unkeyed.exitCode == 1 && unkeyed.output.contains("--key"), "\(unkeyed)")
        _ = try await proof.export("export")
        try proof.folder.write("anchor", try #require(answer["anchor"]?.string))
        #expect(try await proof.audit("verify", "--export", proof.path("export")).exitCode == 1)
        let export = try await proof.audit("verify", "--export", proof.path("export"), "--checkpoint", proof.path("anchor"), "--key", proof.key)
        #expect(export.exitCode == 0, "\(export)")
    }
}

@Suite("The settings of checkpoints and retention")
struct ProofSettingsTests {
    @Test("have their defaults, and are taken as they are given")
    func taken() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let plain = try await folder.load().proof
        #expect(
            plain.keyFile == nil && plain.file == nil && plain.everyEntries == 1_000 && plain.intervalSeconds == 900 && plain.retentionDays == nil)
        let key = try NoteSigner(name: "a", seed: Array(0..<32)).verifier
        try folder.settings([
            "audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "kept", "audit.checkpoints.everyEntries": "5",
            "audit.checkpoints.interval": "1h", "audit.checkpoints.trustedKeys": "[\(key)]", "audit.retentionDays": "365",
        ])
        let proof = try await folder.load().proof
        #expect(proof.keyFile == folder.path + "/key" && proof.file == folder.path + "/kept" && proof.everyEntries == 5)
        #expect(proof.intervalSeconds == 3_600 && proof.trustedKeys == [key] && proof.retentionDays == 365)
    }

    @Test(
        "are refused where they cannot be meant",
        arguments: [
            ["audit.retentionDays": "30"], ["audit.retentionDays": "0", "audit.checkpoints.keyFile": "key"],
            ["audit.checkpoints.file": "kept"], ["audit.checkpoints.trustedKeys": "[x]"], ["audit.checkpoints.everyEntries": "0"],
            ["audit.checkpoints.interval": "15"], ["audit.checkpoints.keyFile": "\"\""],
        ])
    func refused(_ changes: [String: String]) async throws {
        let faults = try await SettingsFolder().faults(changes)
        #expect(faults.count == 1 && changes.keys.contains(faults[0].key), "\(faults)")
    }
}
