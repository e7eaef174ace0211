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
        let statement = QueryStatement(query)
        let rows = try await rows(statement.sql, statement.arguments)
        var entries: [StoredEntry] = []
        for row in rows.prefix(statement.limit) {
            guard let stored = row.stored else { throw .damagedRow(row.id) }
            entries.append(stored)
        }
        return AuditPage(entries: entries, next: rows.count > statement.limit ? entries.last?.id : nil)
    }

    public func entry(_ id: EntryID) async throws(AuditUnreadable) -> StoredEntry? {
        let rows = try await rows(
            "SELECT \(EntryRow.columns) FROM \(EntryRow.tables) WHERE entries.id = ?", [id.number])
        guard let row = rows.first else { return nil }
        guard let stored = row.stored else { throw .damagedRow(row.id) }
        return stored
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

    /// What these counters stand at; those that nobody took a place in are not named.
    ///
    /// - Parameter counters: at most 64, all read at one moment.
    public func usage(of counters: [String]) async throws(AuditUnreadable) -> [String: Int] {
        guard !counters.isEmpty else { return [:] }
        guard counters.count <= ReservingDraft.mostReservations else { throw .tooManyCounters(counters.count) }
        return try await reading { db in try QuotaTables.usage(of: counters, db) }
    }

    /// Checks the whole trail, a thousand rows at a time, so that a long check keeps no snapshot open.
    ///
    /// - Parameter expected: heads kept elsewhere that the trail must hold.
    public func verify(expecting expected: [ChainHead] = []) async throws(AuditUnreadable) -> TrailReport {
        var verifier = ChainVerifier(expecting: expected)
        var fault: ChainFault?
        do {
            try await feed(&verifier)
            try verifier.finish()
        } catch let error as ChainFault {
            fault = error
        } catch let error as AuditUnreadable {
            throw error
        } catch {
            throw AuditUnreadable(error)
        }
        return TrailReport(
            entries: verifier.entries, writers: verifier.writers, heads: verifier.heads, fault: fault)
    }

    private func feed(_ verifier: inout ChainVerifier) async throws {
        var last: Int64 = .min
        while true {
            let batch = try await rows(
                """
                SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                WHERE entries.id > ? ORDER BY entries.id LIMIT 1000
                """, [last])
            guard let end = batch.last else { return }
            for row in batch {
                guard let stored = row.stored else {
                    throw ChainFault(
                        kind: .altered, writer: row.writer ?? WriterID(high: 0, low: 0), sequence: row.sequence,
                        id: row.id)
                }
                try verifier.feed(stored)
            }
            last = end.id.number
        }
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
    fileprivate init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .failed(code: -1, message: "\(type(of: error))")
            return
        }
        self =
            error.resultCode == .SQLITE_MISUSE
            ? .closed : .failed(code: error.extendedResultCode.rawValue, message: error.message ?? "no message")
    }
}
