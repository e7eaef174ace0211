import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import Testing

@testable import AuditStores

func digest(_ number: UInt64) -> Digest256 { .sha256(tag: "test", [[UInt8(truncatingIfNeeded: number)]]) }

/// A claim on a key, for an hour from noon.
func claim(_ key: UInt64, for request: UInt64 = 1, isHeldInDoubt: Bool = true) -> KeyClaim {
    KeyClaim(
        key: digest(key), fingerprint: digest(100 + request), expires: noon.adding(seconds: 3_600), isHeldInDoubt: isHeldInDoubt)
}

let secretURL = "https://login.microsoftonline.com/redeem?rd=SECRET-REDEEM"

func reply(_ text: String = secretURL) throws -> KeptReply {
    try #require(KeptReply(status: 201, requestID: "graph-1", body: Array(text.utf8)))
}

private func isHeld(_ answer: QuotaAnswer) -> Bool { if case .held = answer { true } else { false } }

@Suite("A claim on an idempotency key")
struct ClaimTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test("is taken with its decision's entry by one alone; the second writes nothing, not even a denial")
    func takenOnce() async throws {
        let store = try await folder.open()
        #expect(try await store.claim(on: digest(1), at: noon) == nil)
        let receipt = try #require(try await store.append(try reserving(1, [:], claiming: claim(1))).receipt)
        let held = try #require(try await store.claim(on: digest(1), at: noon))
        #expect(held.decision == id(1) && held.receipt == receipt && held.fingerprint == digest(101))
        #expect(held.decidedAt == noon && held.standing == .open)
        for verdict in [Verdict.approved, .denied] {
            #expect(try await store.append(try reserving(2, ["a": 1], verdict, claiming: claim(1))) == .taken)
        }
        #expect(try await store.reader.query(AuditQuery()).entries.count == 2)
        #expect(try await store.reader.usage(of: ["a"]) == [:])
        #expect(try await store.append(try reserving(2, ["a": 1], claiming: claim(2))).receipt != nil)
        await store.close()
        #expect(try await folder.verify().fault == nil)
    }

    @Test("is not taken by a denial, nor where a quota has no place left")
    func notTaken() async throws {
        let store = try await folder.open()
        #expect(try await store.append(try reserving(1, [:], .denied, claiming: claim(1))).receipt != nil)
        #expect(try await store.append(try reserving(2, ["a": 0], claiming: claim(1))) == .exhausted(usage: [:]))
        #expect(try await store.claim(on: digest(1), at: noon) == nil)
        #expect(try await store.append(try reserving(3, [:], claiming: claim(1))).receipt != nil)
    }

    @Test("A twin is told of its first before it is told that the first took the last place in a quota")
    func beforeQuotas() async throws {
        let store = try await folder.open()
        #expect(try await store.append(try reserving(1, ["a": 1], claiming: claim(1))).receipt != nil)
        #expect(try await store.append(try reserving(2, ["a": 1], claiming: claim(1))) == .taken)
        #expect(try await store.append(try reserving(3, ["a": 1], claiming: claim(2))) == .exhausted(usage: ["a": 1]))
    }

    @Test("Of many at once, in two processes on one file, one takes it")
    func race() async throws {
        let stores = [try await folder.open(writer: 1), try await folder.open(writer: 2)]
        let answers = try await withThrowingTaskGroup(of: QuotaAnswer.self) { group in
            for number in 0..<100 {
                let draft = try reserving(UInt64(number), ["a": 1_000], claiming: claim(1))
                group.addTask { try await stores[number % 2].append(draft) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count(where: isHeld) == 1 && answers.count { $0 == .taken } == 99)
        #expect(try await stores[0].reader.usage(of: ["a"]) == ["a": 1])
        let seen = try await [stores[0].claim(on: digest(1), at: noon), stores[1].claim(on: digest(1), at: noon)]
        #expect(seen[0] == seen[1] && seen[0] != nil)
        for store in stores { await store.close() }
    }

    @Test("is given up by an outcome that proves that nothing was created, whoever appends it")
    func released() async throws {
        let store = try await folder.open()
        let outcomes: [(Outcome, releasing: Bool)] = [
            (.notSent, true), (.throttled, true), (.refused, true), (.notSent, false),
        ]
        for (number, (result, releasing)) in zip(UInt64(1)..., outcomes) {
            #expect(try await store.append(try reserving(number, ["a": 100], claiming: claim(1))).receipt != nil)
            _ = try await store.append(outcome(number, result, releasing: releasing))
            #expect(try await store.claim(on: digest(1), at: noon) == nil)
        }
    }

    @Test("shows what became of its decision, with the reply, also after a crash and in another process")
    func settled() async throws {
        let keyring = try #require(ReplyKeyring(current: Array(repeating: 7, count: 32)))
        let store = try await folder.open(replies: keyring)
        _ = try await store.append(try reserving(1, [:], claiming: claim(1)))
        _ = try await store.append(outcome(1, .created), keeping: try reply(), under: claim(1))
        let expected = HeldClaim.Standing.settled(SettledOutcome(outcome: .created, graphStatus: 201, guest: id(9)), try reply())
        #expect(try await store.claim(on: digest(1), at: noon)?.standing == expected)
        #expect(try await store.append(try reserving(2, [:], claiming: claim(1))) == .taken)
        // As after a kill: the store is not closed, and another opens the file.
        let other = try await folder.open(writer: 2, replies: keyring)
        #expect(try await other.claim(on: digest(1), at: noon)?.standing == expected)
        await other.close()
        await store.close()
        #expect(try await folder.verify().fault == nil)
    }

    @Test("stays, in doubt, while the outcome is unknown or missing, however long; and is settled by a look-up")
    func inDoubt() async throws {
        let store = try await folder.open()
        let late = noon.adding(seconds: 1_000_000)
        _ = try await store.append(try reserving(1, [:], claiming: claim(1)))
        #expect(try await store.claim(on: digest(1), at: late)?.standing == .open)
        _ = try await store.append(outcome(1, .unknown))
        #expect(try await store.claim(on: digest(1), at: late)?.standing == .inDoubt)
        #expect(try await store.purgeClaims(at: late) == 0)
        #expect(try await store.append(try reserving(2, [:], at: late, claiming: claim(1))) == .taken)
        _ = try await store.append(outcome(1, .created))
        #expect(
            try await store.claim(on: digest(1), at: noon)?.standing
                == .settled(SettledOutcome(outcome: .created, graphStatus: 201, guest: id(9)), nil))
        #expect(try await store.claim(on: digest(1), at: late) == nil)
    }

    @Test("expires at its time, settled or, where it is not held in doubt, not; then the key is another's")
    func expires() async throws {
        let store = try await folder.open()
        let (before, after) = (noon.adding(seconds: 3_599), noon.adding(seconds: 3_600))
        _ = try await store.append(try reserving(1, [:], claiming: claim(1)))
        _ = try await store.append(outcome(1), keeping: try reply(), under: claim(1))
        _ = try await store.append(try reserving(2, [:], claiming: claim(2, isHeldInDoubt: false)))
        for key: UInt64 in [1, 2] {
            #expect(try await store.claim(on: digest(key), at: before) != nil)
            #expect(try await store.claim(on: digest(key), at: after) == nil)
            #expect(try await store.append(try reserving(10 + key, [:], at: before, claiming: claim(key))) == .taken)
            #expect(try await store.append(try reserving(20 + key, [:], at: after, claiming: claim(key))).receipt != nil)
        }
        // The reply of the one before does not come back with the new one.
        #expect(try await store.claim(on: digest(1), at: after)?.standing == .open)
        // An outcome that comes after its claim expired and went changes nobody else's.
        _ = try await store.append(outcome(2), keeping: try reply("late"), under: claim(2))
        #expect(try await store.claim(on: digest(2), at: after)?.decision == id(22))
    }

    @Test("that cannot be read is an error, not a free key")
    func unreadable() async throws {
        let store = try await folder.open()
        _ = try await store.append(try reserving(1, [:], claiming: claim(1)))
        try folder.tamper("UPDATE idempotency_claims SET decision = x'00'")
        await #expect(throws: AuditUnreadable.self) { try await store.claim(on: digest(1), at: noon) }
        await store.close()
        await #expect(throws: AuditUnreadable.self) { try await store.claim(on: digest(1), at: noon) }
    }
}
