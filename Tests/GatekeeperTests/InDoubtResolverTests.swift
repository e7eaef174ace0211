import AuditTrail
import GatekeeperTesting
import Invitations
import Synchronization
import Testing

@testable import Gatekeeper

/// A trail of decisions in doubt, and a Graph that answers as it is told.
private final class Doubts: DoubtLedger, InvitationLookup {
    struct State {
        var pending: [OpenDecision] = []
        var written: [SettlingDraft] = []
        var questions: [String] = []
        var users: Result<FoundUsers, LookupFailure> = .success(
            FoundUsers(users: [], asked: [.mail, .otherMails], graphAhead: 0))
        var audit: Result<[InvitationActivity], LookupFailure> = .success([])
        var unreadable: AuditUnreadable?
        var unwritable: AuditUnavailable?
        /// Somebody else settles it first.
        var isTaken = false
    }

    private let state = Mutex(State())

    func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    var questions: [String] { state.withLock(\.questions) }
    var written: [String] {
        state.withLock { $0.written.map { "\($0.draft.decision?.low ?? 0) \($0.draft.fields.result ?? "-")" } }
    }

    func pendingDoubts(before: Timestamp, after: EntryID?, limit: Int) async throws(AuditUnreadable) -> [OpenDecision] {
        let (failure, pending) = state.withLock { ($0.unreadable, $0.pending) }
        if let failure { throw failure }
        return Array(pending.filter { $0.decidedAt < before && $0.entry > after ?? EntryID(.min) }.prefix(limit))
    }

    func approvals(
        of address: String, from: Timestamp, until: Timestamp, besides decision: DecisionID, limit: Int
    ) async throws(AuditUnreadable) -> [NearbyDecision]? { [] }

    func doubts(before: Timestamp) async throws(AuditUnreadable) -> DoubtCount {
        DoubtCount(pending: state.withLock { $0.pending.count }, unknown: 0, oldestPending: nil)
    }

    func settle(_ draft: SettlingDraft) async throws(AuditUnavailable) -> AuditReceipt? {
        let (failure, isTaken) = state.withLock { state in
            if state.unwritable == nil { state.pending.removeAll { $0.decision == draft.draft.decision } }
            if state.unwritable == nil, !state.isTaken { state.written.append(draft) }
            return (state.unwritable, state.isTaken)
        }
        if let failure { throw failure }
        guard !isTaken else { return nil }
        let origin = ChainOrigin.previous(writer: WriterID(high: 1, low: 1), heads: [])
        return AuditReceipt(id: EntryID(1), writer: WriterID(high: 1, low: 1), sequence: 1, hash: origin)
    }

    func users(with address: EmailAddress) async throws(LookupFailure) -> FoundUsers {
        let answer = state.withLock { state in
            state.questions.append("users \(address)")
            return state.users
        }
        return try answer.get()
    }

    func invitations(
        of address: EmailAddress, from: Timestamp, until: Timestamp
    ) async throws(LookupFailure) -> [InvitationActivity] {
        let answer = state.withLock { state in
            state.questions.append("audit \(address)")
            return state.audit
        }
        return try answer.get()
    }
}

private struct Rig {
    let house: House
    let doubts = Doubts()
    let resolver: InDoubtResolver
    var sweep = InDoubtResolver.Sweep(pace: DoubtPace())

    init(asksAuditLog: Bool = true) throws {
        house = try House()
        resolver = InDoubtResolver(
            ledger: doubts, lookup: doubts, application: ApplicationID(high: 1, low: 1), asksAuditLog: asksAuditLog,
            rules: DoubtRules(longestRequestSeconds: 100), world: house.world.world, logger: house.log.logger,
            metrics: house.registry)
    }

    func add(_ number: UInt64, address: String? = "ada@fabrikam.example") {
        let now = house.world.now
        doubts.change {
            $0.pending.append(
                OpenDecision(
                    entry: EntryID(Int64(number)), decision: DecisionID(high: 5, low: number), decidedAt: now, address: address))
        }
    }

    func advance(_ seconds: Int64) { house.world.advance(seconds: seconds) }

    mutating func step() async -> Double { await resolver.step(&sweep) }
}

