import AuditTrail
import GRDB
import Invitations

/// One pass over a store's entries: the chain, and every copy out of them.
struct StoreWalk {
    private let reader: SQLiteAuditReader
    private let format: Int
    /// The store's own anchor, where it is believed.
    private let anchor: AttestedCheckpoint?
    private(set) var check: TrailCheck
    private(set) var copies = CopyCheck()
    private var last: Int64 = .min

    init(_ reader: SQLiteAuditReader, against evidence: TrailEvidence, anchor: AttestedCheckpoint?, format: Int) {
        self.reader = reader
        self.format = format
        self.anchor = anchor
        check = TrailCheck(against: evidence, leavesColumns: true)
    }

    /// Rows that retention removed.
    private var removed: Int64 { check.report(fault: nil).removed }

    mutating func run(_ advance: () -> Void) async throws {
        while true {
            try await takePages(advance)
            let (row, segment, gone, format) = (last, copies.segment?.number, removed, format)
            let tail = try await reader.reading { db in try StoreTail(after: row, from: segment, removed: gone, format: format, db) }
            try await take(tail.rows, at: tail, advance)
            guard tail.isLast else { continue }
            try check.finish()
            if let headless = tail.headless { throw headless }
            if let fault = copies.unaccounted { throw fault }
            try await finish(tail)
            return
        }
    }

    private mutating func takePages(_ advance: () -> Void) async throws {
        var rows = try await page(after: last)
        while let end = rows.last {
            async let following = page(after: end.id.number)
            try await take(rows, advance)
            rows = try await following
        }
    }

    /// - Parameter tail: with what the segments hold at the moment at which these rows were the last.
    private mutating func take(_ rows: [EntryRow], at tail: StoreTail? = nil, _ advance: () -> Void) async throws {
        let examined = await Self.examined(rows)
        for (row, entry) in zip(rows, examined) {
            guard let entry else {
                throw ChainFault(
                    kind: .altered, writer: row.writer ?? WriterID(high: 0, low: 0), sequence: row.sequence, id: row.id)
            }
            try check.feed(entry)
            if let ended = copies.take(entry) { try await compare(ended, tail?.segments[ended.number]) }
            last = row.id.number
            advance()
        }
    }

    private mutating func finish(_ tail: StoreTail) async throws {
        if let segment = copies.segment { try await compare(segment, tail.segments[segment.number]) }
        copies.finish(with: tail, format: format, removed: removed, anchor: anchor)
        let format = format
        for fault in try await reader.reading({ db in try SchemaCheck.faults(format: format, db) }) { copies.add(fault) }
        guard let id = copies.findings.first?.id else { return }
        if let entry = try? await reader.entry(id)?.entry {
            copies.place(ChainHead(writer: entry.writer, sequence: entry.sequence, hash: entry.hash))
        }
    }

    /// - Parameter found: what the tables held when it ended; nil to look now, when all of it has been seen.
    private mutating func compare(_ expected: SegmentExpectation, _ found: SegmentCopies?) async throws {
        guard format >= SearchIndexes.format else { return }
        let found = if let found { found } else { try await reader.reading { db in try SegmentCopies(of: expected.number, db) } }
        for fault in found.policyFaults(expected, removed: removed) { copies.add(fault) }
        guard found.mayDiffer(from: expected) else { return }
        let faults = try await reader.reading { db in
            var faults: [CopyFault] = []
            try SegmentCopies.ruleFaults(in: expected.number, db) { faults.append($0) }
            return faults
        }
        for fault in faults { copies.add(fault) }
    }

    /// Examines rows, many at once: nil where there is no entry.
    private static func examined(_ rows: [EntryRow]) async -> [ExaminedEntry?] {
        await withTaskGroup(of: (Int, [ExaminedEntry?]).self) { group in
            for start in stride(from: 0, to: rows.count, by: 125) {
                let part = rows[start..<min(start + 125, rows.count)]
                group.addTask { (start, part.map { $0.stored.map { ExaminedEntry($0) } }) }
            }
            var parts: [Int: [ExaminedEntry?]] = [:]
            for await (start, part) in group { parts[start] = part }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// At most a thousand rows and about four megabytes.
    private func page(after id: Int64) async throws(AuditUnreadable) -> [EntryRow] {
        try await reader.reading { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                    WHERE entries.id > ? ORDER BY entries.id LIMIT \(EntryStream.page)
                    """, arguments: [id])
            var rows: [EntryRow] = []
            var bytes = 0
            while bytes < SegmentWalk.pieceBytes, let row = try cursor.next().map(EntryRow.init) {
                bytes += row.stored?.entry.content.count ?? 0
                rows.append(row)
            }
            return rows
        }
    }
}
