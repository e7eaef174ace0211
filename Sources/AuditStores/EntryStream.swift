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
        let statement = QueryStatement(counting: query)
        return try await reading { db in
            try Int.fetchOne(db, sql: statement.sql, arguments: statement.arguments) ?? 0
        }
    }
}

/// Entries in the order of their rows, pulled by who wants them.
public struct EntryStream: AsyncSequence, Sendable {
    public typealias Element = StoredEntry
    public typealias Failure = AuditUnreadable

    /// The most entries in memory at a time.
    static let page = 1_000
    /// A page ends early once its entries' contents come to as many bytes.
    static let pageBytes = 4 << 20

    let reader: SQLiteAuditReader
    let query: AuditQuery

    public func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader, query: query)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let reader: SQLiteAuditReader
        private let query: AuditQuery
        /// The page at hand, the last entry first.
        private var page: [StoredEntry] = []
        /// The rows still to be read; nil before the first page and after the last.
        private var ahead: ClosedRange<Int64>?
        private var hasBegun = false

        init(reader: SQLiteAuditReader, query: AuditQuery) {
            self.reader = reader
            self.query = query
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AuditUnreadable) -> StoredEntry? {
            if let entry = page.popLast() { return entry }
            if !hasBegun {
                hasBegun = true
                ahead = try await reader.range(of: query)
            }
            guard let range = ahead else { return nil }
            // Nothing comes after a failure.
            ahead = nil
            let entries = try await reader.page(of: query, in: range)
            ahead = entries.last.flatMap { range.following($0.id, query.order) }
            page = entries.reversed()
            return page.popLast()
        }
    }
}

extension SQLiteAuditReader {
    fileprivate func range(of query: AuditQuery) async throws(AuditUnreadable) -> ClosedRange<Int64>? {
        let statement = QueryStatement(rangeOf: query)
        let whole = try await reading { db -> ClosedRange<Int64>? in
            guard let row = try Row.fetchOne(db, sql: statement.sql, arguments: statement.arguments),
                let first: Int64 = row[0], let last: Int64 = row[1]
            else { return nil }
            return first...last
        }
        guard let whole, let after = query.after else { return whole }
        return whole.following(after, query.order)
    }

    func page(
        of query: AuditQuery, in range: ClosedRange<Int64>
    ) async throws(AuditUnreadable) -> [StoredEntry] {
        let statement = QueryStatement(walking: range, query, page: EntryStream.page)
        let (entries, damaged) = try await reading { db -> ([StoredEntry], EntryID?) in
            var entries: [StoredEntry] = []
            var bytes = 0
            let cursor = try Row.fetchCursor(db, sql: statement.sql, arguments: statement.arguments)
            while bytes < EntryStream.pageBytes, let row = try cursor.next().map(EntryRow.init) {
                guard let stored = row.stored else { return (entries, row.id) }
                entries.append(stored)
                bytes += stored.entry.content.count
            }
            return (entries, nil)
        }
        // Those before it are given first; the next page begins with it.
        if entries.isEmpty, let damaged { throw .damagedRow(damaged) }
        return entries
    }
}

extension ClosedRange<Int64> {
    /// What is left of these rows once `id` has been seen.
    fileprivate func following(_ id: EntryID, _ order: AuditQuery.Order) -> Self? {
        switch order {
        case .oldestFirst: id.number < upperBound ? Swift.max(lowerBound, id.number + 1)...upperBound : nil
        case .newestFirst: id.number > lowerBound ? lowerBound...Swift.min(upperBound, id.number - 1) : nil
        }
    }
}
