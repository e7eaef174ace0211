import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import Testing

@testable import AuditStores

func signer(_ number: UInt8 = 1, name: String = "gate.example/audit") throws -> NoteSigner {
    try NoteSigner(name: name, seed: (0..<32).map { number &+ $0 })
}

func heads(_ note: SignedNote, by signer: NoteSigner) throws -> [ChainHead] {
    try note.attested(by: [signer.verifier]).checkpoint.heads
}

/// A small trail of two writers, the second of which begins while the first still writes, with a checkpoint kept elsewhere.
private struct SmallTrail {
    let folder: Folder
    let kept: AttestedCheckpoint
    let rows: [StoredEntry]

    init() async throws {
        folder = try Folder()
        let first = try await folder.open(writer: 1)
        _ = try await first.append(try decision(1))
        _ = try await first.append(outcome(1))
        let second = try await folder.open(writer: 2)
        _ = try await second.append(try decision(2, .denied))
        _ = try await first.append(try decision(3))
        _ = try await first.append(outcome(3))
        _ = try await second.append(.stopped(StoppedRecord(why: "x", drained: true), at: noon))
        let key = try signer()
        let note = try #require(try await first.makeCheckpoint(signing: key, at: noon))
        kept = try note.attested(by: [key.verifier])
        var query = AuditQuery()
        query.order = .oldestFirst
        rows = try await first.reader.query(query).entries
        await first.close()
        await second.close()
        // Only what was kept elsewhere counts here: who can change the entries can change this, too.
        try folder.tamper("DELETE FROM checkpoints")
    }

    /// What checking a copy finds that was changed so.
    func fault(_ sql: String, _ evidence: TrailEvidence? = nil) async throws -> ChainFault? {
        let copy = try Folder()
        try FileManager.default.copyItem(atPath: folder.store, toPath: copy.store)
        try copy.tamper("DROP INDEX entries_place; " + sql)
        let reader = try SQLiteAuditReader.open(path: copy.store)
        return try await reader.verify(against: evidence ?? TrailEvidence(notes: [kept]), keys: []).fault
    }
}

@Suite("Every entry of a store, and every fault")
struct FaultsTests {
    private let trail: SmallTrail

    init() async throws { trail = try await SmallTrail() }

    @Test("A trail that nobody touched is whole")
    func whole() async throws {
        #expect(trail.rows.count == 8)
        #expect(try await trail.fault("SELECT 1") == nil)
    }

    @Test("A changed byte of any field is named by its entry")
    func altered() async throws {
        let changes = [
            "UPDATE bodies SET content = '[' || substr(content, 2)", "UPDATE bodies SET content = substr(content, 1, length(content) - 1) || ']'",
            "UPDATE bodies SET content = replace(content, ',', ', ')", "UPDATE bodies SET hash = CAST(x'00' || substr(hash, 2) AS BLOB)",
            "UPDATE bodies SET hash = CAST(substr(hash, 1, 31) || x'00' AS BLOB)",
            "UPDATE bodies SET previous = CAST(x'00' || substr(previous, 2) AS BLOB)",
            "UPDATE bodies SET previous = substr(previous, 1, 31)",
        ]
        let columns = [
            "UPDATE entries SET time = time + 1", "UPDATE entries SET kind = 'paused'", "UPDATE entries SET decision = zeroblob(16)",
            "UPDATE entries SET sequence = sequence + 100", "UPDATE entries SET chain = 3 - chain", "UPDATE entries SET version = 2",
        ]
        for row in trail.rows {
            for sql in changes.map({ $0 + " WHERE entry = \(row.id)" }) + columns.map({ $0 + " WHERE id = \(row.id)" }) {
                let fault = try await trail.fault(sql)
                let isVersion = sql.contains("version")
                #expect(fault?.id == row.id && fault?.kind == (isVersion ? .unknownVersion(2) : .altered), "\(sql): \(String(describing: fault))")
            }
        }
    }

