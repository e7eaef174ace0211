import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import StrictJSON
import Testing

@testable import AuditStores

@Suite("Checking a store")
struct VerificationTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func fill() async throws {
        let store = try await folder.open()
        for number in 0..<10 as Range<UInt64> {
            _ = try await store.append(try decision(number))
            _ = try await store.append(outcome(number))
        }
        await store.close()
    }

    private func fault(_ sql: String) async throws -> ChainFault? {
        try folder.tamper(sql)
        return try await folder.verify().fault
    }

    @Test("finds nothing in one that nobody touched")
    func whole() async throws {
        try await fill()
        let report = try await folder.verify()
        #expect(report.isWhole)
        #expect(report.entries == 21)
        #expect(report.writers == 1)
    }

    @Test("goes over more rows than it reads at a time")
    func long() async throws {
        let store = try await folder.open()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2_500 as Range<UInt64> { group.addTask { _ = try? await store.append(outcome(number)) } }
        }
        #expect(try await folder.verify().entries == 2_501)
        try folder.tamper("UPDATE bodies SET content = replace(content, '201', '202') WHERE entry = 2400")
        #expect(try await folder.verify().fault?.id == EntryID(2_400))
    }

    @Test("names an altered entry")
    func altered() async throws {
        try await fill()
        let found = try await fault("UPDATE bodies SET content = replace(content, 'portal', 'laptop') WHERE entry = 4")
        #expect(found == ChainFault(kind: .altered, writer: id(1), sequence: 4, id: EntryID(4)))
    }

    @Test("names a changed hash", arguments: ["zeroblob(32)", "zeroblob(8)"])
    func hash(_ value: String) async throws {
        try await fill()
        #expect(try await fault("UPDATE bodies SET hash = \(value) WHERE entry = 5")?.kind == .altered)
    }

    @Test("names a kind that was made up")
    func kind() async throws {
        try await fill()
        #expect(try await fault("UPDATE entries SET kind = 'nothing' WHERE id = 5")?.kind == .altered)
        await #expect(throws: AuditUnreadable.damagedRow(EntryID(5))) {
            try await SQLiteAuditReader.open(path: folder.store).query(AuditQuery())
        }
    }

    @Test("names a deleted row")
    func deleted() async throws {
        try await fill()
        let found = try await fault("DELETE FROM entries WHERE id = 7")
        #expect(found?.kind == .missing)
        #expect(found?.sequence == 7)
    }

    @Test("names swapped rows")
    func swapped() async throws {
        try await fill()
        let found = try await fault(
            """
            UPDATE entries SET id = -1 WHERE id = 5; UPDATE entries SET id = 5 WHERE id = 9;
            UPDATE entries SET id = 9 WHERE id = -1;
            UPDATE bodies SET entry = -1 WHERE entry = 5; UPDATE bodies SET entry = 5 WHERE entry = 9;
            UPDATE bodies SET entry = 9 WHERE entry = -1;
            """)
        #expect(found?.kind == .reordered)
    }

    @Test("names a tail that was cut before the next writer began")
    func truncated() async throws {
        try await fill()
        await (try await folder.open(writer: 2)).close()
        #expect(try await folder.verify().isWhole)
        let found = try await fault("DELETE FROM entries WHERE id = 21")
        guard case .cut = found?.kind else {
            Issue.record("a cut went unnoticed: \(String(describing: found))")
            return
        }
        #expect(found?.sequence == 21)
    }

    @Test("names an altered side row, and a column that lies")
    func sideRow() async throws {
        try await fill()
        let found = try await fault("UPDATE invitees SET address = 'x@y.example' WHERE entry = 4")
        #expect(found?.kind == .inviteeAltered)
        try folder.tamper("UPDATE invitees SET address = 'dana@fabrikam.example' WHERE entry = 4")
        #expect(try await folder.verify().isWhole)
        #expect(try await fault("UPDATE entries SET channel = 'bot' WHERE id = 4") == nil)
        #expect(try await folder.verify().copies?.first?.copy == "entries.channel")
    }

    @Test("an entry cannot be changed by a statement of ours")
    func final() async throws {
        let store = try await folder.open()
        await #expect(throws: DatabaseError.self) {
            try await store.pool.write { db in try db.execute(sql: "UPDATE entries SET time = 0") }
        }
        await #expect(throws: DatabaseError.self) {
            try await store.pool.write { db in try db.execute(sql: "UPDATE bodies SET content = '{}'") }
        }
    }

    @Test("erasing a person leaves the chain whole, and no trace of the person in the file")
    func erased() async throws {
        let store = try await folder.open()
        _ = try await store.append(try decision(1, address: "Dana.Unique@fabrikam.example"))
        _ = try await store.append(try decision(2, address: "other@fabrikam.example"))
        let receipt = try await store.erase(Erasure(address: "dana.unique@FABRIKAM.example", by: "dpo", at: noon))
        let erased = try #require(try await store.reader.entry(receipt.id))
        #expect(erased.json()["content"]?["rows"] == 1)
        #expect(try await folder.verify().isWhole)
        var query = AuditQuery()
        query.address = "dana.unique@fabrikam.example"
        #expect(try await store.reader.query(query).entries.isEmpty)
        query.address = "other@fabrikam.example"
        #expect(try await store.reader.query(query).entries.count == 1)
        await store.close()
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: folder.store)))
        #expect(!String(decoding: bytes, as: UTF8.self).contains("Dana.Unique"))
    }
}

@Suite("A file that somebody else made")
struct ForgedFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(
        "with columns of other types is reported, not tripped over",
        arguments: [
            ("entries", "version", "'x'"), ("entries", "time", "x'00'"), ("entries", "kind", "NULL"),
            ("entries", "decision", "'x'"), ("entries", "sequence", "'x'"), ("entries", "inviter", "7"),
            ("bodies", "content", "x'FF'"), ("bodies", "content", "NULL"), ("bodies", "hash", "NULL"),
            ("bodies", "previous", "9"), ("invitees", "address", "NULL"), ("invitees", "key", "x'00'"),
        ])
    func types(_ table: String, _ column: String, _ value: String) async throws {
        let store = try await folder.open()
        _ = try await store.append(try decision(1))
        await store.close()
        // The same table without its types and constraints.
        try folder.tamper(
            """
            CREATE TABLE loose AS SELECT * FROM \(table);
            DROP TABLE \(table);
            ALTER TABLE loose RENAME TO \(table);
            UPDATE \(table) SET \(column) = \(value);
            """)
        let report = try await folder.verify()
        #expect(!report.isWhole)
    }
}