@Suite("The resolver")
struct InDoubtResolverTests {
    @Test("leaves a decision alone that may be on its way, and settles it later, once")
    func age() async throws {
        var rig = try Rig()
        rig.add(1)
        rig.advance(104)
        #expect(await rig.step() == 60)
        #expect(rig.doubts.questions.isEmpty)
        rig.advance(2)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.questions == ["users ada@fabrikam.example", "audit ada@fabrikam.example"])
        #expect(rig.doubts.written.isEmpty, "the lag is not over")
        #expect(await rig.step() == 60)
        rig.advance(1_000)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written == ["1 notSent"])
        #expect(await rig.step() == 60)
        #expect(await rig.step() == 60)
        #expect(rig.doubts.questions.count == 4)
        #expect(rig.house.metrics.contains(#"gatekeeper_in_doubt_settled_total{verdict="notSent"} 1"#))
        #expect(rig.resolver.standing.report.lastResult == "notSent")
    }

    @Test("does not look for a person who was erased, nor for what is no address, and says so for good")
    func erased() async throws {
        var rig = try Rig()
        rig.add(1, address: nil)
        rig.add(2, address: "no address")
        rig.advance(200)
        _ = await rig.step()
        _ = await rig.step()
        #expect(rig.doubts.written == ["1 unknown", "2 unknown"])
        #expect(rig.doubts.questions.isEmpty)
    }

    @Test("counts nothing where somebody else was quicker")
    func second() async throws {
        var rig = try Rig()
        rig.add(1)
        rig.doubts.change { $0.isTaken = true }
        rig.advance(2_000)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written.isEmpty)
        #expect(!rig.house.metrics.contains(#"verdict="notSent"} 1"#))
    }

    @Test("holds back longer with each failure, goes on with the others, and forgets once something worked")
    func failures() async throws {
        var rig = try Rig()
        for number in 1...3 as ClosedRange<UInt64> { rig.add(number) }
        rig.advance(2_000)
        rig.doubts.change { $0.users = .failure(.notLearned("Graph answered 500 without a code")) }
        #expect(await rig.step() == 5)
        #expect(await rig.step() == 10)
        rig.doubts.change { $0.users = .failure(.notLearned("Graph answered 429 TooManyRequests", retryAfter: 90)) }
        #expect(await rig.step() == 90)
        #expect(rig.doubts.written.isEmpty)
        #expect(rig.resolver.standing.report.failures == 3)
        #expect(rig.resolver.standing.report.lastFailure == "Graph answered 429 TooManyRequests")
        rig.doubts.change { $0.users = .success(FoundUsers(users: [], asked: [.mail, .otherMails], graphAhead: 0)) }
        #expect(await rig.step() == 60)
        for _ in 1...3 { #expect(await rig.step() == 2.5) }
        #expect(rig.doubts.written == ["1 notSent", "2 notSent", "3 notSent"])
        for _ in 0..<20 {
            rig.doubts.change { $0.unreadable = .closed }
            _ = await rig.step()
        }
        #expect(await rig.step() == 300, "and never longer than that")
    }

    @Test("goes through every page of what is pending, and looks again in the next round")
    func pages() async throws {
        var rig = try Rig()
        for number in 1...70 as ClosedRange<UInt64> { rig.add(number) }
        rig.advance(200)
        for _ in 0..<70 { #expect(await rig.step() == 2.5) }
        #expect(await rig.step() == 60)
        #expect(rig.doubts.questions.count == 140)
        _ = await rig.step()
        #expect(rig.doubts.questions.count == 142)
    }

    @Test("writes no word that does not reach the disk, and tries again")
    func storeDown() async throws {
        var rig = try Rig()
        rig.add(1)
        rig.advance(2_000)
        rig.doubts.change { $0.unwritable = .full }
        #expect(await rig.step() == 5)
        rig.doubts.change { $0.unwritable = nil }
        #expect(await rig.step() == 60)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written == ["1 notSent"])
    }

    @Test("says nothing for good until the clocks have run together for the lag")
    func clocks() async throws {
        var rig = try Rig()
        rig.advance(2_000)
        rig.add(1)
        // The wall clock alone: the decision looks older than it is, and may be on its way.
        rig.house.world.set(rig.house.world.now.adding(seconds: 5_000))
        #expect(await rig.step() == 60)
        rig.advance(104)
        #expect(await rig.step() == 60)
        #expect(rig.doubts.questions.isEmpty)
        rig.advance(1)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written.isEmpty)
        _ = await rig.step()
        rig.advance(794)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written.isEmpty)
        _ = await rig.step()
        rig.advance(2)
        #expect(await rig.step() == 2.5)
        #expect(rig.doubts.written == ["1 notSent"])
    }

    @Test("does not ask the audit log where the settings say not to")
    func auditOff() async throws {
        var rig = try Rig(asksAuditLog: false)
        rig.add(1)
        rig.advance(2_000)
        _ = await rig.step()
        #expect(rig.doubts.questions == ["users ada@fabrikam.example"])
        #expect(rig.doubts.written == ["1 unknown"])
    }

    @Test("ends when it is told to")
    func ends() async throws {
        let rig = try Rig()
        let pauses = Mutex([Double]())
        await rig.resolver.run(DoubtPace(roundSeconds: 7)) { seconds in
            pauses.withLock { $0.append(seconds) }
            throw CancellationError()
        }
        #expect(pauses.withLock { $0 } == [7])
    }
}
