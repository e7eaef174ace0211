import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Looking for the decisions beside one in doubt")
struct DoubtSearchTests {
    let folder: Folder
    let store: SQLiteAuditStore

    init() async throws {
        folder = try Folder()
        store = try await folder.open()
    }

    @Test("begins with the address, and sorts nothing: half of all entries are approvals")
    func plan() async throws {
        let plan = try await store.pool.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + SQLiteAuditStore.approvalsSQL, arguments: [0, "a@one.example", 0, 1, DatabaseBytes([0]), 10]
            ).map { $0["detail"] as String }
        }
        #expect(plan.first == "SEARCH invitees USING COVERING INDEX invitees_address (<expr>=? AND address=?)")
        #expect(plan.dropFirst().allSatisfy { $0.contains("USING INTEGER PRIMARY KEY") }, "\(plan)")
    }

    @Test("finds them in every segment that their time reaches into, and counts over all of them")
    func segments() async throws {
        for number in 1...4 as ClosedRange<UInt64> {
            _ = try await store.append(try decision(number, at: noon.adding(seconds: Int64(number) * 60)))
        }
        await store.close()
        try folder.tamper(
            """
            UPDATE entries SET id = id * 20000; UPDATE bodies SET entry = entry * 20000;
            UPDATE invitees SET entry = entry * 20000; UPDATE open_intents SET entry = entry * 20000;
            """)
        let store = try await folder.open(writer: 2)
        func near(_ from: Int64, _ until: Int64, limit: Int = 10) async throws -> [DecisionID]? {
            try await store.approvals(
                of: "DANA@fabrikam.example", from: noon.adding(seconds: from), until: noon.adding(seconds: until), besides: id(2),
                limit: limit)?.map(\.decision)
        }
        #expect(try await near(0, 1_000) == [id(1), id(3), id(4)])
        #expect(try await near(60, 180) == [id(1), id(3)])
        #expect(try await near(61, 179) == [])
        #expect(try await near(0, 1_000, limit: 3) == [id(1), id(3), id(4)])
        #expect(try await near(0, 1_000, limit: 2) == nil)
    }

    @Test("is not kept from the others by one damaged row")
    func damaged() async throws {
        for number in 1...3 as ClosedRange<UInt64> { _ = try await store.append(try decision(number)) }
        _ = try await store.append(outcome(3))
        await store.close()
        try folder.tamper(
            """
            UPDATE bodies SET content = '{' WHERE entry = 2;
            UPDATE bodies SET content = json_set(content, '$.guestExists', 'perhaps') WHERE entry = 3;
            UPDATE bodies SET content = '{' WHERE entry = 5;
            """)
        let store = try await folder.open(writer: 2)
        let pending = try await store.pendingDoubts(before: noon.adding(seconds: 1), after: nil, limit: 10)
        #expect(pending.map(\.decision) == [id(1), id(2)] && pending.map(\.guestExisted) == [nil, nil])
        let near = try await store.approvals(
            of: "dana@fabrikam.example", from: noon, until: noon, besides: id(1), limit: 10)
        #expect(near?.map(\.decision) == [id(2), id(3)])
    }
}
