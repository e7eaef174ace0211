import AuditTrail
import GRDB
import Invitations

/// The table of sinks' cursors, inside a transaction.
enum SinkTables {
    struct SinkRow {
        var taken: Int64
        var lease: SinkLease?
    }

    static func row(of sink: SinkName, _ db: Database) throws -> SinkRow? {
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT taken, holder, expires FROM sink_cursors WHERE sink = ?", arguments: [sink.rawValue])
        else { return nil }
        let holder = (row[1] as DatabaseBytes?).flatMap { WriterID(blob: $0.bytes) }
        let expires: Int64 = row[2]
        return SinkRow(taken: row[0], lease: holder.map { SinkLease(holder: $0, expires: expires) })
    }

    static func newest(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(id) FROM entries") ?? 0
    }

    /// A sink that is there already stays as it is.
    static func add(_ sink: SinkName, at start: SinkStart, _ db: Database) throws {
        let taken = start == .newest ? try newest(db) : 0
        try db.execute(
            sql: "INSERT OR IGNORE INTO sink_cursors (sink, taken) VALUES (?, ?)", arguments: [sink.rawValue, taken])
    }

    static func set(_ sink: SinkName, _ taken: Int64, _ lease: SinkLease?, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE sink_cursors SET taken = ?, holder = ?, expires = ? WHERE sink = ?",
            arguments: [taken, lease?.holder.blob, lease?.expires ?? 0, sink.rawValue])
    }

    /// The last entry that every one of these sinks has taken, so that rows up to and with it may be deleted; nil if there
    /// are no sinks. One that has not begun counts as having taken nothing.
    ///
    /// - Parameter sinks: those that are switched on: one that was switched off keeps its cursor and holds nothing back.
    static func slowest(of sinks: Set<SinkName>, _ db: Database) throws -> EntryID? {
        try sinks.map { EntryID(try row(of: $0, db)?.taken ?? 0) }.min()
    }
}
