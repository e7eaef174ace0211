public import AuditTrail
import GRDB
public import Invitations

/// Reads a trail: of the store that is being written, or of a file beside a running service.
public final class SQLiteAuditReader: Sendable {
    let database: any DatabaseReader

    init(database: any DatabaseReader) {
        self.database = database
    }

    /// Opens the store at `path` for reading only.
    public static func open(path: String) throws(AuditStoreFault) -> SQLiteAuditReader {
        SQLiteAuditReader(database: try StoreConnection.openReadOnly(path: path))
    }

    public func query(_ query: AuditQuery) async throws(AuditUnreadable) -> AuditPage {
        try await self.query(query, until: nil)
    }

    /// - Parameter deadline: when to give what was found so far, with where to go on; nil for never.
    public func query(
        _ query: AuditQuery, until deadline: ContinuousClock.Instant?
    ) async throws(AuditUnreadable) -> AuditPage {
        let limit = min(max(query.limit, 1), 1_000)
        // One more than wanted tells whether there are more.
        var piece = try await piece(of: query, limit: limit + 1, until: deadline)
        if let damaged = piece.damaged { throw .damagedRow(damaged) }
        if piece.entries.count > limit {
            piece.entries.removeLast()
            return AuditPage(entries: piece.entries, next: piece.entries.last?.id)
        }
        // The next page begins beside the first row that was not looked at.
        let next = piece.ahead.map { query.order == .newestFirst ? $0.upperBound + 1 : $0.lowerBound - 1 }
        return AuditPage(entries: piece.entries, next: next.map { EntryID($0) })
    }

    public func entry(_ id: EntryID) async throws(AuditUnreadable) -> StoredEntry? {
        let rows = try await rows(
            "SELECT \(EntryRow.columns) FROM \(EntryRow.tables) WHERE entries.id = ?", [id.number])
        guard let row = rows.first else { return nil }
        guard let stored = row.stored else { throw .damagedRow(row.id) }
        return stored
    }

    /// Whether the store has this version's tables and indexes. One of an earlier version is read all the same, at length.
    public func isCurrent() async throws(AuditUnreadable) -> Bool {
        try await reading { db in try SegmentWalk.format(of: db) >= StoreSchema.version }
    }

    /// How many approved decisions have no settling outcome (``AuditQuery/inDoubt``).
    ///
    /// - Parameter before: counts those made before this time only; those of the last moments may be on their way.
    public func inDoubtCount(before: Timestamp? = nil) async throws(AuditUnreadable) -> Int {
        let limit = before?.milliseconds ?? .max
        return try await reading { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM open_intents JOIN entries ON entries.id = open_intents.entry
                    WHERE entries.time < ?
                    """, arguments: [limit]) ?? 0
        }
    }

    /// The second condition is the index's own: with it the rows are found, however many entries lie between.
    static let forwardingCommandsSQL = """
        SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
        WHERE entries.kind IN ('paused', 'resumed') AND entries.kind NOT IN ('decision', 'outcome') AND entries.id > ?
        ORDER BY entries.id LIMIT 1000
        """

    /// The `paused` and `resumed` entries after a row (from the first on, if nil), oldest first, at most 1,000.
    public func forwardingCommands(after row: EntryID? = nil) async throws(AuditUnreadable) -> [StoredEntry] {
        let rows = try await rows(Self.forwardingCommandsSQL, [row?.number ?? .min])
        var entries: [StoredEntry] = []
        for row in rows {
            guard let stored = row.stored else { throw .damagedRow(row.id) }
            entries.append(stored)
        }
        return entries
    }

    /// What these counters stand at; those that nobody took a place in are not named.
    ///
    /// - Parameter counters: at most 64, all read at one moment.
    public func usage(of counters: [String]) async throws(AuditUnreadable) -> [String: Int] {
        guard !counters.isEmpty else { return [:] }
        guard counters.count <= ReservingDraft.mostReservations else { throw .tooManyCounters(counters.count) }
        return try await reading { db in try QuotaTables.usage(of: counters, db) }
    }

    /// Checks the whole trail.
    ///
    /// - Parameter expected: heads kept elsewhere that the trail must hold.
    public func verify(expecting expected: [ChainHead] = []) async throws(AuditUnreadable) -> TrailReport {
        try await verify(against: TrailEvidence(heads: expected), keys: [])
    }

    private func rows(_ sql: String, _ arguments: StatementArguments) async throws(AuditUnreadable) -> [EntryRow] {
        try await reading { db in
            var rows: [EntryRow] = []
            let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
            while let row = try cursor.next() { rows.append(EntryRow(row)) }
            return rows
        }
    }

    func reading<T: Sendable>(
        _ body: @Sendable @escaping (Database) throws -> T
    ) async throws(AuditUnreadable) -> T {
        do {
            return try await database.read(body)
        } catch {
            throw AuditUnreadable(error)
        }
    }
}

extension AuditUnreadable {
    init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .failed(code: -1, message: "\(type(of: error))")
            return
        }
        self =
            error.resultCode == .SQLITE_MISUSE
            ? .closed : .failed(code: error.extendedResultCode.rawValue, message: error.message ?? "no message")
    }
}
