public import AuditTrail
import GRDB

extension SQLiteAuditReader {
    /// The entries that match, however many: read a page at a time as they are asked for, each page by itself, so that
    /// neither memory nor an open snapshot grows with their number.
    ///
    /// What is written after the first one was asked for is not among them. `query.limit` is not heeded.
    public func entries(matching query: AuditQuery) -> EntryStream {
        EntryStream(reader: self, query: query)
    }

    /// How many entries match at this moment; costs a fraction of reading them. `query.limit` is not heeded.
    public func count(matching query: AuditQuery) async throws(AuditUnreadable) -> Int {
        try await reading { db in try SegmentWalk.count(query, rows: try SegmentWalk.rows(of: db), db) }
    }
}

/// Entries in the order of their rows, pulled by who wants them.
public struct EntryStream: AsyncSequence, Sendable {
    public typealias Element = StoredEntry
    public typealias Failure = AuditUnreadable

    /// The most entries in memory at a time; fewer where they are large (``SegmentWalk/pieceBytes``).
    static let page = 1_000

    let reader: SQLiteAuditReader
    let query: AuditQuery

    public func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader, query: query)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let reader: SQLiteAuditReader
        private var query: AuditQuery
        /// The page at hand, the last entry first.
        private var page: [StoredEntry] = []
        private var isOver = false
        private var hasBegun = false

        init(reader: SQLiteAuditReader, query: AuditQuery) {
            self.reader = reader
            self.query = query
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AuditUnreadable) -> StoredEntry? {
            if let entry = page.popLast() { return entry }
            guard !isOver else { return nil }
            // Nothing comes after a failure.
            isOver = true
            if !hasBegun {
                hasBegun = true
                guard let newest = try await reader.newest() else { return nil }
                query.through = query.through.map { Swift.min($0, newest) } ?? newest
            }
            let piece = try await reader.piece(of: query, limit: EntryStream.page)
            // Those before a damaged row are given first; the next page begins with it.
            if piece.entries.isEmpty, let damaged = piece.damaged { throw .damagedRow(damaged) }
            query.after = piece.entries.last?.id
            isOver = piece.entries.isEmpty || piece.damaged == nil && piece.ahead == nil
            page = piece.entries.reversed()
            return page.popLast()
        }
    }
}

extension SQLiteAuditReader {
    /// What one go over the rows found.
    struct Piece: Sendable {
        var entries: [StoredEntry]
        var damaged: EntryID?
        /// The rows that were not looked at.
        var ahead: ClosedRange<Int64>?
    }

    /// The number of the newest row; nil in an empty store.
    public func newest() async throws(AuditUnreadable) -> EntryID? {
        try await reading { db in try Int64.fetchOne(db, sql: "SELECT max(id) FROM entries") }.map { EntryID($0) }
    }

    /// Looks at the rows in turns, each on a snapshot of its own.
    ///
    /// - Parameter deadline: when to stop looking, whatever was found; nil for never.
    func piece(
        of query: AuditQuery, limit: Int, until deadline: ContinuousClock.Instant? = nil
    ) async throws(AuditUnreadable) -> Piece {
        var walk = SegmentWalk(query, rows: try await reading { db in try SegmentWalk.rows(of: db) })
        repeat {
            let before = walk
            walk = try await reading { db in
                var walk = before
                try walk.takeTurn(limit: limit, db)
                return walk
            }
        } while !walk.isDone(limit) && deadline.map { ContinuousClock.now < $0 } ?? true
        return Piece(entries: walk.found, damaged: walk.damaged, ahead: walk.ahead)
    }
}
