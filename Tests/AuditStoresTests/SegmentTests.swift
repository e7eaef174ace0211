import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Rows spread over many segments")
struct SegmentTests {
    let folder: Folder
    let reader: SQLiteAuditReader

    /// Row n·20,000 where a store has row n: a start, 30 decisions a minute apart in turn approved and denied, an outcome for 0.
    init() async throws {
        folder = try Folder()
        let store = try await folder.open()
        for number in 0..<30 as Range<UInt64> {
            let isEven = number % 2 == 0
            _ = try await store.append(
                try decision(
                    number, isEven ? .approved : .denied, address: isEven ? "a@one.example" : "b@two.example",
                    at: noon.adding(seconds: Int64(number) * 60), channel: isEven ? "portal" : "bot"))
        }
        _ = try await store.append(outcome(0, at: noon.adding(seconds: 3_600)))
        await store.close()
        try folder.tamper(
            """
            UPDATE entries SET id = id * 20000;
            UPDATE bodies SET entry = entry * 20000;
            UPDATE invitees SET entry = entry * 20000;
            UPDATE open_intents SET entry = entry * 20000;
            UPDATE entry_rules SET entry = entry * 20000, segment = (entry * 20000) >> 14;
            DELETE FROM segment_policies;
            INSERT OR IGNORE INTO segment_policies SELECT entry >> 14, 'd' FROM invitees;
            """)
        reader = try SQLiteAuditReader.open(path: folder.store)
    }

    private func expected(_ numbers: some Sequence<Int64>) -> [Int64] { numbers.map { $0 * 20_000 } }

    static let filters: [(@Sendable (inout AuditQuery) -> Void, [Int64])] = [
        ({ _ in }, Array(1...32)),
        ({ $0.address = "B@TWO.example" }, stride(from: 3, through: 31, by: 2).map { $0 }),
        ({ $0.domain = try? MailDomain("two.example") }, stride(from: 3, through: 31, by: 2).map { $0 }),
        ({ $0.inviter = id(1) }, stride(from: 3, through: 31, by: 3).map { $0 }),
        ({ $0.rule = "rule-1" }, stride(from: 3, through: 31, by: 2).map { $0 }),
        (
            {
                $0.rule = "rule-1"; $0.inviter = id(1)
            }, [3, 9, 15, 21, 27]
        ),
        ({ $0.reason = .domainDenied }, stride(from: 3, through: 31, by: 2).map { $0 }),
        ({ $0.channel = "portal" }, stride(from: 2, through: 30, by: 2).map { $0 }),
        ({ $0.kinds = [.started] }, [1]),
        ({ $0.policy = "d" }, Array(2...31)),
        ({ $0.outcome = .created }, [32]),
        (
            {
                $0.outcome = .created; $0.inviter = id(0)
            }, [2]
        ),
        ({ $0.inDoubt = true }, stride(from: 4, through: 30, by: 2).map { $0 }),
        (
            {
                $0.from = noon.adding(seconds: 300); $0.until = noon.adding(seconds: 600)
            }, Array(7...11)
        ),
        (
            {
                $0.until = noon.adding(seconds: 120); $0.channel = "portal"
            }, [2]
        ),
        ({ $0.from = noon.adding(seconds: 1_700) }, [31, 32]),
        ({ $0.from = noon.adding(seconds: 9_000) }, []),
        ({ $0.after = EntryID(400_001) }, Array(21...32)),
        ({ $0.through = EntryID(59_999) }, [1, 2]),
    ]

    @Test("are found by each filter, in both orders, in one page, in small ones, as a stream, and counted")
    func found() async throws {
        for (number, (change, rows)) in Self.filters.enumerated() {
            for order in [AuditQuery.Order.oldestFirst, .newestFirst] {
                var query = AuditQuery()
                query.order = order
                change(&query)
                // Going on after a row means something else in the other order.
                if query.after != nil, order == .newestFirst { continue }
                let wanted = expected(order == .oldestFirst ? rows : rows.reversed())
                #expect(try await reader.query(query).entries.map(\.id.number) == wanted, "filter \(number)")
                #expect(try await reader.count(matching: query) == wanted.count, "filter \(number)")
                var streamed: [Int64] = []
                for try await stored in reader.entries(matching: query) { streamed.append(stored.id.number) }
                #expect(streamed == wanted, "filter \(number)")
                var paged: [Int64] = []
                query.limit = 2
                repeat {
                    let page = try await reader.query(query)
                    paged += page.entries.map(\.id.number)
                    query.after = page.next
                } while query.after != nil
                #expect(paged == wanted, "filter \(number)")
            }
        }
    }

    @Test("that a clock stepping back put out of order are all found by their time")
    func clockSteps() async throws {
        try folder.tamper("UPDATE entries SET time = time - 86400000 WHERE id = 320000")
        var query = AuditQuery()
        query.until = noon
        query.order = .oldestFirst
        #expect(try await reader.query(query).entries.map(\.id.number) == [320_000])
    }

    @Test("looked for past the deadline give a cursor that loses nothing")
    func deadline() async throws {
        var query = AuditQuery()
        query.rule = "rule-1"
        let piece = try await reader.piece(of: query, limit: 3)
        #expect(piece.entries.map(\.id.number) == [620_000, 580_000, 540_000] && piece.ahead?.upperBound == 539_999)
        query.after = EntryID((piece.ahead?.upperBound ?? 0) + 1)
        #expect(try await reader.query(query).entries.map(\.id.number).first == 500_000)
    }
}
