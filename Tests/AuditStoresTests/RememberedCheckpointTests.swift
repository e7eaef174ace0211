import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A checkpoint that its maker remembers")
struct RememberedCheckpointTests {
    let folder: Folder
    let store: SQLiteAuditStore
    let key: NoteSigner
    let known: AttestedCheckpoint

    init() async throws {
        folder = try Folder()
        store = try await folder.open()
        key = try signer()
        _ = try await store.append(try decision(1))
        let note = try await store.makeCheckpoint(signing: key, at: noon)
        known = try #require(try note?.attested(by: [key.verifier]))
        _ = try await store.append(outcome(1))
    }

    @Test("is continued where the trail holds what it attests, also where the store lost its own copy")
    func held() async throws {
        try folder.tamper("DELETE FROM checkpoints")
        #expect(try await store.makeCheckpoint(signing: key, continuing: known, at: noon) != nil)
    }

    @Test(
        "keeps the key from vouching for a trail that was changed and rid of its checkpoints",
        arguments: [
            "UPDATE bodies SET hash = zeroblob(32) WHERE entry = 2", "DELETE FROM bodies WHERE entry = 2", "DELETE FROM entries WHERE id > 1",
        ])
    func changed(_ sql: String) async throws {
        try folder.tamper("DELETE FROM checkpoints; \(sql)")
        await #expect(throws: CheckpointFault.contradicted(known.checkpoint.heads[0])) {
            try await store.makeCheckpoint(signing: key, continuing: known, at: noon)
        }
    }

    @Test("counts as held where retention removed what it attests")
    func removed() async throws {
        for number in 2...3 as ClosedRange<UInt64> { _ = try await store.append(try decision(number, .denied, at: noon.adding(seconds: 1_000))) }
        let plan = try await store.planPruning(before: noon.adding(seconds: 500), keys: [key.verifier])
        _ = try await store.prune(plan, signing: key, by: "test", at: noon.adding(seconds: 1_000))
        #expect(plan.entries == 3)
        #expect(try await store.makeCheckpoint(signing: key, continuing: known, at: noon) != nil)
    }
}
