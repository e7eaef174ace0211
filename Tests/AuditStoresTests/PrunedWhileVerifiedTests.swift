import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A trail that retention shortens while it is checked")
struct PrunedWhileVerifiedTests {
    @Test("is whole: nothing that it lost by an anchor is missed")
    func overtaken() async throws {
        let (folder, copy) = (try Folder(), try Folder())
        let (key, day) = (try signer(), Int64(86_400))
        // A chain at rest, whose head the checkpoint names and retention removes.
        let first = try await folder.open()
        _ = try await first.append(try decision(1, .denied))
        let store = try await folder.open(writer: 2)
        _ = try await first.append(try decision(2, .denied))
        for number in 3...6 as ClosedRange<UInt64> { _ = try await store.append(try decision(number, .denied, at: noon.adding(seconds: 9 * day))) }
        _ = try await store.makeCheckpoint(signing: key, at: noon.adding(seconds: 9 * day))
        try await DatabaseQueue(path: folder.store).vacuum(into: copy.store)
        let pruner = try await copy.open(writer: 3)
        let plan = try await pruner.planPruning(before: noon.adding(seconds: day), keys: [key.verifier])
        _ = try await pruner.prune(plan, signing: key, by: "test", at: noon.adding(seconds: 10 * day))
        await pruner.close()
        #expect(plan.entries == 4)

        let (reader, shortening) = (try SQLiteAuditReader.open(path: folder.store), Shortening(folder, to: copy))
        let report = try await reader.verify(against: TrailEvidence(), keys: [key.verifier]) { shortening.run() }
        #expect(report.isWhole && report.removed == 4, "\(report)")
    }

    /// Retention, once, at the first entry that is checked: what it made of a copy, put in place in one transaction, so that
    /// nothing has to be waited for in the middle of a check.
    private final class Shortening {
        private let (folder, copy): (Folder, Folder)
        private var hasRun = false

        init(_ folder: Folder, to copy: Folder) { (self.folder, self.copy) = (folder, copy) }

        func run() {
            guard !hasRun else { return }
            hasRun = true
            do {
                let tables = try DatabaseQueue(path: copy.store).read { db in
                    try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
                }
                let moves = tables.map { "DELETE FROM main.\($0); INSERT INTO main.\($0) SELECT * FROM pruned.\($0);" }
                try folder.tamper("ATTACH '\(copy.store)' AS pruned; BEGIN; \(moves.joined()) COMMIT; DETACH pruned")
            } catch {
                Issue.record(error)
            }
        }
    }
}
