public import AuditTrail
import GRDB
public import Invitations

/// How far each sink has come, kept in the store, and the rows that it has still to take.
///
/// It has a connection of its own: neither its reading nor its small writes stand in the queue of those who wait for
/// their entry. Its commits are not synced by themselves (`synchronous = NORMAL`), so that they hold the write lock for
/// microseconds: a cursor that a power cut sets back means entries sent again, never entries left out. What it reads is
/// durable all the same, since a commit of entries shows itself to readers only after its sync.
public final class SinkCursors: Sendable {
    private let database: DatabaseQueue

    private init(database: DatabaseQueue) {
        self.database = database
    }

    /// Opens the cursors of the store at `path`, which must have been opened for writing before: that makes the tables.
    public static func open(path: String) throws(AuditStoreFault) -> SinkCursors {
        SinkCursors(database: try StoreConnection.openBeside(path: path))
    }

    public func close() {
        try? database.close()
    }

    /// Takes the sink's lease if it is free, has ended, or is the process's own, and then renews it.
    ///
    /// - Parameters:
    ///   - start: where a sink that the store has never seen begins.
    ///   - monotonic: the host's monotonic clock, in milliseconds.
    public func claim(
        _ sink: SinkName, for holder: WriterID, startingAt start: SinkStart, at monotonic: Int64
    ) async throws(AuditUnavailable) -> SinkClaim {
        try await writing { db in
            try SinkTables.add(sink, at: start, db)
            guard let row = try SinkTables.row(of: sink, db) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            if let lease = row.lease, lease.holder != holder, lease.holds(at: monotonic) {
                return .heldElsewhere(lease.holder)
            }
            // A store that was put back from a backup may end before a cursor written by hand or by a later one.
            let taken = min(row.taken, try SinkTables.newest(db))
            try SinkTables.set(sink, taken, SinkLease(to: holder, at: monotonic), db)
            return .granted(after: EntryID(taken))
        }
    }

    /// Notes that the sink has taken everything up to and with this entry, and renews the lease. The cursor never goes back.
    ///
    /// - Returns: false if the lease has gone to another process; then nothing was changed.
    public func move(
        _ sink: SinkName, to id: EntryID, for holder: WriterID, at monotonic: Int64
    ) async throws(AuditUnavailable) -> Bool {
        try await writing { db in
            guard let row = try SinkTables.row(of: sink, db), row.lease?.holder == holder else { return false }
            try SinkTables.set(sink, max(row.taken, id.number), SinkLease(to: holder, at: monotonic), db)
            return true
        }
    }

    /// Keeps the lease for as long again.
    ///
    /// - Returns: false if it has gone to another process.
    public func renew(_ sink: SinkName, for holder: WriterID, at monotonic: Int64) async throws(AuditUnavailable) -> Bool {
        try await move(sink, to: EntryID(0), for: holder, at: monotonic)
    }

    /// Gives the lease back, if the process has it: the next one need not wait until it ends.
    public func release(_ sink: SinkName, by holder: WriterID) async throws(AuditUnavailable) {
        try await writing { db in
            guard let row = try SinkTables.row(of: sink, db), row.lease?.holder == holder else { return }
            try SinkTables.set(sink, row.taken, nil, db)
        }
    }

    /// Where the sink stands.
    ///
    /// - Parameter monotonic: the host's monotonic clock, in milliseconds: a lease that has ended names nobody.
    public func position(of sink: SinkName, at monotonic: Int64) async throws(AuditUnreadable) -> SinkPosition {
        try await reading { db in
            let row = try SinkTables.row(of: sink, db)
            let taken = row?.taken ?? 0
            let since = try Int64.fetchOne(
                db, sql: "SELECT time FROM entries WHERE id > ? ORDER BY id LIMIT 1", arguments: [taken])
            return SinkPosition(
                taken: EntryID(taken), newest: EntryID(try SinkTables.newest(db)),
                pendingSince: since.map { Timestamp(milliseconds: $0) },
                holder: row?.lease.flatMap { $0.holds(at: monotonic) ? $0.holder : nil })
        }
    }

    /// The next rows after `id`, in the order of commits: at most `count`, fewer once their contents come to `bytes`.
    public func page(after id: EntryID, count: Int, bytes: Int) async throws(AuditUnreadable) -> [TrailItem] {
        try await reading { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                    WHERE entries.id > ? ORDER BY entries.id LIMIT ?
                    """, arguments: [id.number, count])
            var items: [TrailItem] = []
            var size = 0
            while size < bytes, let row = try cursor.next().map(EntryRow.init) {
                guard let stored = row.stored else {
                    items.append(.damaged(row.id))
                    continue
                }
                items.append(.entry(stored))
                size += stored.entry.content.count
            }
            return items
        }
    }

    private func writing<T: Sendable>(
        _ body: @Sendable @escaping (Database) throws -> T
    ) async throws(AuditUnavailable) -> T {
        do {
            return try await database.writeWithoutTransaction { db in
                var result: T?
                // IMMEDIATE, as the writer of entries does it: a lock that is upgraded half-way cannot wait.
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
                return result
            }
        } catch {
            throw AuditUnavailable(error)
        }
    }

    private func reading<T: Sendable>(
        _ body: @Sendable @escaping (Database) throws -> T
    ) async throws(AuditUnreadable) -> T {
        do {
            return try await database.read(body)
        } catch {
            throw AuditUnreadable(error)
        }
    }
}
