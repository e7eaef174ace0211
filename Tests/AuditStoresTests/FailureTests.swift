import AuditTrail
import Foundation
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A store whose disk fails")
struct FailureTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func setPages(_ store: SQLiteAuditStore, _ sql: String) async throws {
        try await store.pool.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: sql)
        }
    }

    @Test("says so to everybody whose entry is not on disk, and goes on without a gap when there is room again")
    func full() async throws {
        let store = try await folder.open(batch: 16)
        for number in 0..<10 as Range<UInt64> { _ = try await store.append(try decision(number)) }
        // SQLite takes a limit below the present size as the present size: no page more.
        try await setPages(store, "PRAGMA max_page_count = 1")
        let long = String(repeating: "x", count: 1_000)
        let results = await withTaskGroup(of: Result<AuditReceipt, AuditUnavailable>.self) { group in
            for number in 0..<200 as Range<UInt64> {
                group.addTask {
                    guard let draft = try? decision(100 + number, justification: long) else { return .failure(.closed) }
                    do throws(AuditUnavailable) {
                        return .success(try await store.append(draft))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let written = results.compactMap { try? $0.get() }
        let failures = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        #expect(!failures.isEmpty)
        #expect(failures.allSatisfy { $0 == .full })
        let before = try await folder.verify(expecting: written.map(\.head))
        #expect(before.fault == nil)
        #expect(before.entries == Int64(11 + written.count))

        try await setPages(store, "PRAGMA max_page_count = 1000000")
        let next = try await store.append(try decision(900, justification: long))
        #expect(next.sequence == before.entries + 1)
        #expect(try await folder.verify(expecting: [next.head]).fault == nil)
    }

    @Test("held by another process for too long says that it is busy, then goes on")
    func busy() async throws {
        let store = try await folder.open()
        try await store.pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA busy_timeout = 20") }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.store, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: AuditUnavailable.busy) { try await store.append(try decision(1)) }
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        #expect(try await store.append(try decision(1)).sequence == 2)
        #expect(try await folder.verify().entries == 2)
    }

    @Test("that refuses one batch leaves the chain where the disk has it")
    func refusedBatch() async throws {
        let store = try await folder.open()
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER no_more BEFORE INSERT ON main.invitees BEGIN SELECT RAISE(FAIL, 'broken'); END
                    """)
        }
        await #expect(throws: AuditUnavailable.self) { try await store.append(try decision(1)) }
        try await store.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER no_more") }
        #expect(try await store.append(try decision(1)).sequence == 2)
        #expect(try await folder.verify().fault == nil)
    }

    @Test("whose file or log is moved, replaced or deleted says so, takes nothing, and goes on when it is back", arguments: ["", "-wal"])
    func moved(_ suffix: String) async throws {
        let store = try await folder.open()
        _ = try await store.append(try decision(1))
        #expect(await store.isWritable())
        let (path, aside) = (folder.store + suffix, folder.path + "/aside")
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        for isReplaced in [false, true] {
            if isReplaced { try Data().write(to: URL(filePath: path)) }
            await #expect(throws: AuditUnavailable.moved) { try await store.append(try decision(2)) }
            #expect(await store.isWritable() == false)
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: aside, toPath: path)
        #expect(try await store.append(try decision(2)).sequence == 3)
        #expect(await store.isWritable())
        #expect(try await folder.verify().entries == 3)
    }

    @Test("by a link takes entries as ever, until the link leads elsewhere")
    func link() async throws {
        let other = try Folder()
        try FileManager.default.createSymbolicLink(atPath: folder.store, withDestinationPath: other.store)
        await (try await other.open()).close()
        let store = try await folder.open(writer: 2)
        #expect(try await store.append(try decision(1)).sequence == 2)
        try FileManager.default.removeItem(atPath: folder.store)
        await #expect(throws: AuditUnavailable.moved) { try await store.append(try decision(2)) }
    }
}