    @Test("A deleted entry is named by its place in its chain")
    func deleted() async throws {
        for row in trail.rows {
            let fault = try await trail.fault("DELETE FROM entries WHERE id = \(row.id); DELETE FROM bodies WHERE entry = \(row.id)")
            if row.id == EntryID(1) {
                #expect(fault?.kind.name == "unanchored" && fault?.id == EntryID(2))
            } else {
                #expect(["missing", "cut"].contains(fault?.kind.name), "\(String(describing: fault))")
                #expect(fault?.writer == row.entry.writer && fault?.sequence == row.entry.sequence, "\(String(describing: fault))")
            }
            // A body without its entry, and an entry without its body, are no more there.
            #expect(try await trail.fault("DELETE FROM bodies WHERE entry = \(row.id)") == fault)
        }
    }

    @Test("An entry that was swapped with the next of its chain is named")
    func swapped() async throws {
        for row in trail.rows {
            let later = trail.rows.first { $0.entry.writer == row.entry.writer && $0.entry.sequence == row.entry.sequence + 1 }
            guard let other = later?.id else { continue }
            let sql = ["entries": "id", "bodies": "entry", "invitees": "entry"].map { table, column in
                """
                UPDATE \(table) SET \(column) = -1 WHERE \(column) = \(row.id); UPDATE \(table) SET \(column) = \(row.id) WHERE \(column) = \(other);
                UPDATE \(table) SET \(column) = \(other) WHERE \(column) = -1;
                """
            }.joined()
            let fault = try await trail.fault(sql)
            #expect(
                fault?.kind == .reordered && fault?.writer == row.entry.writer && fault?.sequence == row.entry.sequence,
                "\(String(describing: fault))")
        }
    }

    @Test("An entry that stands there twice is named")
    func repeated() async throws {
        for row in trail.rows {
            let fault = try await trail.fault(
                """
                INSERT INTO entries SELECT 9, chain, sequence, version, time, kind, decision, result, reason, inviter, caller, channel
                FROM entries WHERE id = \(row.id);
                INSERT INTO bodies SELECT 9, content, previous, hash FROM bodies WHERE entry = \(row.id);
                """)
            #expect(["repeated", "reordered"].contains(fault?.kind.name) && fault?.id == EntryID(9), "\(String(describing: fault))")
            #expect(fault?.writer == row.entry.writer && fault?.sequence == row.entry.sequence)
        }
    }

    @Test("A tail that was cut off is named by the first entry of a chain that is gone")
    func truncated() async throws {
        for row in trail.rows {
            let fault = try await trail.fault("DELETE FROM entries WHERE id >= \(row.id); DELETE FROM bodies WHERE entry >= \(row.id)")
            let first = Dictionary(trail.rows[(Int(row.id.number) - 1)...].map { ($0.entry.writer, $0.entry.sequence) }) { first, _ in first }
            #expect(fault?.kind.name == "cut" && fault.map { first[$0.writer] == $0.sequence } == true, "\(String(describing: fault))")
        }
    }

    @Test("A trail written anew as a whole is found by the checkpoint, and is whole by itself")
    func replaced() async throws {
        let folder = try Folder()
        let store = try await folder.open(writer: 1)
        for number in 1..<8 as Range<UInt64> { _ = try await store.append(try decision(number, .denied)) }
        let reader = store.reader
        #expect(try await reader.verify().isWhole)
        let fault = try await reader.verify(against: TrailEvidence(notes: [trail.kept]), keys: []).fault
        #expect(fault?.kind.name == "replaced" || fault?.kind.name == "cut", "\(String(describing: fault))")
    }

    @Test("A chain that is gone whole, and that no start lists, is seen by the numbers of the rows")
    func gone() async throws {
        let fault = try await trail.fault("DELETE FROM entries WHERE chain = 2; DELETE FROM chains WHERE id = 2", TrailEvidence())
        #expect(fault?.kind == .misnumbered(expected: EntryID(4)))
    }
}
