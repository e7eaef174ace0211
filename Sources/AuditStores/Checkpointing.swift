public import AuditTrail
import GRDB
public import Invitations

/// Why no checkpoint was made.
public enum CheckpointFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The one before it is not believed: signing what follows would vouch for it.
    case previousRefused(NoteFault)
    /// The trail does not hold any more what the checkpoint before attests: its entries were changed or dropped.
    case contradicted(ChainHead)
    /// The text cannot be signed.
    case unsigned(NoteFault)
    case unavailable(AuditUnavailable)

    public var description: String {
        switch self {
        case .previousRefused(let fault):
            "the last checkpoint in the store is not believed: \(fault). If its key was replaced, name it in audit.checkpoints.trustedKeys"
        case .contradicted(let head):
            "the trail no longer holds entry \(head.sequence) of writer \(head.writer) as the last checkpoint attests it: run audit verify"
        case .unsigned(let fault): "\(fault)"
        case .unavailable(let unavailable): "\(unavailable)"
        }
    }
}

extension SQLiteAuditStore {
    /// Signs what the trail has come to and keeps the note beside it; nil when nothing was written since the last one.
    ///
    /// In the writer's transaction, so no entry comes between: the note attests exactly the rows up to its `entries`. It is
    /// signed only where it continues the one before, so a key never vouches for a trail that was cut or written anew.
    ///
    /// - Parameters:
    ///   - trusted: keys that may have signed the one before, besides the signer's own.
    ///   - known: one that the caller made or saw before, and remembers by itself. The trail must hold what it attests, too:
    ///     whoever writes the trail anew could take the checkpoints out of the store.
    public func makeCheckpoint(
        signing signer: NoteSigner, trusting trusted: [NoteVerifier] = [], continuing known: AttestedCheckpoint? = nil, at time: Timestamp
    ) async throws(CheckpointFault) -> SignedNote? {
        try await writing { db throws(CheckpointFault) in
            let keys = [signer.verifier] + trusted
            if let known { try Self.requireHeld(known.checkpoint, after: try Self.anchor(db, keys), db) }
            return try Self.checkpoint(db, signer, keys, time)
        }
    }

    private static func checkpoint(
        _ db: Database, _ signer: NoteSigner, _ keys: [NoteVerifier], _ time: Timestamp
    ) throws(CheckpointFault) -> SignedNote? {
        let previous = try unlessUnavailable { try CheckpointTables.last(db) }.map { text throws(CheckpointFault) in
            do throws(NoteFault) { return try SignedNote.attested(text, as: .checkpoint, by: keys) } catch { throw .previousRefused(error) }
        }
        let entries = try unlessUnavailable { try CheckpointTables.entries(db) }
        guard entries > previous?.checkpoint.entries ?? 0 else {
            if let previous, entries < previous.checkpoint.entries, let head = previous.checkpoint.heads.first {
                throw .contradicted(head)
            }
            return nil
        }
        if let previous { try requireHeld(previous.checkpoint, after: try anchor(db, keys), db) }
        let heads = try unlessUnavailable { try ChainTables.uncommittedHeads(db) }
        let checkpoint = TrailCheckpoint(
            .checkpoint, origin: signer.name, entries: entries, time: time, previous: previous?.digest, heads: heads)
        let note: SignedNote
        do throws(NoteFault) { note = try checkpoint.signed(by: signer) } catch { throw .unsigned(error) }
        try unlessUnavailable { try CheckpointTables.add(note, entries, time, db) }
        return note
    }

    /// Whether every entry that a checkpoint names is there with its hash, or was removed as the anchor says.
    private static func requireHeld(
        _ checkpoint: TrailCheckpoint, after anchor: AttestedCheckpoint?, _ db: Database
    ) throws(CheckpointFault) {
        for head in checkpoint.heads {
            let hash = try unlessUnavailable { try ChainTables.hash(of: head.sequence, in: head.writer, db) }
            guard hash == head.hash || (hash == nil && anchor?.covers(head, of: checkpoint) == true) else { throw .contradicted(head) }
        }
    }

    private static func anchor(_ db: Database, _ keys: [NoteVerifier]) throws(CheckpointFault) -> AttestedCheckpoint? {
        try unlessUnavailable { try CheckpointTables.anchor(db) }.map { text throws(CheckpointFault) in
            do throws(NoteFault) { return try SignedNote.attested(text, as: .anchor, by: keys) } catch { throw .previousRefused(error) }
        }
    }

    private static func unlessUnavailable<T>(_ body: () throws -> T) throws(CheckpointFault) -> T {
        do { return try body() } catch { throw .unavailable(AuditUnavailable(error)) }
    }

    /// One transaction on the writer's connection, between two batches of entries.
    private func writing<T: Sendable>(
        _ body: @Sendable @escaping (Database) throws(CheckpointFault) -> T
    ) async throws(CheckpointFault) -> T {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result: T?
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw CheckpointFault.unavailable(.closed) }
                return result
            }
        } catch let fault as CheckpointFault {
            throw fault
        } catch {
            throw .unavailable(AuditUnavailable(error))
        }
    }
}

extension AttestedCheckpoint {
    /// Whether an entry that a checkpoint names lies in the part that this anchor says was removed.
    func covers(_ head: ChainHead, of other: TrailCheckpoint) -> Bool {
        other.entries <= checkpoint.entries
            || checkpoint.heads.contains { $0.writer == head.writer && $0.sequence >= head.sequence }
    }
}

/// What a store holds besides its entries, as far as it was asked for.
public struct KeptNotes: Sendable {
    /// The last checkpoint.
    public var checkpoint: SignedNote?
    /// Where the trail begins after what retention removed.
    public var anchor: SignedNote?
}

extension SQLiteAuditReader {
    /// The last checkpoint and the anchor that the store holds. A note that cannot be parsed counts as none.
    public func keptNotes() async throws(AuditUnreadable) -> KeptNotes {
        let (checkpoint, anchor) = try await reading { db -> (String?, String?) in
            guard try CheckpointTables.exist(db) else { return (nil, nil) }
            return (try CheckpointTables.last(db), try CheckpointTables.anchor(db))
        }
        func note(_ text: String?) -> SignedNote? { text.flatMap { try? SignedNote(parsing: Array($0.utf8)) } }
        return KeptNotes(checkpoint: note(checkpoint), anchor: note(anchor))
    }

    /// How many entries were ever written.
    public func entriesWritten() async throws(AuditUnreadable) -> Int64 {
        try await reading { db in try CheckpointTables.entries(db) }
    }
}
