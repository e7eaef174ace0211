import AuditTrail
import GRDB
import Invitations

/// The signed notes that lie beside the entries.
enum CheckpointTables {
    /// A file of an older format, opened for reading only, has none.
    static func exist(_ db: Database) throws -> Bool { try db.tableExists("checkpoints") }

    static func last(_ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT note FROM checkpoints ORDER BY id DESC LIMIT 1")
    }

    static func anchor(_ db: Database) throws -> String? {
        guard try exist(db) else { return nil }
        return try String.fetchOne(db, sql: "SELECT note FROM anchor")
    }

    /// The row of the last entry, which is how many were ever written: a row's number is one more than the last one's
    /// (SQLite, "Rowids and the ROWID chain"; a transaction that is rolled back uses none up), and the last one stays.
    static func entries(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(id) FROM entries") ?? 0
    }

    static func add(_ note: SignedNote, _ entries: Int64, _ time: Timestamp, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO checkpoints (entries, time, note) VALUES (?, ?, ?)",
            arguments: [entries, time.milliseconds, note.description])
    }

    static func setAnchor(_ note: SignedNote, _ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO anchor (id, note) VALUES (1, ?)", arguments: [note.description])
    }
}

extension SignedNote {
    /// A note out of a table: what it says, once a known key is seen to have signed it, and for this purpose. A checkpoint
    /// put in the anchor's place would else pass off as removed whatever somebody dropped.
    static func attested(
        _ text: String, as purpose: TrailCheckpoint.Purpose, by keys: [NoteVerifier]
    ) throws(NoteFault) -> AttestedCheckpoint {
        let note = try SignedNote(parsing: Array(text.utf8)).attested(by: keys)
        guard note.checkpoint.purpose == purpose else { throw .notACheckpoint("its purpose is another") }
        return note
    }
}
