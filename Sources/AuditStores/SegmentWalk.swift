import AuditTrail
import GRDB
import Invitations

/// Goes through the rows of a query segment by segment, in its order, as far as there is room and time.
struct SegmentWalk: Sendable {
    /// The most bytes of content in one piece.
    static let pieceBytes = 4 << 20
    /// How long one look at the database may take before the snapshot is given back.
    static let turn = Duration.milliseconds(50)

    let query: AuditQuery
    /// The rows still to be looked at.
    private(set) var ahead: ClosedRange<Int64>?
    /// What was found, in order.
    private(set) var found: [StoredEntry] = []
    /// The row at which the walk stopped, because it holds what no version of this program wrote.
    private(set) var damaged: EntryID?
    private var bytes = 0

    /// - Parameter rows: the first and the last row that there are.
    init(_ query: AuditQuery, rows: ClosedRange<Int64>?) {
        self.query = query
        guard var rows else { return }
        if let through = query.through {
            guard through.number >= rows.lowerBound else { return }
            rows = rows.lowerBound...min(rows.upperBound, through.number)
        }
        ahead = query.after.map { rows.following($0, query.order) } ?? rows
    }

    /// Whether there is nothing more to look for.
    func isDone(_ limit: Int) -> Bool { ahead == nil || damaged != nil || found.count >= limit || bytes >= Self.pieceBytes }

    /// Looks on until `limit` entries are found, or the turn is over.
    mutating func takeTurn(limit: Int, _ db: Database) throws {
        let format = try Self.format(of: db)
        let path = AccessPath(query, format: format)
        let text = QueryStatement(query, by: path, format: format, for: .entries)
        let statement = try db.cachedStatement(sql: text.sql)
        let end = ContinuousClock.now + Self.turn
        while !isDone(limit), let rows = ahead {
            let segment = path.isWhole ? rows : rows.segment(query.order)
            ahead = rows.following(EntryID(query.order == .newestFirst ? segment.lowerBound : segment.upperBound), query.order)
            guard try mayHold(segment, format: format, path, db) else { continue }
            let cursor = try Row.fetchCursor(
                statement, arguments: text.arguments(over: segment, limit: limit - found.count))
            while !isFull(limit), let row = try cursor.next().map(EntryRow.init) {
                guard let stored = row.stored else {
                    damaged = row.id
                    return
                }
                found.append(stored)
                bytes += stored.entry.content.count
            }
            if isFull(limit), let last = found.last { ahead = rows.following(last.id, query.order) }
            if ContinuousClock.now >= end { return }
        }
    }

    private func isFull(_ limit: Int) -> Bool { found.count >= limit || bytes >= Self.pieceBytes }

    /// How many match, all at one moment.
    static func count(_ query: AuditQuery, rows: ClosedRange<Int64>?, _ db: Database) throws -> Int {
        let format = try format(of: db)
        let path = AccessPath(query, format: format)
        let text = QueryStatement(query, by: path, format: format, for: .count)
        let statement = try db.cachedStatement(sql: text.sql)
        var walk = SegmentWalk(query, rows: rows)
        var count = 0
        while let rows = walk.ahead {
            let segment = path.isWhole ? rows : rows.segment(query.order)
            walk.ahead = rows.following(EntryID(query.order == .newestFirst ? segment.lowerBound : segment.upperBound), query.order)
            guard try walk.mayHold(segment, format: format, path, db) else { continue }
            count += try Int.fetchOne(statement, arguments: text.arguments(over: segment, limit: nil)) ?? 0
        }
        return count
    }

    static func format(of db: Database) throws -> Int { try Int.fetchOne(db.cachedStatement(sql: "PRAGMA user_version")) ?? 0 }

    /// The first and the last row; nil in an empty store.
    static func rows(of db: Database) throws -> ClosedRange<Int64>? {
        guard let row = try Row.fetchOne(db, sql: "SELECT (SELECT min(id) FROM entries), (SELECT max(id) FROM entries)"),
            let first: Int64 = row[0], let last: Int64 = row[1]
        else { return nil }
        return first...last
    }

    /// The rows among which all of a time are, few others before and after them; nil when there can be none.
    static func span(from: Timestamp?, until: Timestamp?, _ db: Database) throws -> ClosedRange<Int64>? {
        guard let rows = try rows(of: db) else { return nil }
        var query = AuditQuery()
        (query.from, query.until) = (from, until)
        let format = try format(of: db)
        func first(_ order: AuditQuery.Order) throws -> ClosedRange<Int64>? {
            var ahead: ClosedRange<Int64>? = rows
            let walk = SegmentWalk(query, rows: rows)
            while let left = ahead {
                let segment = left.segment(order)
                if try walk.mayHold(segment, format: format, .rows, db) { return segment }
                ahead = left.following(EntryID(order == .newestFirst ? segment.lowerBound : segment.upperBound), order)
            }
            return nil
        }
        guard let oldest = try first(.oldestFirst), let newest = try first(.newestFirst) else { return nil }
        return oldest.lowerBound...newest.upperBound
    }

    /// Whether a segment can have entries of the time, and of the policy, that are asked for.
    private func mayHold(_ segment: ClosedRange<Int64>, format: Int, _ path: AccessPath, _ db: Database) throws -> Bool {
        guard format >= SearchIndexes.format, !path.isWhole else { return true }
        let number = segment.upperBound >> SearchIndexes.shift
        if let from = query.from {
            let statement = try db.cachedStatement(sql: "SELECT max(time) FROM entries WHERE id >> \(SearchIndexes.shift) = ?")
            guard let last = try Int64.fetchOne(statement, arguments: [number]), last >= from.milliseconds else { return false }
        }
        if let until = query.until {
            let statement = try db.cachedStatement(sql: "SELECT min(time) FROM entries WHERE id >> \(SearchIndexes.shift) = ?")
            guard let first = try Int64.fetchOne(statement, arguments: [number]), first < until.milliseconds else { return false }
        }
        guard let policy = query.policy else { return true }
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM segment_policies WHERE segment = ? AND digest >= ? AND digest < ? LIMIT 1")
        return try Int.fetchOne(statement, arguments: [number, policy, policy + "\u{10FFFF}"]) != nil
    }
}

extension ClosedRange<Int64> {
    /// What is left of these rows once `id` has been seen.
    func following(_ id: EntryID, _ order: AuditQuery.Order) -> Self? {
        switch order {
        case .oldestFirst: id.number < upperBound ? Swift.max(lowerBound, id.number + 1)...upperBound : nil
        case .newestFirst: id.number > lowerBound ? lowerBound...Swift.min(upperBound, id.number - 1) : nil
        }
    }

    /// The part of these rows that lies in the segment where the walk goes on.
    fileprivate func segment(_ order: AuditQuery.Order) -> Self {
        let mask: Int64 = (1 << SearchIndexes.shift) - 1
        return switch order {
        case .oldestFirst: lowerBound...Swift.min(upperBound, lowerBound | mask)
        case .newestFirst: Swift.max(lowerBound, upperBound & ~mask)...upperBound
        }
    }
}
