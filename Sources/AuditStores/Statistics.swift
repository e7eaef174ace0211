public import AuditTrail
import GRDB
public import Invitations

extension SQLiteAuditReader {
    /// Counts decisions, and requests that could not be judged, within a time. Inquiries are not counted: they invite nobody.
    ///
    /// Goes once over the narrow rows for each of the lists. SQLite groups on disk where the groups are many, so that memory does
    /// not grow with them.
    ///
    /// - Parameter top: how many domains and inviters to name.
    public func statistics(from: Timestamp? = nil, until: Timestamp? = nil, top: Int) async throws(AuditUnreadable) -> AuditStatistics {
        try await reading { db in
            guard let rows = try SegmentWalk.span(from: from, until: until, db) else { return AuditStatistics() }
            return try StatisticsQueries(rows: rows, from: from, until: until, top: top).run(db)
        }
    }
}

private struct StatisticsQueries {
    let rows: ClosedRange<Int64>
    let from: Timestamp?
    let until: Timestamp?
    let top: Int

    private static let which = """
        entries.id >= ? AND entries.id <= ? AND +entries.time >= ? AND +entries.time < ? AND +entries.kind
        """
    private static let tallies = "sum(entries.result = 'approved'), sum(entries.result = 'denied')"

    private var arguments: StatementArguments {
        [rows.lowerBound, rows.upperBound, from?.milliseconds ?? .min, until?.milliseconds ?? .max]
    }

    func run(_ db: Database) throws -> AuditStatistics {
        var statistics = AuditStatistics()
        try addReasons(&statistics, db)
        statistics.domains = try top("invitees.domain", "JOIN invitees ON invitees.entry = entries.id", db) { $0 }
        statistics.inviters = try top("entries.inviter", "", db) { (bytes: DatabaseBytes) in ObjectID(blob: bytes.bytes) }
        try addWeeks(&statistics, db)
        statistics.approved = statistics.weeks.reduce(0) { $0 + $1.approved }
        statistics.denied = statistics.weeks.reduce(0) { $0 + $1.denied }
        return statistics
    }

    private func addReasons(_ statistics: inout AuditStatistics, _ db: Database) throws {
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT entries.reason, sum(entries.kind = 'decision'), sum(entries.kind = 'refusal') FROM entries
                WHERE \(Self.which) IN ('decision', 'refusal') AND entries.reason IS NOT NULL
                GROUP BY +entries.reason ORDER BY 2 + 3 DESC, 1
                """, arguments: arguments)
        while let row = try cursor.next() {
            let tally = AuditStatistics.ReasonTally(reason: row[0], denied: row[1], refused: row[2])
            statistics.refused += tally.refused
            statistics.reasons.append(tally)
        }
        statistics.reasons.sort { ($0.denied + $0.refused, $1.reason) > ($1.denied + $1.refused, $0.reason) }
    }

    private func top<Column: DatabaseValueConvertible, Key: Hashable & Sendable>(
        _ column: String, _ join: String, _ db: Database, _ key: (Column) -> Key?
    ) throws -> [AuditStatistics.Tally<Key>] {
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(column), \(Self.tallies) FROM entries \(join)
                WHERE \(Self.which) = 'decision' GROUP BY +\(column) ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?
                """, arguments: arguments + [top])
        var tallies: [AuditStatistics.Tally<Key>] = []
        while let row = try cursor.next() {
            tallies.append(.init(key: (row[0] as Column?).flatMap(key), approved: row[1] ?? 0, denied: row[2] ?? 0))
        }
        return tallies
    }

    private func addWeeks(_ statistics: inout AuditStatistics, _ db: Database) throws {
        // By whole days, and those into weeks here. Days before 1970 would round the wrong way, and no entry is of such a day.
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT entries.time / 86400000, \(Self.tallies) FROM entries
                WHERE \(Self.which) = 'decision' GROUP BY 1 ORDER BY 1
                """, arguments: arguments)
        while let row = try cursor.next() {
            let week = ISOWeek(day: row[0])
            let (approved, denied): (Int, Int) = (row[1] ?? 0, row[2] ?? 0)
            if statistics.weeks.last?.key == week {
                statistics.weeks[statistics.weeks.count - 1].approved += approved
                statistics.weeks[statistics.weeks.count - 1].denied += denied
            } else {
                statistics.weeks.append(.init(key: week, approved: approved, denied: denied))
            }
        }
    }
}
