import AuditTrail
import GRDB
import Invitations
import Synchronization
import Testing

@testable import AuditStores

private struct Misplaced: Error {}

private final class Writing: Sendable {
    private let mark = Atomic(true)

    var isUnderWay: Bool { mark.load(ordering: .acquiring) }

    func end() { mark.store(false, ordering: .releasing) }
}

@Suite("Sinks' cursors", .timeLimit(.minutes(1)))
struct SinkCursorTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func claim(_ cursors: SinkCursors, _ holder: UInt64, at monotonic: Int64, _ start: SinkStart = .oldest) async throws -> SinkClaim {
        try await cursors.claim(.file, for: id(holder), startingAt: start, at: monotonic)
    }

    @Test("are kept, each by itself, and never go back")
    func kept() async throws {
        let store = try await folder.open()
        for number in 1...5 { _ = try await store.append(try decision(UInt64(number))) }
        var cursors = try SinkCursors.open(path: folder.store)
        #expect(try await claim(cursors, 1, at: 1_000) == .granted(after: EntryID(0)))
        #expect(try await cursors.move(.file, to: EntryID(4), for: id(1), at: 1_000))
        #expect(try await cursors.move(.file, to: EntryID(2), for: id(1), at: 1_000))
        cursors.close()
        cursors = try SinkCursors.open(path: folder.store)
        #expect(try await claim(cursors, 1, at: 1_000) == .granted(after: EntryID(4)))
        #expect(try await cursors.position(of: .syslog, at: 1_000).pending == 6)
        let position = try await cursors.position(of: .file, at: 1_000)
        #expect(position == SinkPosition(taken: EntryID(4), newest: EntryID(6), pendingSince: noon, holder: id(1)))
        #expect(try await cursors.move(.file, to: EntryID(6), for: id(1), at: 1_000))
        #expect(try await cursors.position(of: .file, at: 1_000).pendingSince == nil)
    }

    @Test("begin at the oldest entry or behind the newest, as told")
    func starts() async throws {
        let store = try await folder.open()
        _ = try await store.append(try decision(1))
        let cursors = try SinkCursors.open(path: folder.store)
        #expect(try await cursors.claim(.file, for: id(1), startingAt: .oldest, at: 0) == .granted(after: EntryID(0)))
        #expect(try await cursors.claim(.syslog, for: id(1), startingAt: .newest, at: 0) == .granted(after: EntryID(2)))
        // Once it has begun, it goes on where it was.
        _ = try await store.append(try decision(2))
        #expect(try await cursors.claim(.syslog, for: id(1), startingAt: .newest, at: 0) == .granted(after: EntryID(2)))
    }

    @Test("are one process's to move until its lease ends or it gives it back")
    func leases() async throws {
        _ = try await folder.open()
        let cursors = try SinkCursors.open(path: folder.store)
        #expect(try await claim(cursors, 1, at: 1_000) == .granted(after: EntryID(0)))
        #expect(try await claim(cursors, 2, at: 1_000) == .heldElsewhere(id(1)))
        #expect(try await !cursors.move(.file, to: EntryID(1), for: id(2), at: 1_000))
        #expect(try await cursors.renew(.file, for: id(1), at: 5_000))
        let end = 5_000 + SinkLease.length
        #expect(try await claim(cursors, 2, at: end - 1) == .heldElsewhere(id(1)))
        #expect(try await claim(cursors, 2, at: end) == .granted(after: EntryID(0)))
        // The first one is late.
        #expect(try await !cursors.move(.file, to: EntryID(1), for: id(1), at: end))
        #expect(try await !cursors.renew(.file, for: id(1), at: end))
        try await cursors.release(.file, by: id(1))
        #expect(try await claim(cursors, 1, at: end) == .heldElsewhere(id(2)))
        try await cursors.release(.file, by: id(2))
        #expect(try await claim(cursors, 1, at: end) == .granted(after: EntryID(0)))
        // The host started anew, and its clock with it.
        #expect(try await claim(cursors, 3, at: 50) == .granted(after: EntryID(0)))
    }

    @Test("say how much of the trail every sink has taken")
    func slowest() async throws {
        let store = try await folder.open()
        for number in 1...5 { _ = try await store.append(try decision(UInt64(number))) }
        let cursors = try SinkCursors.open(path: folder.store)
        for (sink, taken) in [(SinkName.file, 5), (.syslog, 3)] as [(SinkName, Int64)] {
            _ = try await cursors.claim(sink, for: id(1), startingAt: .oldest, at: 0)
            _ = try await cursors.move(sink, to: EntryID(taken), for: id(1), at: 0)
        }
        func slowest(_ sinks: Set<SinkName>) async throws -> EntryID? {
            try await store.pool.read { db in try SinkTables.slowest(of: sinks, db) }
        }
        #expect(try await slowest([]) == nil)
        #expect(try await slowest([.file]) == EntryID(5))
        #expect(try await slowest([.file, .syslog]) == EntryID(3))
        #expect(try await slowest([.file, .syslog, .stdout]) == EntryID(0))
    }

    @Test("do not run ahead of a trail that was put back from a backup")
    func restored() async throws {
        _ = try await folder.open()
        let cursors = try SinkCursors.open(path: folder.store)
        _ = try await claim(cursors, 1, at: 0)
        _ = try await cursors.move(.file, to: EntryID(99), for: id(1), at: 0)
        #expect(try await claim(cursors, 1, at: 0) == .granted(after: EntryID(1)))
    }

    @Test("give rows a page at a time, and damaged ones as such")
    func pages() async throws {
        let store = try await folder.open()
        for number in 1...9 { _ = try await store.append(try decision(UInt64(number))) }
        await store.close()
        try folder.tamper("UPDATE entries SET kind = 'nonsense' WHERE id = 3")
        let cursors = try SinkCursors.open(path: folder.store)
        let page = try await cursors.page(after: EntryID(1), count: 3, bytes: .max)
        #expect(page.map(\.id.number) == [2, 3, 4])
        #expect(page[1] == .damaged(EntryID(3)))
        guard case .entry(let stored) = page[0] else { throw Misplaced() }
        #expect(stored.entry.decision == id(1) && stored.invitee?.invitee.address == "dana@fabrikam.example")
        #expect(try await cursors.page(after: EntryID(1), count: 100, bytes: 1).count == 1)
        #expect(try await cursors.page(after: EntryID(10), count: 100, bytes: .max).isEmpty)
    }

    @Test("meet the rows in the order of commits: none with a smaller number comes after a larger one")
    func order() async throws {
        let path = folder.store
        let stores = try [UInt64(1), 2].map { try SQLiteAuditStore.open(path: path, writer: id($0), batch: 8) }
        for store in stores { _ = try await store.append(started) }
        let cursors = try SinkCursors.open(path: path)
        let writing = Writing()
        let seen = try await withThrowingTaskGroup(of: [Int64].self) { group in
            group.addTask {
                var seen: [Int64] = []
                while true {
                    // Asked before it is read: what was written until then is on the page.
                    let isLast = !writing.isUnderWay
                    let page = try await cursors.page(after: EntryID(seen.last ?? 0), count: 50, bytes: .max)
                    seen += page.map(\.id.number)
                    if isLast, page.isEmpty { return seen }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for client in 0..<40 {
                    writers.addTask {
                        for step in 0..<25 {
                            _ = try await stores[client % 2].append(try decision(UInt64(client * 1_000 + step)))
                        }
                    }
                }
                try await writers.waitForAll()
            }
            writing.end()
            return try await group.next() ?? []
        }
        #expect(seen == Array(1...1_002))
        for store in stores { await store.close() }
    }

    @Test("do not keep the writer of entries waiting for a disk")
    func settings() async throws {
        _ = try await folder.open()
        let database = try StoreConnection.openBeside(path: folder.store)
        let (synchronous, checkpoint) = try await database.read { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint"))
        }
        #expect(synchronous == 1 && checkpoint == 0)
    }
}
