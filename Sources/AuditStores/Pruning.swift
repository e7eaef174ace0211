public import AuditTrail
import GRDB
public import Invitations

/// Removes the first rows of a trail, and moves its anchor along in the same transactions.
enum Pruning {
    /// Rows that one transaction removes: callers that wait for their entries wait for no more.
    static let step: Int64 = 500
}

extension SQLiteAuditStore {
    /// Records that the planned entries go, then removes them, step by step. Each step is one transaction with the new
    /// anchor in it: whenever it ends, by whatever, the trail is whole and its anchor true.
    ///
    /// - Parameters:
    ///   - trusted: keys that may have signed the anchor that is there, besides the signer's own.
    ///   - by: who has it done.
    /// - Returns: the anchor; nil when there was nothing to remove.
    public func prune(
        _ plan: PruningPlan, signing signer: NoteSigner, trusting trusted: [NoteVerifier] = [], by: String, at time: Timestamp
    ) async throws(PruningFault) -> SignedNote? {
        guard plan.entries > 0 else { return nil }
        let record = PrunedRecord(by: by, before: plan.before, entries: plan.entries, through: EntryID(plan.through))
        do throws(AuditUnavailable) { _ = try await append(.pruned(record, at: time)) } catch { throw .unavailable(error) }
        var step = PruningStep(plan: plan, signer: signer, keys: [signer.verifier] + trusted, time: time)
        var note: SignedNote?
        while step.removed < plan.through {
            let done = try await remove(step)
            (step, note) = (done.step, done.note)
        }
        // The bytes are in older frames of the log until it is emptied.
        _ = await emptyLog()
        return note
    }

    private func remove(_ step: PruningStep) async throws(PruningFault) -> (step: PruningStep, note: SignedNote) {
        do {
            return try await pool.writeWithoutTransaction { db in
                var done: (PruningStep, SignedNote)?
                try db.inTransaction(.immediate) {
                    var next = step
                    let note = try next.take(db)
                    done = (next, note)
                    return .commit
                }
                guard let done else { throw PruningFault.unavailable(.closed) }
                return done
            }
        } catch let fault as PruningFault {
            throw fault
        } catch {
            throw .unavailable(AuditUnavailable(error))
        }
    }

    /// Moves what the write-ahead log holds into the file and cuts the log, so that what was deleted is in neither.
    ///
    /// - Returns: whether that was done; not while somebody reads an older state for longer than the busy time-out.
    public func emptyLog() async -> Bool {
        await LogEmptying.empty(pool, tries: 10)
    }
}

/// How far a removal is, and what it knows of the part that is gone.
private struct PruningStep: Sendable {
    let plan: PruningPlan
    let signer: NoteSigner
    let keys: [NoteVerifier]
    let time: Timestamp
    var removed: Int64
    /// At the end of the removed part; nil before the first step.
    private var verifier: ChainVerifier?
    /// Heads that a removed `started` entry lists.
    private var listed: [WriterID: Int64] = [:]
    /// The last entry of each chain that this step removes.
    private var last: [WriterID: Entry] = [:]
    private var anchor: Digest256?

    init(plan: PruningPlan, signer: NoteSigner, keys: [NoteVerifier], time: Timestamp) {
        self.plan = plan
        self.signer = signer
        self.keys = keys
        self.time = time
        removed = plan.removed
    }

    /// Removes the next rows, having checked them once more, and puts the anchor after them.
    mutating func take(_ db: Database) throws -> SignedNote {
        try begin(db)
        let rows = try EntryRow.fetch(after: removed, limit: min(Pruning.step, plan.through - removed), db)
        guard let end = rows.last?.id.number, end == removed + Int64(rows.count) else { throw PruningFault.overtaken }
        for row in rows { try check(row) }
        try delete(through: end, db)
        removed = end
        let heads = try (verifier?.heads ?? []).filter { try mayGoOn($0, db) }
        let checkpoint = TrailCheckpoint(
            .anchor, origin: signer.name, entries: removed, time: time, previous: anchor, heads: heads)
        let note: SignedNote
        do throws(NoteFault) { note = try checkpoint.signed(by: signer) } catch { throw PruningFault.unsigned(error) }
        try CheckpointTables.setAnchor(note, db)
        anchor = note.digest
        return note
    }

    /// The anchor must be the one that the plan, or the step before, left.
    private mutating func begin(_ db: Database) throws {
        let text = try CheckpointTables.anchor(db)
        let found: AttestedCheckpoint?
        do throws(NoteFault) { found = try text.map { text throws(NoteFault) in try SignedNote.attested(text, as: .anchor, by: keys) } } catch {
            throw PruningFault.anchorRefused(error)
        }
        guard found?.checkpoint.entries ?? 0 == removed, verifier == nil || found?.digest == anchor else {
            throw PruningFault.overtaken
        }
        anchor = found?.digest
        if verifier == nil { verifier = ChainVerifier(after: found?.checkpoint.heads ?? []) }
    }

    private mutating func check(_ row: EntryRow) throws {
        guard let stored = row.stored else { throw PruningFault.notWhole(ChainFault(.altered, id: row.id)) }
        do throws(ChainFault) { try verifier?.feed(stored) } catch { throw PruningFault.notWhole(error) }
        let entry = stored.entry
        if entry.kind == .started {
            for head in entry.listedHeads { listed[head.writer] = head.sequence }
        }
        last[entry.writer] = entry
    }

    private mutating func delete(through row: Int64, _ db: Database) throws {
        for (table, column) in ErasureTables.byEntry {
            try db.execute(sql: "DELETE FROM \(table) WHERE \(column) > ? AND \(column) <= ?", arguments: [removed, row])
        }
        try SearchIndexes.delete(after: removed, through: row, db)
        try db.execute(sql: "DELETE FROM entries WHERE id > ? AND id <= ?", arguments: [removed, row])
        // Those that attest nothing that is left.
        try db.execute(sql: "DELETE FROM checkpoints WHERE entries <= ?", arguments: [row])
        for (writer, entry) in last {
            try db.execute(
                sql: "UPDATE chains SET removed = ?, removed_hash = ?, removed_stopped = ? WHERE writer = ?",
                arguments: [entry.sequence, DatabaseBytes(entry.hash.bytes), entry.kind == .stopped, writer.blob])
        }
        last = [:]
    }

    /// Whether a later entry may belong to the chain or list its head. One that was cut off by a crash cannot be told from
    /// one whose writer rests, so only those that ended in good order and are listed are left out.
    private func mayGoOn(_ head: ChainHead, _ db: Database) throws -> Bool {
        guard listed[head.writer] == head.sequence else { return true }
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT removed_stopped = 0 OR EXISTS (SELECT 1 FROM entries WHERE entries.chain = chains.id)
                FROM chains WHERE writer = ?
                """, arguments: [head.writer.blob]) ?? true
    }
}

extension EntryRow {
    /// The rows after this one, in their order.
    static func fetch(after row: Int64, limit: Int64, _ db: Database) throws -> [EntryRow] {
        var rows: [EntryRow] = []
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                WHERE entries.id > ? ORDER BY entries.id LIMIT ?
                """, arguments: [row, limit])
        while let row = try cursor.next() { rows.append(EntryRow(row)) }
        return rows
    }
}
