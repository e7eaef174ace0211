import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A trail that retention shortens while it is checked")
struct PrunedWhileVerifiedTests {
    @Test("is whole: nothing that it lost by an anchor is missed")
    func overtaken() async throws {
        let folder = try Folder()
        let (key, day) = (try signer(), Int64(86_400))
        // A chain at rest, whose head the checkpoint names and retention removes.
        let first = try await folder.open()
        _ = try await first.append(try decision(1, .denied))
        let store = try await folder.open(writer: 2)
        _ = try await first.append(try decision(2, .denied))
        for number in 3...6 as ClosedRange<UInt64> { _ = try await store.append(try decision(number, .denied, at: noon.adding(seconds: 9 * day))) }
        _ = try await store.makeCheckpoint(signing: key, at: noon.adding(seconds: 9 * day))
        let pruning = Pruned(folder, key)
        let reader = try SQLiteAuditReader.open(path: folder.store)
        let report = try await reader.verify(against: TrailEvidence(), keys: [key.verifier]) { pruning.run() }
        #expect(report.isWhole && report.removed == 4, "\(report)")
    }

    /// Retention, once, by what it would write: worked out on a copy, so that it needs no waiting in the middle of a check.
    private final class Pruned {
        private let folder: Folder
        private let statements: Result<String, any Error>
        private var hasRun = false

        init(_ folder: Folder, _ key: NoteSigner) {
            self.folder = folder
            statements = Result {
                let heads = try DatabaseQueue(path: folder.store).read { db in
                    try Row.fetchAll(
                        db,
                        sql: """
                            SELECT chains.writer, max(entries.sequence), bodies.hash FROM entries JOIN bodies ON bodies.entry = entries.id
                            JOIN chains ON chains.id = entries.chain WHERE entries.id <= 4 GROUP BY chains.id
                            """
                    ).compactMap { row -> ChainHead? in
                        guard let writer = WriterID(blob: (row[0] as DatabaseBytes).bytes),
                            let hash = Digest256(bytes: (row[2] as DatabaseBytes).bytes)
                        else { return nil }
                        return ChainHead(writer: writer, sequence: row[1], hash: hash)
                    }
                }
                let anchor = TrailCheckpoint(.anchor, origin: key.name, entries: 4, time: noon, previous: nil, heads: heads)
                return """
                    DELETE FROM entries WHERE id <= 4; DELETE FROM bodies WHERE entry <= 4; DELETE FROM invitees WHERE entry <= 4;
                    INSERT INTO anchor VALUES (1, '\(try anchor.signed(by: key))')
                    """
            }
        }

        func run() {
            guard !hasRun, let sql = try? statements.get() else { return }
            hasRun = true
            try? folder.tamper(sql)
        }
    }
}
