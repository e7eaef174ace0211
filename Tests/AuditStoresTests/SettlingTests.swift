import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A decision in doubt")
struct SettlingTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func lookup(_ number: UInt64, _ outcome: Outcome) throws -> SettlingDraft {
        try #require(
            .lookup(
                OutcomeRecord(
                    decision: id(number), time: noon.adding(seconds: 900), outcome: outcome, source: .lookup,
                    tried: [TriedRecord("users", "none")])))
    }

    private func word(_ number: UInt64, _ outcome: Outcome) throws -> SettlingDraft {
        try #require(
            .word(
                OutcomeRecord(
                    decision: id(number), time: noon.adding(seconds: 999), outcome: outcome, source: .operator, by: "ana",
                    why: "asked the guest")))
    }

    private func pending(_ store: SQLiteAuditStore, before: Timestamp = noon.adding(seconds: 60)) async throws -> [DecisionID] {
        try await store.pendingDoubts(before: before, after: nil, limit: 10).map(\.decision)
    }

    @Test("is settled by the first of two who look it up, in two processes, and the second writes nothing", arguments: [Outcome.created, .notSent])
    func once(outcome: Outcome) async throws {
        let store = try await folder.open(writer: 1)
        let other = try await folder.open(writer: 2)
        _ = try await store.append(try decision(1))
        #expect(try await store.settle(try lookup(1, outcome)) != nil)
        #expect(try await other.settle(try lookup(1, .created)) == nil)
        #expect(try await store.settle(try lookup(1, .unknown)) == nil)
        #expect(try await store.settle(try lookup(2, .notSent)) == nil, "never decided")
        #expect(try await store.reader.count(matching: AuditQuery()) == 4)
        #expect(try await folder.verify().fault == nil)
        #expect(try await pending(store) == [])
    }

    @Test("is settled by one alone of a hundred at once")
    func many() async throws {
        let stores = [try await folder.open(writer: 1), try await folder.open(writer: 2)]
        _ = try await stores[0].append(try decision(1))
        let draft = try lookup(1, .notSent)
        let written = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 { group.addTask { try await stores[number % 2].settle(draft) != nil } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(written == 1)
    }

    @Test("that was looked up in vain is not looked up again, also after a restart, and stays in doubt")
    func final() async throws {
        var store = try await folder.open(writer: 1)
        for number in 1...3 as ClosedRange<UInt64> { _ = try await store.append(try decision(number)) }
        _ = try await store.append(outcome(2, .unknown))
        #expect(try await pending(store) == [id(1), id(2), id(3)])
        #expect(try await store.settle(try lookup(1, .unknown)) != nil)
        await store.close()
        store = try await folder.open(writer: 2)
        #expect(try await pending(store) == [id(2), id(3)])
        #expect(try await store.settle(try lookup(1, .created)) == nil)
        #expect(try await store.doubts(before: noon.adding(seconds: 60)) == DoubtCount(pending: 2, unknown: 1, oldestPending: noon))
        #expect(try await store.doubts(before: noon) == DoubtCount(pending: 0, unknown: 0, oldestPending: nil))
        var query = AuditQuery()
        query.inDoubt = true
        #expect(Set(try await store.reader.query(query).entries.map(\.entry.decision)) == [id(1), id(2), id(3)])
        // Until a person knows.
        #expect(try await store.settle(try word(1, .notSent)) != nil)
        #expect(try await store.settle(try word(1, .created)) == nil)
        #expect(try await store.reader.inDoubtCount() == 2)
    }

    @Test("that is not sent gives its places in quotas back, and one that is created or unknown keeps them")
    func quotas() async throws {
        let store = try await folder.open()
        for (number, result) in [(1, Outcome.notSent), (2, .created), (3, .unknown)] as [(UInt64, Outcome)] {
            let counter = "c\(number)"
            _ = try await store.append(try reserving(number, [counter: 1]))
            #expect(try await store.settle(try lookup(number, result)) != nil)
            #expect(try await store.reader.usage(of: [counter]) == [counter: result == .notSent ? 0 : 1])
        }
        _ = try await store.settle(try word(3, .notSent))
        #expect(try await store.reader.usage(of: ["c3"]) == ["c3": 0])
    }

    @Test("is given with what it takes to look it up, and without its address once that is erased")
    func contents() async throws {
        let store = try await folder.open()
        _ = try await store.append(try decision(1, address: "Dana@fabrikam.example"))
        _ = try await store.append(outcome(1, .unknown, at: noon.adding(seconds: 31)))
        let doubt = OpenDecision(
            entry: EntryID(2), decision: id(1), decidedAt: noon, answeredAt: noon.adding(seconds: 31),
            address: "Dana@fabrikam.example")
        func all(_ after: EntryID? = nil, before: Timestamp = noon.adding(seconds: 1)) async throws -> [OpenDecision] {
            try await store.pendingDoubts(before: before, after: after, limit: 10)
        }
        #expect(try await all() == [doubt])
        #expect(try await all(EntryID(1)) == [doubt])
        #expect(try await all(EntryID(2)) == [])
        #expect(try await all(before: noon) == [])
        _ = try await store.erase(Erasure(address: "dana@fabrikam.example", by: "dpo", at: noon))
        #expect(try await all().map(\.address) == [nil])
    }

    @Test("has beside it the approvals of the same address and time, with their last word")
    func nearby() async throws {
        let store = try await folder.open()
        let late = noon.adding(seconds: 50)
        _ = try await store.append(try decision(1))
        _ = try await store.append(try decision(2, address: "DANA@fabrikam.example"))
        _ = try await store.append(outcome(2, .unknown))
        _ = try await store.append(
            .outcome(
                OutcomeRecord(decision: id(2), time: late, outcome: .created, source: .lookup, invitation: "i-2")))
        _ = try await store.append(try decision(3, at: late))
        _ = try await store.append(try decision(4, .denied))
        _ = try await store.append(try decision(5, address: "other@fabrikam.example"))
        _ = try await store.append(try decision(6, at: noon.adding(seconds: 100)))
        func near(limit: Int = 10) async throws -> [NearbyDecision]? {
            try await store.approvals(of: "dana@fabrikam.example", from: noon, until: late, besides: id(1), limit: limit)
        }
        let second = NearbyDecision(decision: id(2), decidedAt: noon, answeredAt: late, outcome: .created, invitation: "i-2")
        #expect(try await near() == [second, NearbyDecision(decision: id(3), decidedAt: late)])
        #expect(try await near(limit: 2)?.count == 2)
        #expect(try await near(limit: 1) == nil)
    }

    @Test("takes no other outcome than a look-up or a person can tell")
    func kinds() {
        func record(_ outcome: Outcome, _ source: OutcomeSource) -> OutcomeRecord {
            OutcomeRecord(decision: id(1), time: noon, outcome: outcome, source: source)
        }
        for outcome in [Outcome.refused, .throttled] { #expect(SettlingDraft.lookup(record(outcome, .lookup)) == nil) }
        #expect(SettlingDraft.lookup(record(.created, .answer)) == nil)
        #expect(SettlingDraft.word(record(.unknown, .operator)) == nil)
        #expect(SettlingDraft.word(record(.created, .lookup)) == nil)
        #expect(SettlingDraft.lookup(record(.unknown, .lookup)) != nil)
        #expect(SettlingDraft.word(record(.created, .operator)) != nil)
    }
}
