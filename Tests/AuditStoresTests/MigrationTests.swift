import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A store file of format 1")
struct MigrationTests {
    let folder: Folder

    /// The tables as the first release made them, with a chain of a start and two approved decisions, one of them settled.
    init() throws {
        folder = try Folder()
        let database = try DatabaseQueue(path: folder.store)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: Self.tables)
            let drafts = [started, try decision(1), try decision(2), outcome(1)]
            var previous = ChainOrigin.previous(writer: id(9), heads: [])
            for (position, draft) in drafts.enumerated() {
                let entry = draft.placed(writer: id(9), sequence: Int64(position) + 1, previous: previous)
                previous = entry.hash
                try Self.insert(entry, draft, db)
            }
            try db.execute(
                sql: "INSERT INTO open_intents (decision, entry) VALUES (?, 3)", arguments: [(id(2) as DecisionID).blob])
        }
        try database.close()
    }

    private static func insert(_ entry: Entry, _ draft: EntryDraft, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO entries (chain, sequence, version, time, kind, decision, result, reason, inviter, caller, channel)
                VALUES (1, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.sequence, entry.time.milliseconds, entry.kind.rawValue, entry.decision?.blob, draft.fields.result,
                draft.fields.reason, draft.fields.inviter?.blob, draft.fields.caller?.blob, draft.fields.channel,
            ])
        try db.execute(
            sql: "INSERT INTO bodies (entry, content, previous, hash) VALUES (?, ?, ?, ?)",
            arguments: [
                entry.sequence, String(decoding: entry.content, as: UTF8.self), DatabaseBytes(Array(entry.previous.bytes)),
                DatabaseBytes(Array(entry.hash.bytes)),
            ])
        guard let side = draft.invitee else { return }
        try db.execute(
            sql: """
                INSERT INTO invitees (entry, key, address, display_name, domain, cc_address, cc_name)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.sequence, DatabaseBytes(Array(side.key.bytes)), side.invitee.address, side.invitee.displayName,
                side.invitee.domain, side.invitee.ccAddress, side.invitee.ccName,
            ])
    }

    @Test("is read as it is, without being changed")
    func readOnly() async throws {
        let reader = try SQLiteAuditReader.open(path: folder.store)
        #expect(try await reader.verify().fault == nil)
        #expect(try await reader.query(AuditQuery()).entries.count == 4)
        #expect(try await reader.count(matching: AuditQuery()) == 4)
        #expect(try await reader.inDoubtCount() == 1)
        var seen = 0
        for try await _ in reader.entries(matching: AuditQuery()) { seen += 1 }
        #expect(seen == 4)
        let version = try await reader.database.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") }
        #expect(version == 1)
    }

    @Test("agrees with its copies in every format up to this one, and names one that was altered in each", arguments: 1...StoreSchema.version)
    func everyFormat(_ format: Int) async throws {
        let database = try DatabaseQueue(path: folder.store)
        try StoreSchema.migrate(database, to: format)
        try database.close()
        let report = try await folder.verify()
        #expect(report.isWhole && report.entries == 4 && report.copies?.count == 0, "\(report)")
        if format >= SearchIndexes.format {
            try folder.tamper("DELETE FROM entry_rules WHERE entry = 3")
            #expect(try await folder.verify().copies?.first?.id == EntryID(3))
            try folder.tamper("INSERT INTO entry_rules VALUES (0, 'rule-0', 3)")
        }
        try folder.tamper("DELETE FROM open_intents")
        #expect(try await folder.verify().copies?.first?.copy == "open_intents")
    }

    @Test("opens, is still whole, and takes quotas from then on")
    func migrates() async throws {
        let store = try await folder.open(writer: 10)
        #expect(try await folder.verify().fault == nil)
        #expect(try await folder.verify().entries == 5)
        #expect(try await store.reader.inDoubtCount() == 1)
        // A decision from before has nothing to give back.
        _ = try await store.append(outcome(2, .notSent, releasing: true))
        #expect(try await store.reader.inDoubtCount() == 0)
        #expect(try await store.append(try reserving(3, ["a": 1])).receipt != nil)
        #expect(try await store.append(try reserving(4, ["a": 1])) == .exhausted(usage: ["a": 1]))
        await store.close()
        let version = try await DatabaseQueue(path: folder.store).read { db in
            try Int.fetchOne(db, sql: "PRAGMA user_version")
        }
        #expect(version == StoreSchema.version)
        #expect(try await folder.verify().fault == nil)
    }

    @Test("gets the indexes over what is there, also of rules and policies, and finds the same by each filter before and after")
    func finds() async throws {
        let filters: [@Sendable (inout AuditQuery) -> Void] = [
            { $0.rule = "rule-1" }, { $0.policy = "d" }, { $0.policy = "e" }, { $0.domain = try? MailDomain("fabrikam.example") },
            { $0.address = "DANA@fabrikam.example" }, { $0.inviter = id(1) }, { $0.verdict = .approved }, { $0.outcome = .created },
            { $0.channel = "portal" }, { $0.caller = id(30) }, { $0.kinds = [.started] }, { $0.inDoubt = true }, { $0.from = noon },
            {
                $0.outcome = .created
                $0.inviter = id(1)
            },
        ]
        func rows(_ reader: SQLiteAuditReader) async throws -> [[Int64]] {
            var all: [[Int64]] = []
            for change in filters {
                var query = AuditQuery()
                change(&query)
                all.append(try await reader.query(query).entries.map(\.id.number))
            }
            return all
        }
        let old = try SQLiteAuditReader.open(path: folder.store)
        let before = try await rows(old)
        #expect(before[0] == [2] && before[1] == [3, 2] && before[2] == [] && before.last == [2])
        try old.database.close()
        await (try SQLiteAuditStore.open(path: folder.store, writer: id(11))).close()
        let new = try SQLiteAuditReader.open(path: folder.store)
        #expect(try await rows(new) == before)
    }

    private static let tables = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1');
        CREATE TABLE chains (
            id INTEGER PRIMARY KEY,
            writer BLOB NOT NULL UNIQUE,
            committed INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO chains (writer) VALUES (x'000000000000abcd0000000000000009');

        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            chain INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            decision BLOB,
            result TEXT,
            reason TEXT,
            inviter BLOB,
            caller BLOB,
            channel TEXT
        ) STRICT;
        CREATE UNIQUE INDEX entries_place ON entries (chain, sequence);
        CREATE INDEX entries_time ON entries (time);
        CREATE INDEX entries_decision ON entries (decision) WHERE decision IS NOT NULL;
        CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL;
        CREATE INDEX entries_kind ON entries (kind) WHERE kind NOT IN ('decision', 'outcome');

        CREATE TABLE bodies (
            entry INTEGER PRIMARY KEY,
            content TEXT NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;

        CREATE TRIGGER entries_are_final BEFORE UPDATE ON entries BEGIN
            SELECT RAISE(ABORT, 'an audit entry is never changed');
        END;
        CREATE TRIGGER bodies_are_final BEFORE UPDATE ON bodies BEGIN
            SELECT RAISE(ABORT, 'an audit entry is never changed');
        END;

        CREATE TABLE invitees (
            entry INTEGER PRIMARY KEY,
            key BLOB NOT NULL,
            address TEXT NOT NULL,
            display_name TEXT,
            domain TEXT,
            cc_address TEXT,
            cc_name TEXT
        ) STRICT;

        CREATE TABLE open_intents (
            decision BLOB PRIMARY KEY,
            entry INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        PRAGMA application_id = 1195463749;
        PRAGMA user_version = 1;
        """
}
