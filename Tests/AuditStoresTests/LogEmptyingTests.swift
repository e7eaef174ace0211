import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Emptying the write-ahead log")
struct LogEmptyingTests {
    /// Somebody who reads one state of the trail for as long as the body takes.
    private func reading(_ folder: Folder, _ body: () async throws -> Void) async throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder.store, configuration: configuration)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM entries")
        }
        try await body()
        try reader.inDatabase { db in try db.execute(sql: "COMMIT") }
    }

    @Test("lets others write while it waits for who reads: the writer's own callers, and another process")
    func waiting() async throws {
        let folder = try Folder()
        let (store, other) = (try await folder.open(), try await folder.open(writer: 2))
        var emptied: Task<Bool, Never>?
        try await reading(folder) {
            _ = try await store.append(try decision(1))
            let emptying = Task { await store.emptyLog() }
            emptied = emptying
            for number in 2...20 as ClosedRange<UInt64> {
                _ = try await store.append(try decision(number))
                _ = try await other.append(try decision(100 + number))
            }
        }
        // It was still trying, and comes to its end once nobody reads.
        #expect(await emptied?.value == true)
        await other.close()
    }

    @Test("is given up where somebody goes on reading, and leaves the writer as it was")
    func givenUp() async throws {
        let folder = try Folder()
        let store = try await folder.open()
        try await reading(folder) {
            _ = try await store.append(try decision(1))
            #expect(await !LogEmptying.empty(store.pool, tries: 2))
            let timeout = try await store.pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA busy_timeout") }
            #expect(timeout == 5_000)
        }
        #expect(await LogEmptying.empty(store.pool, tries: 1))
    }
}
