import AuditTrail
import Invitations
import Testing

@testable import Gatekeeper

@Suite("What pauses and resumptions come to")
struct ForwardingLedgerTests {
    private static let noon = Timestamp(seconds: 1_795_600_000)
    private static let ana = ObjectID(high: 0, low: 1)
    private static let bo = ObjectID(high: 0, low: 2)

    private func command(_ row: Int64, _ isPause: Bool, _ inviter: ObjectID? = nil, until: Int64? = nil) -> ForwardingLedger.Command {
        let record = CommandRecord(
            by: "ops", why: "row \(row)", inviter: inviter, until: until.map { Self.noon.adding(seconds: $0) })
        return ForwardingLedger.Command(row: EntryID(row), isPause: isPause, at: Self.noon, record: record)
    }

    private static let story: [(row: Int64, isPause: Bool, inviter: ObjectID?, until: Int64?)] = [
        (1, true, nil, nil), (2, true, ana, 100), (3, false, nil, nil), (4, true, ana, 200), (5, true, bo, 300), (6, false, bo, nil),
        (7, true, nil, nil),
    ]

    @Test("is the same in whatever order, and however often, the entries become known")
    func order() {
        let commands = Self.story.map { command($0.row, $0.isPause, $0.inviter, until: $0.until) }
        var seed: UInt64 = 5
        for _ in 0..<200 {
            var shuffled = commands + commands
            for index in shuffled.indices.reversed() {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                shuffled.swapAt(index, Int((seed >> 33) % UInt64(index + 1)))
            }
            var ledger = ForwardingLedger()
            for command in shuffled { ledger.apply(command) }
            guard case .paused(let pause) = ledger.forwarding else {
                Issue.record("not paused")
                return
            }
            #expect(pause.why == "row 7" && pause.by == "ops")
            #expect(ledger.suspensions(at: Self.noon).map(\.inviter) == [Self.ana])
            #expect(ledger.suspension(of: Self.ana, at: Self.noon)?.until == Self.noon.adding(seconds: 200))
        }
    }

    @Test("A suspension ends by itself, a pause does not")
    func ends() {
        var ledger = ForwardingLedger()
        ledger.apply(command(1, true, Self.ana, until: 100))
        ledger.apply(command(2, true))
        let late = Self.noon.adding(seconds: 100)
        #expect(ledger.suspension(of: Self.ana, at: late) == nil)
        #expect(ledger.suspension(of: Self.ana, at: Self.noon.adding(seconds: 99)) != nil)
        #expect(!ledger.forwarding.isOpen)
    }

    @Test("Forgetting what is over changes nothing that holds")
    func pruning() {
        var ledger = ForwardingLedger()
        _ = ledger.read([command(1, true, Self.ana, until: 100), command(2, true, Self.bo, until: 500), command(3, false, Self.ana)])
        ledger.prune(at: Self.noon.adding(seconds: 200))
        #expect(ledger.readUpTo == EntryID(3))
        #expect(ledger.suspensions(at: Self.noon).map(\.inviter) == [Self.bo])
        // Not read yet: the lifting must still count when the older suspension is read.
        ledger.apply(command(9, false, Self.ana))
        ledger.prune(at: Self.noon.adding(seconds: 200))
        ledger.apply(command(8, true, Self.ana, until: 900))
        #expect(ledger.suspension(of: Self.ana, at: Self.noon) == nil)
    }

    @Test("A record is read back as it was written; one that is damaged is none")
    func content() throws {
        let record = CommandRecord(by: "gate", why: "why", inviter: Self.ana, until: Self.noon)
        let content = EntryDraft.paused(record, at: Self.noon).content
        #expect(CommandRecord(content: content) == record)
        #expect(CommandRecord(content: EntryDraft.resumed(CommandRecord(by: "ops"), at: Self.noon).content) == CommandRecord(by: "ops"))
        for text in ["", "{}", #"{"by":"gate","inviter":"nobody"}"#, #"{"by":"gate","until":"soon"}"#, #"{"by":1}"#] {
            #expect(CommandRecord(content: Array(text.utf8)) == nil)
        }
    }
}
