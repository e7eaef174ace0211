import AuditTrail
import GRDB
import Invitations

/// What came of the checkpoints that a store holds itself.
struct OwnCheckpoints {
    var checked = 0
    var fault: ChainFault?
    /// Columns that say otherwise than the note beside them: retention goes by them.
    var copies: [CopyFault] = []
    var unchecked: String?
}

extension SQLiteAuditReader {
    /// Holds the trail against each checkpoint of its own: signature, link to the one before, and the heads. That the heads
    /// are of whole chains is for the walk over the entries to say.
    ///
    /// - Parameter anchor: says what was removed by retention.
    func checkOwnCheckpoints(_ keys: [NoteVerifier], after anchor: AttestedCheckpoint?) async throws(AuditUnreadable) -> OwnCheckpoints {
        guard try await reading({ db in try CheckpointTables.exist(db) }) else { return OwnCheckpoints() }
        guard !keys.isEmpty else {
            let count = try await reading { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM checkpoints") ?? 0 }
            return OwnCheckpoints(unchecked: count > 0 ? "the store's own \(count) checkpoints: no key was given (--key)" : nil)
        }
        return try await reading { db in
            var found = OwnCheckpoints()
            var previous: Digest256?
            let rows = try Row.fetchCursor(db, sql: "SELECT note, entries, time FROM checkpoints ORDER BY id")
            while let row = try rows.next() {
                let text = String.fromDatabaseValue(row[0]) ?? ""
                let note: AttestedCheckpoint
                do throws(NoteFault) {
                    note = try SignedNote.attested(text, as: .checkpoint, by: keys)
                } catch {
                    found.fault = ChainFault(.checkpointRefused(why: "\(error)"))
                    return found
                }
                // Of the first one that is left, the one before may have gone with the entries.
                guard previous == nil || note.checkpoint.previous == previous else {
                    found.fault = ChainFault(.checkpointRefused(why: "that of \(note.checkpoint.time) does not follow the one before it"))
                    return found
                }
                previous = note.digest
                for (column, value) in [(1, note.checkpoint.entries), (2, note.checkpoint.time.milliseconds)]
                where Int64.fromDatabaseValue(row[column]) != value {
                    let name = column == 1 ? "entries" : "time"
                    found.copies.append(CopyFault(.altered, "checkpoints.\(name)", "is not what the checkpoint of \(note.checkpoint.time) says"))
                }
                if let fault = try Self.contradiction(of: note.checkpoint, after: anchor, db) {
                    found.fault = fault
                    return found
                }
                found.checked += 1
            }
            return found
        }
    }

    /// The first head of a checkpoint that the entries do not bear out.
    private static func contradiction(
        of checkpoint: TrailCheckpoint, after anchor: AttestedCheckpoint?, _ db: Database
    ) throws -> ChainFault? {
        let witness = "the checkpoint of \(checkpoint.time)"
        for head in checkpoint.heads {
            let hash = try ChainTables.hash(of: head.sequence, in: head.writer, db)
            if hash == head.hash { continue }
            if hash != nil {
                return ChainFault(kind: .replaced(attestedBy: witness), writer: head.writer, sequence: head.sequence)
            }
            if anchor?.covers(head, of: checkpoint) == true { continue }
            let last = try ChainTables.end(of: head.writer, db)?.head?.sequence ?? 0
            return ChainFault(
                kind: .cut(attestedBy: "\(witness), up to entry \(head.sequence),"), writer: head.writer,
                sequence: min(last + 1, head.sequence))
        }
        return nil
    }
}
