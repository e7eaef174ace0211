import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import StrictJSON
import Testing

@testable import AuditStores

@Suite("The copies by which entries are found")
struct CopyTests {
    let folder: Folder
    static let signer = try? NoteSigner(name: "gate.example/audit", seed: Array(0..<32))

    init() throws { folder = try Folder() }

    /// Row 1 started; 2 to 21 ten decisions, the odd ones denied, and an outcome each where approved; then a claim, one in doubt for good,
    /// one erased, one of another writer.
    @discardableResult
    private func fill() async throws -> [ChainHead] {
        let store = try await folder.open()
        for number in 0..<10 as Range<UInt64> {
            _ = try await store.append(try decision(number, number % 2 == 0 ? .approved : .denied, address: "guest\(number)@fabrikam.example"))
            if number % 2 == 0, number < 6 { _ = try await store.append(outcome(number)) }
        }
        _ = try await store.append(
            .outcome(OutcomeRecord(decision: id(8), time: noon, outcome: .unknown, source: .lookup, detail: "ambiguous")))
        let claim = KeyClaim(
            key: try #require(Digest256(bytes: Array(repeating: 1, count: 32))),
            fingerprint: try #require(Digest256(bytes: Array(repeating: 2, count: 32))),
            expires: noon.adding(seconds: 600), isHeldInDoubt: true)
        _ = try await store.append(try reserving(20, ["a": 3], claiming: claim))
        await store.close()
        let second = try await folder.open(writer: 2)
        _ = try await second.append(
            .policyLoaded(
                PolicyLoadedRecord(policy: PolicyReference(name: "p", digest: "other", mode: "enforce"), file: "p", rules: 1, domains: 1, by: "x"),
                at: noon))
        _ = try await second.makeCheckpoint(signing: try #require(Self.signer), at: noon)
        await second.close()
        return try await folder.verify().heads
    }

    private func report() async throws -> TrailReport {
        try await SQLiteAuditReader.open(path: folder.store).verify(
            against: TrailEvidence(), keys: [try #require(Self.signer).verifier])
    }

    @Test("agree with the entries where nobody touched them, and after an erasure")
    func untouched() async throws {
        try await fill()
        let before = try await report()
        #expect(before.isWhole && before.copies?.count == 0, "\(before)")
        let store = try await folder.open(writer: 3)
        _ = try await store.erase(Erasure(address: "guest2@fabrikam.example", by: "dpo", at: noon))
        // Beside the writer that has it open.
        let after = try await report()
        #expect(after.isWhole && after.entries == before.entries + 2, "\(after)")
        _ = try await store.append(.erased(ErasedRecord(by: "dpo", rows: 0), at: noon))
        await store.close()
        #expect(try await report().isWhole)
    }

    struct Tampering: CustomTestStringConvertible, Sendable {
        var sql: String
        var copy: String
        var kind: CopyFault.Kind
        var row: Int64?
        init(_ sql: String, _ copy: String, _ kind: CopyFault.Kind, _ row: Int64?) {
            (self.sql, self.copy, self.kind, self.row) = (sql, copy, kind, row)
        }
        var testDescription: String { sql }
    }

    // Row 2: decision 0 approved; 3: its outcome; 4: decision 1 denied; 5: decision 2; 6: its outcome; 7: decision 3 denied…
    static let tamperings: [Tampering] = [
        .init("UPDATE entries SET result = 'approved' WHERE id = 4", "entries.result", .altered, 4),
        .init("UPDATE entries SET result = NULL WHERE id = 3", "entries.result", .altered, 3),
        .init("UPDATE entries SET result = 'unknown' WHERE id = 6", "entries.result", .altered, 6),
        .init("UPDATE entries SET reason = NULL WHERE id = 4", "entries.reason", .altered, 4),
        .init("UPDATE entries SET reason = 'noRuleAllows' WHERE id = 4", "entries.reason", .altered, 4),
        .init("UPDATE entries SET inviter = x'000000000000abcd0000000000000007' WHERE id = 4", "entries.inviter", .altered, 4),
        .init("UPDATE entries SET caller = NULL WHERE id = 4", "entries.caller", .altered, 4),
        .init("UPDATE entries SET channel = 'bot' WHERE id = 4", "entries.channel", .altered, 4),
        .init("UPDATE entries SET channel = NULL", "entries.channel", .altered, 2),
        .init("DELETE FROM entry_rules WHERE entry = 4", "entry_rules", .missing, 4),
        .init("DELETE FROM entry_rules", "entry_rules", .missing, 2),
        .init("UPDATE entry_rules SET rule = 'rule-2' WHERE entry = 4", "entry_rules", .missing, 4),
        .init("UPDATE entry_rules SET entry = 3 WHERE entry = 4", "entry_rules", .extra, 3),
        .init("UPDATE entry_rules SET segment = 1 WHERE entry = 4", "entry_rules", .missing, 4),
        .init("INSERT INTO entry_rules VALUES (0, 'rule-9', 4)", "entry_rules", .extra, 4),
        .init("INSERT INTO entry_rules VALUES (0, 'rule-9', 999)", "entry_rules", .extra, 999),
        .init("INSERT INTO entry_rules VALUES (7, 'rule-9', 4)", "entry_rules", .extra, 4),
        .init("INSERT INTO entry_rules VALUES (-1, 'rule-9', 4)", "entry_rules", .extra, 4),
        .init("DELETE FROM segment_policies WHERE digest = 'd'", "segment_policies", .missing, 2),
        .init("UPDATE segment_policies SET digest = 'o' WHERE digest = 'other'", "segment_policies", .extra, 1),
        .init("INSERT INTO segment_policies VALUES (0, 'never')", "segment_policies", .extra, 1),
        .init("INSERT INTO segment_policies VALUES (9, 'd')", "segment_policies", .extra, nil),
        .init("DELETE FROM open_intents WHERE entry = 11", "open_intents", .missing, 11),
        .init("INSERT INTO open_intents (decision, entry) VALUES (x'000000000000abcd0000000000000001', 4)", "open_intents", .extra, 4),
        .init("INSERT INTO open_intents (decision, entry) VALUES (x'000000000000abcd0000000000000000', 2)", "open_intents", .extra, 2),
        .init("INSERT INTO open_intents (decision, entry) VALUES (x'00', 2)", "open_intents", .extra, 2),
        .init("UPDATE open_intents SET entry = 2 WHERE entry = 11", "open_intents.entry", .altered, 11),
        .init("UPDATE open_intents SET final = 1 WHERE entry = 11", "open_intents.final", .altered, 11),
        .init("UPDATE open_intents SET final = 0 WHERE final = 1", "open_intents.final", .altered, 13),
        .init("UPDATE idempotency_claims SET decision = x'000000000000abcd0000000000000006'", "idempotency_claims.decision", .altered, 16),
        .init("UPDATE idempotency_claims SET entry = 2", "idempotency_claims.decision", .altered, 2),
        .init("UPDATE idempotency_claims SET entry = 999", "idempotency_claims.decision", .altered, 999),
        .init("UPDATE idempotency_claims SET time = time + 1", "idempotency_claims.time", .altered, 16),
        .init(
            "UPDATE idempotency_claims SET decision = x'000000000000abcd0000000000000000', entry = 2", "idempotency_claims.held", .altered, 2),
        .init("UPDATE chains SET committed = 9 WHERE id = 2", "chains.committed", .altered, nil),
        .init("UPDATE chains SET committed = 0 WHERE id = 1", "chains.committed", .altered, nil),
        .init("UPDATE chains SET removed = 5, removed_hash = zeroblob(32) WHERE id = 2", "chains.removed", .altered, nil),
        .init("UPDATE checkpoints SET entries = 1", "checkpoints.entries", .altered, nil),
        .init("INSERT INTO bodies VALUES (999, '{}', zeroblob(32), zeroblob(32))", "bodies", .extra, 999),
        .init("INSERT INTO invitees (entry, key, address) VALUES (0, zeroblob(32), 'x')", "invitees", .extra, 0),
        .init("DROP INDEX entries_reason", "index entries_reason", .missing, nil),
        .init(
            "DROP INDEX entries_reason; CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL AND id <> 4", "index entries_reason",
            .altered, nil),
        .init("DROP TRIGGER bodies_rules", "trigger bodies_rules", .missing, nil),
        .init("CREATE TRIGGER quiet AFTER INSERT ON bodies BEGIN DELETE FROM entry_rules; END", "trigger quiet", .extra, nil),
        .init(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL AND id <> 4' WHERE name = 'entries_reason'
            """, "index entries_reason", .altered, nil),
        .init("PRAGMA user_version = 2", "index entries_time", .missing, nil),
    ]

    @Test("are named with the entry where one was changed alone, and the chain is told to be whole", arguments: tamperings)
    func tampered(_ tampering: Tampering) async throws {
        try await fill()
        try folder.tamper(tampering.sql)
        let report = try await report()
        #expect(report.chainIsWhole && !report.isWhole, "\(report)")
        let first = try #require(report.copies?.first)
        #expect(first.copy == tampering.copy && first.kind == tampering.kind, "\(first)")
        #expect(first.id?.number == tampering.row, "\(first)")
        if let row = first.id, (1...18).contains(row.number) { #expect(first.head?.sequence == (row.number > 16 ? row.number - 16 : row.number)) }
    }

    /// What has no source but itself.
    private static let unmendable = ["bodies", "invitees", "idempotency_claims.decision"]

    @Test(
        "are made anew out of the entries, which an entry tells of, and agree then",
        arguments: tamperings.filter { !unmendable.contains($0.copy) })
    func mended(_ tampering: Tampering) async throws {
        let entries = try await fill()
        try folder.tamper(tampering.sql)
        let keys = [try #require(Self.signer).verifier]
        let found = try #require(try await report().copies)
        let store = try await folder.open(writer: 7)
        try await store.reindex(differing: found, keys: keys, by: "root (uid 0)", at: noon)
        await store.close()
        let after = try await report()
        #expect(after.isWhole && after.entries == 20, "\(after)")
        #expect(Set(entries).isSubset(of: after.heads), "the entries are as they were")
        var query = AuditQuery()
        query.kinds = [.reindexed]
        let told = try await SQLiteAuditReader.open(path: folder.store).query(query).entries
        #expect(
            told.count == 1 && told[0].json()["content"]?["by"] == "root (uid 0)" && told[0].json()["content"]?["first"] == .string(tampering.copy))
    }

    @Test("agree after retention, with a chain that it took whole, and are mended there too")
    func pruned() async throws {
        let signer = try #require(Self.signer)
        try await fill()
        let store = try await folder.open(writer: 5)
        for number in 100..<104 as Range<UInt64> {
            _ = try await store.append(try decision(number, .denied, at: noon.adding(seconds: 86_400)))
        }
        // The one in doubt holds what comes after it: it is settled first.
        for number in [6, 8, 20] as [UInt64] { _ = try await store.append(outcome(number, at: noon)) }
        let plan = try await store.planPruning(before: noon.adding(seconds: 60), keys: [signer.verifier])
        #expect(plan.entries > 10)
        _ = try await store.prune(plan, signing: signer, by: "x", at: noon.adding(seconds: 90_000))
        let left = try await report()
        #expect(left.isWhole && left.removed == plan.through, "\(left)")
        try folder.tamper("DELETE FROM entry_rules WHERE entry = \(plan.through + 2); UPDATE chains SET removed = 1 WHERE id = 1")
        let found = try await report()
        #expect(found.chainIsWhole && found.copies?.first?.copy == "entry_rules" && found.copies?.count == 2, "\(found)")
        try await store.reindex(differing: try #require(found.copies), keys: [signer.verifier], by: "x", at: noon.adding(seconds: 90_000))
        #expect(try await report().isWhole)
        // A chain that no anchor and no start knows yet.
        try await folder.open(writer: 9).close()
        try folder.tamper("UPDATE chains SET removed = -5, removed_hash = zeroblob(32), committed = -9")
        let impossible = try await report()
        #expect(impossible.chainIsWhole && impossible.copies?.first != nil, "\(impossible)")
        await store.close()
    }

    @Test("that SQLite keeps are checked row by row: an index that lost one is named")
    func indexLost() async throws {
        try await fill()
        // The index is made over a part of the rows, and told to be over all.
        try folder.tamper(
            """
            DROP INDEX entries_reason;
            CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL AND id <> 4;
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL' WHERE name = 'entries_reason';
            """)
        var query = AuditQuery()
        query.reason = .domainDenied
        let found = try await SQLiteAuditReader.open(path: folder.store).query(query).entries.map(\.id.number)
        #expect(!found.contains(4), "the denial is hidden")
        let report = try await report()
        #expect(report.chainIsWhole && report.copies?.first?.copy == "index entries_reason", "\(report)")
        #expect(report.copies?.first?.id == EntryID(4) && report.copies?.first?.kind == .missing)
    }

    @Test("An invitee that is gone without an erasure is named, as one beyond what was erased")
    func inviteeGone() async throws {
        try await fill()
        try folder.tamper("DELETE FROM invitees WHERE entry = 4")
        #expect(try await report().fault?.kind == .inviteeMissing)
        #expect(try await report().fault?.id == EntryID(4))
        let store = try await folder.open(writer: 3)
        _ = try await store.erase(Erasure(address: "guest2@fabrikam.example", by: "dpo", at: noon))
        await store.close()
        // Two are gone, and one was erased.
        #expect(try await report().fault?.kind == .inviteeMissing)
    }

    @Test("The newest entry without its content is named")
    func headless() async throws {
        try await fill()
        try folder.tamper("DELETE FROM bodies WHERE entry = (SELECT max(entry) FROM bodies)")
        let fault = try await report().fault
        #expect(fault?.kind.name == "unreadable" && fault?.id == EntryID(18) && fault?.sequence == 2, "\(String(describing: fault))")
    }

    @Test("are compared segment by segment, and the first entry is named, whichever copy comes first")
    func segments() async throws {
        let store = try await folder.open(batch: 4_096)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<16_500 as Range<UInt64> { group.addTask { _ = try? await store.append(try decision(number, .denied)) } }
        }
        await store.close()
        let whole = try await folder.verify()
        #expect(whole.isWhole && whole.entries == 16_501, "\(whole)")
        try folder.tamper("DELETE FROM entry_rules WHERE entry = 16400; UPDATE entries SET reason = NULL WHERE id = 16390")
        var found = try await folder.verify().copies
        #expect(found?.first?.copy == "entries.reason" && found?.first?.id == EntryID(16_390) && found?.count == 2)
        try folder.tamper("UPDATE entry_rules SET segment = 0 WHERE entry = 16384")
        found = try await folder.verify().copies
        #expect(found?.first?.copy == "entry_rules" && found?.first?.id == EntryID(16_384) && found?.count == 4, "\(String(describing: found))")
    }

    @Test("agree while entries are written beside")
    func beside() async throws {
        let store = try await folder.open()
        let writing = Task {
            for number in 0..<400 as Range<UInt64> {
                _ = try await store.append(try decision(number))
                if number % 3 != 0 { _ = try await store.append(outcome(number)) }
            }
        }
        for _ in 0..<20 {
            let report = try await folder.verify()
            #expect(report.isWhole, "\(report)")
        }
        try await writing.value
        #expect(try await folder.verify().isWhole)
        await store.close()
    }
}
