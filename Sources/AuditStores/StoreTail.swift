import AuditTrail
import GRDB
import Invitations

/// The last rows, and what the store's small tables hold at the same moment: a service may be writing beside.
struct StoreTail: Sendable {
    struct IntentRow: Sendable {
        var decision: DecisionID?
        var entry: Int64
        var isFinal: Bool
    }

    struct ChainRow: Sendable {
        var writer: WriterID?
        var committed: Int64
        var removed: ChainHead?
    }

    /// Rows after those that were read before; if they are a whole page there may be more, and nothing else is read.
    var rows: [EntryRow]
    var isLast = true
    var intents: [IntentRow] = []
    var chains: [ChainRow] = []
    var claims: [CopyFault] = []
    var strays: [CopyFault] = []
    /// Of the segment that was begun, and of those after it.
    var segments: [Int64: SegmentCopies] = [:]
    /// The newest row of `entries`, where what belongs to it is gone.
    var headless: ChainFault?

    /// - Parameters:
    ///   - row: the last that was read.
    ///   - removed: rows that retention removed.
    init(after row: Int64, from segment: Int64?, removed: Int64, format: Int, _ db: Database) throws {
        rows = try EntryRow.fetch(after: row, limit: Int64(EntryStream.page), db)
        let last = max(row, rows.last?.id.number ?? row)
        guard rows.count < EntryStream.page else {
            isLast = false
            return
        }
        intents = try Self.intents(format, db)
        chains = try Self.chains(format, db)
        if format >= 5 { claims = try Self.claims(removed, db) }
        headless = try Self.headless(after: last, db)
        try findStrays(removed + 1...max(last, removed + 1), isEmpty: last <= removed, db)
        guard format >= SearchIndexes.format, last > removed else { return }
        let newest = last >> SearchIndexes.shift
        for number in (segment ?? (removed + 1) >> SearchIndexes.shift)...newest { segments[number] = try SegmentCopies(of: number, db) }
        var found: [CopyFault] = []
        try SegmentCopies.strayFaults(outside: (removed + 1) >> SearchIndexes.shift...newest, db) { found.append($0) }
        strays += found
    }

    private static func headless(after row: Int64, _ db: Database) throws -> ChainFault? {
        let found = try Row.fetchOne(
            db,
            sql: """
                SELECT entries.id, entries.sequence, chains.writer FROM entries LEFT JOIN chains ON chains.id = entries.chain
                WHERE entries.id > ? ORDER BY entries.id LIMIT 1
                """, arguments: [row])
        guard let found else { return nil }
        let writer = DatabaseBytes.fromDatabaseValue(found[2]).flatMap { WriterID(blob: $0.bytes) }
        return ChainFault(
            kind: .unreadable(why: "its content, or its writer, is gone"), writer: writer ?? WriterID(high: 0, low: 0),
            sequence: Int64.fromDatabaseValue(found[1]) ?? 0, id: EntryID(Int64.fromDatabaseValue(found[0]) ?? 0))
    }

    private static func intents(_ format: Int, _ db: Database) throws -> [IntentRow] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT decision, entry, \(format >= 7 ? "final" : "0") FROM open_intents ORDER BY entry")
        var found: [IntentRow] = []
        while let row = try rows.next() {
            found.append(
                IntentRow(
                    decision: DatabaseBytes.fromDatabaseValue(row[0]).flatMap { DecisionID(blob: $0.bytes) },
                    entry: Int64.fromDatabaseValue(row[1]) ?? 0, isFinal: Int64.fromDatabaseValue(row[2]) != 0))
        }
        return found
    }

    private static func chains(_ format: Int, _ db: Database) throws -> [ChainRow] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT writer, committed, \(format >= 4 ? "removed, removed_hash" : "0, NULL") FROM chains ORDER BY id")
        var found: [ChainRow] = []
        while let row = try rows.next() {
            let writer = DatabaseBytes.fromDatabaseValue(row[0]).flatMap { WriterID(blob: $0.bytes) }
            let hash = DatabaseBytes.fromDatabaseValue(row[3]).flatMap { Digest256(bytes: $0.bytes) }
            let sequence = Int64.fromDatabaseValue(row[2]) ?? 0
            found.append(
                ChainRow(
                    writer: writer, committed: Int64.fromDatabaseValue(row[1]) ?? 0,
                    removed: writer.flatMap { writer in hash.map { ChainHead(writer: writer, sequence: sequence, hash: $0) } }))
        }
        return found
    }

    /// Claims on idempotency keys that are not of the decision, or not of its time, or are held for one that is settled.
    /// Whose key it is, and what was asked under it, no entry says.
    private static func claims(_ removed: Int64, _ db: Database) throws -> [CopyFault] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT claims.entry, entries.decision IS NOT claims.decision OR entries.kind <> 'decision',
                    entries.time IS NOT claims.time, claims.held <> 0 AND open_intents.decision IS NULL
                FROM idempotency_claims AS claims
                LEFT JOIN entries ON entries.id = claims.entry
                LEFT JOIN open_intents ON open_intents.decision = claims.decision
                WHERE claims.entry > ? ORDER BY claims.entry
                """, arguments: [removed])
        var found: [CopyFault] = []
        while let row = try rows.next() {
            let id = EntryID(Int64.fromDatabaseValue(row[0]) ?? 0)
            func says(_ column: Int) -> Bool { Int64.fromDatabaseValue(row[column]) != 0 }
            if says(1) {
                found.append(CopyFault(.altered, "idempotency_claims.decision", "names a decision that this entry is not of", id: id))
            } else if says(2) {
                found.append(CopyFault(.altered, "idempotency_claims.time", "is not the time of the decision", id: id))
            } else if says(3) {
                found.append(CopyFault(.altered, "idempotency_claims.held", "holds the key for a decision that is settled", id: id))
            }
        }
        return found
    }

    /// Contents and side rows that are of no entry. Within the rows there are none: each has both, or is told otherwise.
    private mutating func findStrays(_ rows: ClosedRange<Int64>, isEmpty: Bool, _ db: Database) throws {
        for table in ["bodies", "invitees"] {
            let stray = try Row.fetchAll(
                db, sql: "SELECT entry FROM \(table) WHERE entry < ? OR entry > ? LIMIT 100",
                arguments: isEmpty ? [0, 0] : [rows.lowerBound, rows.upperBound])
            strays += stray.map {
                CopyFault(
                    .extra, table, "has a row, and the trail has no such entry", id: Int64.fromDatabaseValue($0[0]).map { EntryID($0) })
            }
        }
    }
}
