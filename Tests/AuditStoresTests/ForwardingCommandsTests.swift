import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Pauses and resumptions in the store")
struct ForwardingCommandsTests {
    @Test("are read oldest first, from a row on, of all writers, and nothing else with them")
    func reading() async throws {
        let folder = try Folder()
        let first = try SQLiteAuditStore.open(path: folder.store, writer: id(1))
        let second = try SQLiteAuditStore.open(path: folder.store, writer: id(2))
        for store in [first, second] { _ = try await store.append(started) }
        let suspension = CommandRecord(by: "gate", why: "many", inviter: id(7), until: noon)
        _ = try await first.append(.paused(CommandRecord(by: "root"), at: noon))
        _ = try await first.append(try decision(1))
        let middle = try await second.append(.resumed(CommandRecord(by: "root"), at: noon))
        _ = try await first.append(.paused(suspension, at: noon))
        let all = try await first.reader.forwardingCommands()
        #expect(all.map(\.entry.kind) == [.paused, .resumed, .paused])
        #expect(all.compactMap { CommandRecord(content: $0.entry.content)?.inviter } == [id(7)])
        #expect(try await second.reader.forwardingCommands(after: middle.id).map(\.fields.inviter) == [id(7)])
        #expect(try await first.reader.verify().isWhole)
        await first.close()
        await second.close()
    }

    @Test("are found by an index, however many entries lie between")
    func index() async throws {
        let folder = try Folder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: id(1))
        let plan = try await store.reader.reading { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(SQLiteAuditReader.forwardingCommandsSQL)", arguments: [0])
                .map { "\($0["detail"] as String? ?? "")" }
        }
        #expect(plan.contains { $0.contains("entries USING INDEX entries_kind (kind=? AND rowid>?)") }, "\(plan)")
        await store.close()
    }
}
