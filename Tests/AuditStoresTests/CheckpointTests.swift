import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A checkpoint")
struct CheckpointTests {
    let folder: Folder
    let store: SQLiteAuditStore
    let key: NoteSigner

    init() async throws {
        folder = try Folder()
        store = try await folder.open()
        key = try signer()
    }

    private func make() async throws -> AttestedCheckpoint? {
        try await store.makeCheckpoint(signing: key, at: noon)?.attested(by: [key.verifier])
    }

    private func fault(_ sql: String) async -> CheckpointFault? {
        do throws(CheckpointFault) {
            try? folder.tamper(sql)
            _ = try await store.makeCheckpoint(signing: key, at: noon)
            return nil
        } catch { return error }
    }

    @Test("attests the rows and the heads, once, and follows the one before it")
    func made() async throws {
        let receipt = try await store.append(try decision(1))
        let first = try #require(try await make())
        #expect(first.checkpoint.entries == 2 && first.checkpoint.heads == [receipt.head] && first.checkpoint.previous == nil)
        #expect(try await make() == nil)
        let other = try await folder.open(writer: 2)
        let last = try await store.append(outcome(1))
        let second = try #require(try await make())
        #expect(second.checkpoint.previous == first.digest && second.checkpoint.entries == 4)
        // The second writer's start lists the first one as it was then; it has gone on since.
        #expect(Set(second.checkpoint.heads.map(\.writer)) == [id(1), id(2)] && second.checkpoint.heads.contains(last.head))
        await other.close()
        let report = try await store.reader.verify(against: TrailEvidence(), keys: [key.verifier])
        #expect(report.isWhole && report.checkpoints == 2 && report.unchecked.isEmpty)
        #expect(try await store.reader.verify().unchecked == ["the store's own 2 checkpoints: no key was given (--key)"])
        #expect(try await store.reader.keptNotes().checkpoint?.digest == second.digest)
    }

    @Test("leaves out the chains that a start lists: their number does not make it longer")
    func short() async throws {
        for number in 10..<20 as Range<UInt64> { await (try await folder.open(writer: number)).close() }
        #expect(try #require(try await make()).checkpoint.heads.map(\.writer) == [id(19)])
        // Whose loss is found all the same.
        try folder.tamper("DELETE FROM entries WHERE chain = 5")
        #expect(try await store.reader.verify().fault?.writer == id(13))
    }

    @Test("attests a chain whatever number somebody wrote beside it as listed")
    func committed() async throws {
        try folder.tamper("UPDATE chains SET committed = 9223372036854775807")
        let receipt = try await store.append(try decision(1))
        #expect(try await make()?.checkpoint.heads == [receipt.head])
    }

    @Test("is not signed for a trail that no longer holds what the last one attests")
    func contradicted() async throws {
        _ = try await store.append(try decision(1))
        let first = try #require(try await make())
        _ = try await store.append(outcome(1))
        #expect(await fault("UPDATE bodies SET hash = zeroblob(32) WHERE entry = 2") == .contradicted(first.checkpoint.heads[0]))
        #expect(await fault("DELETE FROM entries WHERE id >= 2") == .contradicted(first.checkpoint.heads[0]))
    }

    @Test("is not signed after one that somebody else made, or changed")
    func untrusted() async throws {
        _ = try await store.makeCheckpoint(signing: try signer(2), at: noon)
        _ = try await store.append(outcome(1))
        #expect(await fault("SELECT 1") == .previousRefused(.unknownKeys(["gate.example/audit"])))
        // The key was replaced.
        #expect(try await store.makeCheckpoint(signing: key, trusting: [try signer(2).verifier], at: noon) != nil)
        let keys = [key.verifier, try signer(2).verifier]
        #expect(try await store.reader.verify(against: TrailEvidence(), keys: keys).checkpoints == 2)
        #expect(try await store.reader.verify(against: TrailEvidence(), keys: [keys[0]]).fault?.kind.name == "checkpointRefused")
    }

    @Test("in the store that was changed, dropped from between others, or is of another trail is found")
    func own() async throws {
        for number in 1...3 as ClosedRange<UInt64> {
            _ = try await store.append(try decision(number))
            _ = try await make()
        }
        func kind(_ sql: String) async throws -> String? {
            let copy = try Folder()
            let database = try DatabaseQueue(path: folder.store)
            try database.backup(to: try DatabaseQueue(path: copy.store))
            try copy.tamper(sql)
            let reader = try SQLiteAuditReader.open(path: copy.store)
            return try await reader.verify(against: TrailEvidence(), keys: [key.verifier]).fault?.kind.name
        }
        #expect(try await kind("SELECT 1") == nil)
        #expect(try await kind("UPDATE checkpoints SET note = replace(note, 'entries 3', 'entries 4') WHERE id = 2") == "checkpointRefused")
        #expect(try await kind("UPDATE checkpoints SET note = 'x' WHERE id = 3") == "checkpointRefused")
        #expect(try await kind("DELETE FROM checkpoints WHERE id = 2") == "checkpointRefused")
        #expect(try await kind("DELETE FROM entries WHERE id = 4; DELETE FROM bodies WHERE entry = 4") == "cut")
    }

    @Test("that was kept tells of a store put back from an older backup, though that goes on and is whole by itself")
    func putBack() async throws {
        _ = try await store.append(try decision(1))
        _ = try await make()
        let copy = try Folder()
        try DatabaseQueue(path: folder.store).backup(to: try DatabaseQueue(path: copy.store))
        let restored = try await copy.open(writer: 2)
        #expect(try await restored.reader.verify(against: TrailEvidence(), keys: [key.verifier]).isWhole)
        _ = try await store.append(outcome(1))
        let kept = try #require(try await make())
        // The restored store signs what follows it: nothing in it says that there was more.
        _ = try await restored.append(outcome(1))
        _ = try await restored.makeCheckpoint(signing: key, at: noon)
        #expect(try await restored.reader.verify(against: TrailEvidence(), keys: [key.verifier]).isWhole)
        let fault = try await restored.reader.verify(against: TrailEvidence(notes: [kept]), keys: [key.verifier]).fault
        #expect(fault?.kind.name == "cut" && fault?.writer == id(1) && fault?.sequence == 3, "\(String(describing: fault))")
        #expect(try await store.reader.verify(against: TrailEvidence(notes: [kept]), keys: [key.verifier]).isWhole)
    }

    @Test("is made while others write")
    func concurrent() async throws {
        let (store, key) = (store, key)
        // One by design: those that race with the writers may all come before the first of them, or after the last.
        _ = try await make()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 as Range<UInt64> {
                group.addTask { _ = try? await store.append(outcome(number)) }
                if number.isMultiple(of: 10) { group.addTask { _ = try? await store.makeCheckpoint(signing: key, at: noon) } }
            }
        }
        _ = try await make()
        let report = try await store.reader.verify(against: TrailEvidence(), keys: [key.verifier])
        #expect(report.isWhole && report.entries == 201 && report.checkpoints > 1, "\(report)")
    }
}
