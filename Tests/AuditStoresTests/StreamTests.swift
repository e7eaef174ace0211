import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A stream of entries")
struct StreamTests {
    let folder: Folder
    let store: SQLiteAuditStore

    /// Row 1 is the start; then 2,600 decisions in turn approved at portal and denied at bot, a second each.
    init() async throws {
        folder = try Folder()
        store = try await folder.open()
        let drafts = try (0..<2_600 as Range<UInt64>).map { number in
            let isEven = number % 2 == 0
            return try decision(
                number, isEven ? .approved : .denied, address: isEven ? "a@one.example" : "b@two.example",
                at: noon.adding(seconds: Int64(number)), channel: isEven ? "portal" : "bot")
        }
        // Written in order, many at a time.
        let gate = Gate()
        store.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        let writing = Task { [store] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, draft) in drafts.enumerated() {
                    group.addTask { _ = try await store.append(draft) }
                    while store.waiting <= number { await Task.yield() }
                }
                gate.open()
                try await group.waitForAll()
            }
        }
        try await writing.value
    }

    private func streamed(_ query: AuditQuery) async throws -> [StoredEntry] {
        var entries: [StoredEntry] = []
        for try await entry in store.reader.entries(matching: query) { entries.append(entry) }
        return entries
    }

    private func paged(_ query: AuditQuery) async throws -> [StoredEntry] {
        var (query, entries) = (query, [] as [StoredEntry])
        query.limit = 1_000
        repeat {
            let page = try await store.reader.query(query)
            entries += page.entries
            query.after = page.next
        } while query.after != nil
        return entries
    }

    static let filters: [@Sendable (inout AuditQuery) -> Void] = [
        { _ in },
        { $0.kinds = [.started] },
        { $0.verdict = .denied },
        { $0.from = noon.adding(seconds: 500) },
        { $0.until = noon.adding(seconds: 500) },
        {
            $0.from = noon.adding(seconds: 300)
            $0.until = noon.adding(seconds: 2_000)
            $0.kinds = [.decision, .outcome]
        },
        { $0.from = noon.adding(seconds: 5_000) },
        { $0.domain = try? MailDomain("one.example") },
        { $0.address = "B@two.example" },
        { $0.address = "" },
        { $0.inDoubt = true },
        { $0.rule = "rule-1" },
        { $0.inviter = id(2) },
        { $0.after = EntryID(1_300) },
        { $0.after = EntryID(.max) },
        { $0.after = EntryID(.min) },
        { $0.limit = 7 },
    ]

    @Test("gives and counts what a query gives in pieces", arguments: [AuditQuery.Order.oldestFirst, .newestFirst])
    func matches(_ order: AuditQuery.Order) async throws {
        for (number, change) in Self.filters.enumerated() {
            var query = AuditQuery()
            query.order = order
            change(&query)
            let expected = try await paged(query)
            #expect(try await streamed(query) == expected, "filter \(number)")
            #expect(try await store.reader.count(matching: query) == expected.count, "filter \(number)")
        }
    }

    @Test("ends with what was there when it began, and holds no snapshot in between")
    func live() async throws {
        var query = AuditQuery()
        query.order = .oldestFirst
        var seen = 0
        for try await _ in store.reader.entries(matching: query) {
            seen += 1
            guard seen == 100 else { continue }
            _ = try await store.append(outcome(5_000))
            // A snapshot that a reader keeps open would keep the log from being emptied.
            try await store.pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        }
        #expect(seen == 2_601)
        #expect(try await store.reader.count(matching: query) == 2_602)
    }

    @Test("stops at a damaged row, after all that stand before it")
    func damaged() async throws {
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(sql: "DROP TRIGGER bodies_are_final; UPDATE bodies SET hash = zeroblob(8) WHERE entry = 1500")
        }
        var query = AuditQuery()
        query.order = .oldestFirst
        var (seen, fault): (Int, AuditUnreadable?) = (0, nil)
        var iterator = store.reader.entries(matching: query).makeAsyncIterator()
        do throws(AuditUnreadable) {
            while try await iterator.next(isolation: nil) != nil { seen += 1 }
        } catch {
            fault = error
        }
        #expect(seen == 1_499)
        #expect(fault == .damagedRow(EntryID(1_500)))
        #expect(try await iterator.next(isolation: nil) == nil)
    }

    @Test("reads at most a thousand at a time, and fewer where they are large")
    func pages() async throws {
        var query = AuditQuery()
        query.order = .oldestFirst
        #expect(try await store.reader.piece(of: query, limit: EntryStream.page).entries.count == 1_000)
        let long = String(repeating: "x", count: 1_000)
        for number in 0..<300 as Range<UInt64> {
            _ = try await store.append(try decision(3_000 + number, justification: long, rules: 256))
        }
        query.after = EntryID(2_601)
        let page = try await store.reader.piece(of: query, limit: EntryStream.page).entries
        #expect(page.count < 300)
        #expect(page.reduce(0) { $0 + $1.entry.content.count } < SegmentWalk.pieceBytes + 20_000)
        query.from = noon
        #expect(try await streamed(query).count == 300)
    }
}
