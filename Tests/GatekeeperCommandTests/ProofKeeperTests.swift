import AuditStores
import AuditTrail
import Foundation
import GRDB
import Gatekeeper
import GatekeeperTesting
import Invitations
import PrometheusMetrics
import Testing

@testable import GatekeeperCommand

@Suite("While the service runs, the trail")
struct ProofKeeperTests {
    private let folder: SettingsFolder
    private let world = FixedWorld()
    private let log = CapturedLog()
    private let metrics = PrometheusRegistry(help: MetricHelp.texts)
    private let store: SQLiteAuditStore
    private let signer: NoteSigner

    init() async throws {
        folder = try SettingsFolder()
        signer = try NoteSigner(name: "gate.contoso.com/audit", seed: Array(0..<32))
        store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "test"), at: world.now))
    }

    private func keeper(_ change: (inout Settings.Proof) -> Void = { _ in }, signer: NoteSigner?) -> ProofKeeper {
        var settings = Settings.Proof()
        settings.file = folder.path + "/kept"
        change(&settings)
        return ProofKeeper(store: store, signer: signer, settings: settings, world: world.world, metrics: metrics, logger: log.logger)
    }

    private func append(_ count: Int) async throws {
        for _ in 0..<count { _ = try await store.append(.resumed(CommandRecord(by: "x"), at: world.now)) }
    }

    private var kept: [Int64] {
        get throws {
            guard let data = FileManager.default.contents(atPath: folder.path + "/kept") else { return [] }
            return try NoteFile.notes(in: Array(data)).map { try $0.attested(by: [signer.verifier]).checkpoint.entries }
        }
    }

    @Test("is signed at the start, after so many entries, after so long, and at the stop, and not while nothing is written")
    func due() async throws {
        let keeper = keeper({ $0.everyEntries = 3 }, signer: signer)
        await keeper.look()
        #expect(try kept == [1])
        try await append(2)
        await keeper.look()
        #expect(try kept == [1])
        try await append(1)
        await keeper.look()
        #expect(try kept == [1, 4])
        world.advance(seconds: 901)
        await keeper.look()
        #expect(try kept == [1, 4])
        #expect(metrics.render().contains("gatekeeper_checkpoint_age_seconds 901"))
        try await append(1)
        await keeper.look()
        #expect(try kept == [1, 4, 5])
        try await append(1)
        await keeper.finish()
        #expect(try kept == [1, 4, 5, 6])
        let lines = log.lines.filter { $0.hasPrefix("notice audit checkpoint ") }
        let notes = try lines.flatMap { line in
            try NoteFile.notes(in: Array(line.drop { $0 != "=" }.dropFirst().utf8))
        }
        #expect(try notes.map { try $0.attested(by: [signer.verifier]).checkpoint.entries } == [1, 4, 5, 6])
        #expect(try await store.reader.verify(against: TrailEvidence(), keys: [signer.verifier]).checkpoints == 4)
    }

    @Test("is signed at the stop also where the task that stops it was cancelled")
    func cancelled() async throws {
        let keeper = keeper(signer: signer)
        let stopping = Task {
            // Until this task is cancelled.
            while !Task.isCancelled { await Task.yield() }
            await keeper.finish()
        }
        stopping.cancel()
        await stopping.value
        #expect(try kept == [1])
    }

    @Test("is not signed once it lacks what this process signed before, though the store lost its checkpoints")
    func writtenAnew() async throws {
        let keeper = keeper(signer: signer)
        try await append(1)
        await keeper.look()
        try await append(1)
        let database = try DatabaseQueue(path: folder.store)
        try await database.write { db in
            try db.execute(sql: "DROP TRIGGER bodies_are_final; DELETE FROM checkpoints; UPDATE bodies SET hash = zeroblob(32) WHERE entry = 2")
        }
        await keeper.finish()
        #expect(try kept == [2])
        #expect(log.lines.contains { $0.hasPrefix("error") && $0.contains("no longer holds entry 2") }, "\(log.lines)")
        // Without a memory of it nobody could tell by the store alone.
        await self.keeper(signer: signer).look()
        #expect(try kept == [2, 3])
    }

    @Test("without a key is not signed, which is said")
    func unsigned() async throws {
        let keeper = keeper(signer: nil)
        await keeper.run()
        await keeper.finish()
        #expect(log.lines.contains { $0.hasPrefix("warning") && $0.contains("audit.checkpoints.keyFile") })
        #expect(try kept.isEmpty)
    }

    @Test("that was signed by a key of before is not vouched for until that key is named; each is said once")
    func rotated() async throws {
        let old = try NoteSigner(name: "gate.contoso.com/audit", seed: Array(1..<33))
        await keeper(signer: old).checkpoint()
        try await append(1)
        let keeper = keeper(signer: signer)
        await keeper.look()
        await keeper.look()
        world.advance(seconds: 61)
        await keeper.look()
        #expect(log.lines.count { $0.hasPrefix("error") && $0.contains("trustedKeys") } == 1)
        #expect(metrics.render().contains("gatekeeper_checkpoint_failures_total 2"))
        await self.keeper({ $0.trustedKeys = [old.verifier] }, signer: signer).look()
        #expect(try await store.reader.keptNotes().checkpoint?.attested(by: [signer.verifier]).checkpoint.entries == 2)
    }

    @Test("whose file for checkpoints cannot be written is signed all the same, and it is said")
    func unwritable() async throws {
        await keeper({ $0.file = "/nonexistent/kept" }, signer: signer).look()
        #expect(log.lines.contains { $0.hasPrefix("error") && $0.contains("/nonexistent/kept") })
        #expect(try await store.reader.keptNotes().checkpoint != nil)
    }

    @Test("loses what is older than it is kept, every hour")
    func retention() async throws {
        let keeper = keeper({ $0.retentionDays = 2 }, signer: signer)
        try await append(4)
        await keeper.look()
        world.advance(seconds: 3 * 86_400)
        try await append(1)
        await keeper.look()
        #expect(metrics.render().contains("gatekeeper_pruned_entries_total 5"))
        let report = try await store.reader.verify(against: TrailEvidence(), keys: [signer.verifier])
        #expect(report.isWhole && report.removed == 5, "\(report)")
        #expect(log.lines.contains { $0.hasPrefix("notice audit entries removed by retention") && $0.contains("entries=5") })
        world.advance(seconds: 3 * 86_400)
        try await append(1)
        await keeper.look()
        #expect(metrics.render().contains("gatekeeper_pruned_entries_total 7"))
        #expect(try await store.reader.verify(against: TrailEvidence(), keys: [signer.verifier]).isWhole)
    }
}
