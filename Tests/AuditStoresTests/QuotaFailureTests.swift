import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Quotas, when something fails or time goes by,")
struct QuotaFailureTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func count(_ table: String, _ store: SQLiteAuditStore) async throws -> Int {
        try await store.pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test("are as the disk has them after a transaction that was rolled back")
    func rollback() async throws {
        let store = try await folder.open()
        _ = try await store.append(try reserving(1, ["a": 2]))
        // The entry, its quota and its intent are written by then.
        for table in ["quota_reservations", "open_intents"] {
            try await store.pool.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        CREATE TEMP TRIGGER no_more AFTER INSERT ON main.\(table) BEGIN SELECT RAISE(FAIL, 'broken'); END
                        """)
            }
            await #expect(throws: AuditUnavailable.self) { try await store.append(try reserving(2, ["a": 2])) }
            try await store.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER no_more") }
            #expect(try await store.reader.usage(of: ["a"]) == ["a": 1])
        }
        #expect(try await store.append(try reserving(2, ["a": 2])).receipt?.sequence == 3)
        #expect(try await folder.verify().fault == nil)
    }

    @Test("keep their places when the outcome that frees them is not written")
    func failedRelease() async throws {
        let store = try await folder.open()
        _ = try await store.append(try reserving(1, ["a": 2]))
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER no_more AFTER DELETE ON main.quota_reservations
                    BEGIN SELECT RAISE(FAIL, 'broken'); END
                    """)
        }
        await #expect(throws: AuditUnavailable.self) { try await store.append(outcome(1, .notSent, releasing: true)) }
        #expect(try await store.reader.usage(of: ["a"]) == ["a": 1])
        #expect(try await store.reader.inDoubtCount() == 1)
        try await store.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER no_more") }
        _ = try await store.append(outcome(1, .notSent, releasing: true))
        #expect(try await store.reader.usage(of: ["a"]) == ["a": 0])
    }

    @Test("on a full disk count the entries that are on it, and no others")
    func full() async throws {
        let store = try await folder.open(batch: 4)
        try await store.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 8)")
        }
        let long = String(repeating: "x", count: 1_000)
        var (held, refused) = (0, 0)
        for number in 0..<60 as Range<UInt64> {
            do throws(AuditUnavailable) {
                guard let draft = try? reserving(number, ["a": 1_000, "n-\(number)": 1], justification: long) else { continue }
                if case .held = try await store.append(draft) { held += 1 }
            } catch {
                #expect(error == .full)
                refused += 1
            }
        }
        #expect(held > 0)
        #expect(refused > 0)
        #expect(try await store.reader.usage(of: ["a"]) == ["a": held])
        #expect(try await count("quota_counters", store) == held + 1)
        #expect(try await folder.verify().entries == Int64(held) + 1)
        try await store.pool.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000")
        }
        #expect(try await store.append(try reserving(900, ["a": 1_000])).receipt != nil)
        #expect(try await store.reader.usage(of: ["a"]) == ["a": held + 1])
    }

    @Test("are kept for an hour after their period, and gone with what was reserved once a later counter is added")
    func purge() async throws {
        let store = try await folder.open()
        let end = noon.adding(seconds: 3_600)
        _ = try await store.append(try reserving(1, ["old": 9], ends: end))
        _ = try await store.append(try reserving(2, ["older": 9], ends: noon))
        let later = end.adding(seconds: 86_400)
        // A second too early for `old`.
        _ = try await store.append(try reserving(3, ["new": 9], at: end.adding(seconds: 3_599), ends: later))
        #expect(try await store.reader.usage(of: ["old", "older", "new"]) == ["old": 1, "new": 1])
        #expect(try await count("quota_reservations", store) == 2)
        // A counter that is there already adds nothing, and takes nothing away.
        _ = try await store.append(try reserving(4, ["new": 9], at: end.adding(seconds: 3_600), ends: later))
        #expect(try await store.reader.usage(of: ["old", "new"]) == ["old": 1, "new": 2])
        _ = try await store.append(try reserving(5, ["newer": 9], at: end.adding(seconds: 3_600), ends: later))
        #expect(try await store.reader.usage(of: ["old", "new", "newer"]) == ["new": 2, "newer": 1])
        #expect(try await count("quota_reservations", store) == 3)
        // The decision itself can still be settled.
        _ = try await store.append(outcome(1, .notSent, releasing: true))
        #expect(try await store.reader.inDoubtCount() == 4)
    }

    @Test("that ended go in steps, and a counter no sooner than what was reserved on it")
    func steps() async throws {
        let store = try await folder.open()
        try await store.pool.write { db in
            for number in 0..<200 {
                try db.execute(
                    sql: "INSERT INTO quota_counters VALUES (?, ?, 1)",
                    arguments: ["old-\(number)", noon.milliseconds + Int64(number)])
            }
            for number in 0..<200 {
                try db.execute(
                    sql: "INSERT INTO quota_reservations VALUES (randomblob(16), ?)", arguments: ["old-\(number / 190)"])
            }
        }
        var counts: [[Int]] = []
        for number in 1...4 as ClosedRange<UInt64> {
            _ = try await store.append(
                try reserving(
                    number, ["new-\(number)": 1], at: noon.adding(seconds: 86_400), ends: noon.adding(seconds: 90_000)))
            counts.append([try await count("quota_counters", store), try await count("quota_reservations", store)])
        }
        // First 128 reservations go, and of the first 128 counters the two that still have some stay.
        #expect(counts == [[200 - 126 + 1, 200 - 128 + 1], [2, 2], [3, 3], [4, 4]])
    }
}
