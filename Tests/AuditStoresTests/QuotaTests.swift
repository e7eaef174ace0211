import AuditTrail
import GRDB
import Invitations
import Synchronization
import Testing

@testable import AuditStores

@Suite("A store that keeps quotas")
struct QuotaTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func reservations(_ store: SQLiteAuditStore) async throws -> Int {
        try await store.pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM quota_reservations") ?? -1 }
    }

    @Test("takes a place in every counter with the entry, or in none without it")
    func together() async throws {
        let store = try await folder.open()
        #expect(try await store.append(try reserving(1, ["a": 2, "b": 1])).receipt?.sequence == 2)
        #expect(try await store.append(try reserving(2, ["a": 2, "b": 1])) == .exhausted(usage: ["a": 1, "b": 1]))
        #expect(try await store.reader.usage(of: ["a", "b", "c"]) == ["a": 1, "b": 1])
        #expect(try await store.append(try reserving(3, ["a": 2])).receipt?.sequence == 3)
        #expect(try await store.append(try reserving(4, ["c": 5, "a": 2])) == .exhausted(usage: ["a": 2]))
        #expect(try await store.append(try reserving(5, [:])).receipt?.sequence == 4)
        let report = try await folder.verify()
        #expect(report.fault == nil)
        #expect(report.entries == 4)
    }

    @Test("gives twenty places to two hundred who ask at once, and refuses nobody else in their batches")
    func race() async throws {
        let store = try await folder.open(batch: 64)
        let (held, others) = try await race(on: [store], plain: 100)
        #expect(held == 20)
        #expect(others == 100)
        #expect(try await store.reader.usage(of: ["quota"]) == ["quota": 20])
        let report = try await folder.verify()
        #expect(report.fault == nil)
        #expect(report.entries == 121)
    }

    @Test("shares the places between two processes on one file")
    func twoStores() async throws {
        let stores = [try await folder.open(writer: 1, batch: 8), try await folder.open(writer: 2, batch: 8)]
        let (held, _) = try await race(on: stores, plain: 0)
        #expect(held == 20)
        for store in stores { #expect(try await store.reader.usage(of: ["quota"]) == ["quota": 20]) }
        #expect(try await folder.verify().fault == nil)
        // What one took, the other gives back.
        let number = try #require(try await held20(stores[0]))
        _ = try await stores[1].append(outcome(number, .notSent, releasing: true))
        #expect(try await stores[0].reader.usage(of: ["quota"]) == ["quota": 19])
    }

    /// The number of one decision that holds a place.
    private func held20(_ store: SQLiteAuditStore) async throws -> UInt64? {
        var query = AuditQuery()
        query.kinds = [.decision]
        let decision: DecisionID? = try await store.reader.query(query).entries.first?.entry.decision
        return decision?.low
    }

    private func race(on stores: [SQLiteAuditStore], plain: UInt64) async throws -> (held: Int, plain: Int) {
        try await withThrowingTaskGroup(of: Bool?.self) { group in
            for number in 0..<200 as Range<UInt64> {
                let store = stores[Int(number) % stores.count]
                group.addTask { try await store.append(try reserving(number, ["quota": 20])).receipt != nil }
            }
            for number in 0..<plain {
                group.addTask {
                    _ = try await stores[0].append(try decision(1_000 + number))
                    return nil
                }
            }
            return try await group.reduce(into: (0, 0)) { sums, answer in
                if answer == true { sums.0 += 1 }
                if answer == nil { sums.1 += 1 }
            }
        }
    }

    @Test("counts the drafts that stand before another in one batch")
    func oneBatch() async throws {
        let store = try await folder.open()
        let gate = Gate()
        store.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        async let first = store.append(try reserving(1, ["a": 1]))
        while store.waiting < 1 { await Task.yield() }
        async let second = store.append(try reserving(2, ["a": 1]))
        while store.waiting < 2 { await Task.yield() }
        async let third = store.append(try decision(3))
        while store.waiting < 3 { await Task.yield() }
        gate.open()
        #expect(try await first.receipt?.sequence == 2)
        #expect(try await second == .exhausted(usage: ["a": 1]))
        #expect(try await third.sequence == 3)
    }

    @Test("gives a place back once when provably nothing was created, and keeps it otherwise")
    func release() async throws {
        let store = try await folder.open()
        func used() async throws -> Int? { try await store.reader.usage(of: ["a"])["a"] }
        for number in 1...5 as ClosedRange<UInt64> { _ = try await store.append(try reserving(number, ["a": 5])) }
        _ = try await store.append(outcome(1, .notSent, releasing: true))
        #expect(try await used() == 4)
        _ = try await store.append(outcome(1, .notSent, releasing: true))
        #expect(try await used() == 4)
        _ = try await store.append(outcome(2, .refused))
        _ = try await store.append(outcome(2, .refused, releasing: true))
        #expect(try await used() == 4)
        // Neither of these can be known not to have created a guest, whatever the caller says.
        _ = try await store.append(outcome(3, .created, releasing: true))
        _ = try await store.append(outcome(4, .unknown, releasing: true))
        #expect(try await used() == 4)
        #expect(try await reservations(store) == 2)
        _ = try await store.append(outcome(4, .notSent, releasing: true))
        #expect(try await used() == 3)
        #expect(try await reservations(store) == 1)
        #expect(try await store.append(try reserving(6, ["a": 4])).receipt != nil)
        #expect(try await store.append(try reserving(7, ["a": 4])).receipt == nil)
    }

    @Test("forgets nothing when it is opened again, and gives back what the run before took")
    func restart() async throws {
        let first = try await folder.open(writer: 1)
        _ = try await first.append(try reserving(1, ["a": 2]))
        _ = try await first.append(try reserving(2, ["a": 2]))
        await first.close()
        let second = try await folder.open(writer: 2)
        #expect(try await second.append(try reserving(3, ["a": 2])) == .exhausted(usage: ["a": 2]))
        _ = try await second.append(outcome(1, .notSent, releasing: true))
        #expect(try await second.append(try reserving(3, ["a": 2])).receipt != nil)
    }

    @Test("goes on from the count when the limit is another, higher or lower")
    func limits() async throws {
        let store = try await folder.open()
        for number in 0..<3 as Range<UInt64> { _ = try await store.append(try reserving(number, ["a": 3])) }
        #expect(try await store.append(try reserving(3, ["a": 2])) == .exhausted(usage: ["a": 3]))
        #expect(try await store.append(try reserving(3, ["a": 4])).receipt != nil)
        #expect(try await store.append(try reserving(4, ["b": 0])) == .exhausted(usage: [:]))
    }

    @Test("takes sixty-four counters by names of up to 1,024 bytes, and refuses more before it writes")
    func bounds() async throws {
        let store = try await folder.open()
        func draft(_ number: UInt64, _ counters: [String]) throws -> ReservingDraft {
            let one = try reserving(number, [:])
            let record = DecisionRecord(
                decision: id(number), time: noon, request: RequestRecord(operation: "x", requestID: id(1)),
                caller: CallerRecord(application: id(30)), inviter: id(1), proof: .token, facts: [],
                invitation: InvitationRecord(
                    InvitationRequest(
                        invitedUserEmailAddress: try EmailAddress("a@b.example"),
                        inviteRedirectUrl: try RedirectURL("https://apps.contoso.com/"))),
                verdict: .approved, policy: PolicyReference(name: "p", digest: "d", mode: "enforce"))
            return .decision(
                record, invitee: Invitee(address: "a@b.example"), key: try #require(one.draft.invitee).key,
                reserving: counters.map { QuotaReservation(counter: $0, limit: 9, ends: noon.adding(seconds: 60)) })
        }
        let many = (0..<65).map { "counter-\($0)" }
        await #expect(throws: AuditUnavailable.invalidReservation) { try await store.append(try draft(1, many)) }
        #expect(try await store.append(try draft(1, many.dropLast())).receipt != nil)
        let long = String(repeating: "x", count: 1_024)
        await #expect(throws: AuditUnavailable.invalidReservation) { try await store.append(try draft(2, [long + "x"])) }
        await #expect(throws: AuditUnavailable.invalidReservation) { try await store.append(try draft(2, [""])) }
        #expect(try await store.append(try draft(2, [long])).receipt != nil)
        #expect(try await store.reader.usage(of: many.dropLast()).count == 64)
        await #expect(throws: AuditUnreadable.tooManyCounters(65)) { try await store.reader.usage(of: many) }
    }

    @Test("counts a counter that is given twice once, under the lower limit, and takes nothing for a denial")
    func doubled() async throws {
        let store = try await folder.open()
        #expect(try await store.append(try reserving(1, ["a": 5, "a": 2])).receipt != nil)
        #expect(try await store.reader.usage(of: ["a"]) == ["a": 1])
        #expect(try await store.append(try reserving(2, ["a": 2, "a": 5])).receipt != nil)
        #expect(try await store.append(try reserving(3, ["a": 5, "a": 2])).receipt == nil)
        #expect(try await store.append(try reserving(4, ["a": 2], .denied)).receipt != nil)
        #expect(try await store.reader.usage(of: ["a"]) == ["a": 2])
    }

    @Test("asks its tables nothing for a decision without quotas, nor for its outcome")
    func noCost() async throws {
        let store = try await folder.open()
        let statements = Mutex<[String]>([])
        try await store.pool.writeWithoutTransaction { db in
            db.trace { event in statements.withLock { $0.append("\(event)") } }
        }
        _ = try await store.append(try decision(1))
        _ = try await store.append(outcome(1))
        #expect(statements.withLock { $0.filter { $0.contains("quota_") } } == [])
        #expect(statements.withLock { $0.contains { $0.contains("open_intents") } })
        _ = try await store.append(try reserving(2, ["a": 1]))
        let reserved = statements.withLock { $0.filter { $0.contains("quota_") }.count }
        _ = try await store.append(outcome(2))
        #expect(reserved > 0)
        #expect(statements.withLock { $0.filter { $0.contains("quota_") }.count } == reserved + 1)
    }
}

extension QuotaAnswer {
    /// Of an entry that was written.
    var receipt: AuditReceipt? {
        if case .held(let receipt) = self { receipt } else { nil }
    }
}
