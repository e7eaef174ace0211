import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import StrictJSON
import Testing

@testable import AuditStores

@Suite("A store that is written")
struct AppendTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test("gives each of a thousand concurrent entries its place, without a gap, and all are on disk")
    func concurrent() async throws {
        let store = try await folder.open(batch: 64)
        let receipts = try await withThrowingTaskGroup(of: AuditReceipt.self) { group in
            for number in 0..<1_000 {
                group.addTask { try await store.append(try decision(UInt64(number), number % 5 == 0 ? .denied : .approved)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(receipts.map(\.sequence)) == Set(2...1_001))
        // Read by another connection while the store is still open: nothing waits for a close.
        let report = try await folder.verify(expecting: receipts.map(\.head))
        #expect(report.fault == nil)
        #expect(report.entries == 1_001)
        #expect(report.heads == [try #require(receipts.max { $0.sequence < $1.sequence }).head])
        await store.close()
        #expect(try await folder.verify() == report)
    }

    @Test("begins with a start, once")
    func order() async throws {
        let store = try SQLiteAuditStore.open(path: folder.store, writer: id(1))
        await #expect(throws: AuditUnavailable.outOfOrder(.decision)) { try await store.append(try decision(1)) }
        #expect(try await store.append(started).sequence == 1)
        await #expect(throws: AuditUnavailable.outOfOrder(.started)) { try await store.append(started) }
        #expect(try await store.append(try decision(1)).sequence == 2)
        #expect(try await folder.verify().fault == nil)
    }

    @Test("goes on with its chain after it was opened again, and a second writer commits to the first")
    func writers() async throws {
        let first = try await folder.open(writer: 1)
        let second = try await folder.open(writer: 2)
        for number in 0..<5 as Range<UInt64> {
            _ = try await first.append(try decision(number))
            _ = try await second.append(try decision(100 + number))
        }
        await first.close()
        let again = try SQLiteAuditStore.open(path: folder.store, writer: id(1))
        #expect(try await again.append(.stopped(StoppedRecord(why: "x", drained: true), at: noon)).sequence == 7)
        _ = try await folder.open(writer: 3)
        let report = try await folder.verify()
        #expect(report.fault == nil)
        #expect(report.writers == 3)
        var query = AuditQuery()
        query.kinds = [.started]
        query.order = .oldestFirst
        let starts = try await again.reader.query(query).entries.map { $0.json()["content"]?["heads"]?.array?.count }
        #expect(starts == [0, 1, 2])
    }

    @Test("lists in a start only the heads that no start has listed")
    func shortLists() async throws {
        for writer in 1...4 as ClosedRange<UInt64> { await (try await folder.open(writer: writer)).close() }
        let last = try await folder.open(writer: 5)
        var query = AuditQuery()
        query.kinds = [.started]
        let starts = try await last.reader.query(query).entries.map { $0.json()["content"]?["heads"]?.array?.count }
        #expect(starts == [1, 1, 1, 1, 0])
        #expect(try await folder.verify().fault == nil)
    }

    @Test("refuses entries when closed, and answers those that came before")
    func close() async throws {
        let store = try await folder.open(batch: 4)
        let answered = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 as Range<UInt64> {
                group.addTask { (try? await store.append(try decision(number))) != nil }
            }
            await store.close()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        await #expect(throws: AuditUnavailable.closed) { try await store.append(try decision(1)) }
        #expect(!FileManager.default.fileExists(atPath: folder.store + "-wal"))
        #expect(try await folder.verify().entries == Int64(answered) + 1)
    }

    @Test("refuses one caller more than it admits, and drops none")
    func capacity() async throws {
        let store = try await folder.open(capacity: 10)
        // The writer's queue is held, so that everybody has to wait.
        let gate = Gate()
        store.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        let results = await withTaskGroup(of: AuditUnavailable?.self) { group in
            for number in 0..<10 as Range<UInt64> {
                group.addTask { await failure(store, number) }
            }
            while store.waiting < 10 { await Task.yield() }
            let refused = await failure(store, 99)
            gate.open()
            return await group.reduce(into: [refused]) { $0.append($1) }
        }
        #expect(results == [.overloaded] + Array(repeating: nil, count: 10))
        #expect(try await folder.verify().entries == 11)
    }
}

private func failure(_ store: SQLiteAuditStore, _ number: UInt64) async -> AuditUnavailable? {
    do {
        _ = try await store.append(try decision(number))
        return nil
    } catch {
        return error as? AuditUnavailable
    }
}
