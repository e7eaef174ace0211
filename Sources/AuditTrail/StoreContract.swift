public import Invitations

// What every store of the trail promises, whichever database is behind it:
//
// 1. `append` returns once the entry is on disk (fsync), not before. It never returns for an entry that is not.
// 2. Each process run has one writer id and one chain. The store assigns sequence, previous and hash, in the order in
//    which it writes; the first entry is `started`, with the heads of the other chains read in the same transaction.
// 3. Many drafts may share one transaction. If it fails, every one of them fails with `AuditUnavailable`, and the chain
//    goes on from what is on disk: no gap, no fork. Nothing is dropped: a caller waits, or is told no.
// 4. The store works again by itself once its disk does.
// 5. An entry is never changed. Side rows can be erased, which is itself an entry.
// 6. Rows are read in the order in which they were committed; a cursor stays valid while entries are added.
// 7. A `ReservingDraft` is written together with its places in quotas, or neither is. If a counter has no place left,
//    that caller alone is told so and the rest of its batch goes on; drafts before it in the batch count.
// 8. Counts belong to the store, not to a process: all that write to it share them, and a restart forgets none. An
//    outcome with `releasesQuota` gives the decision's places back, once; any other that settles the decision makes them
//    final; `unknown` leaves them as they are.
// 9. Counters are forgotten an hour after their period, by the time of the entries that are written: an entry that was
//    judged within the period and written after it must still find its counter.
// 10. A `SettlingDraft` is written only while its decision is in doubt: of two who settle one, the second writes nothing,
//    whichever process it is in. After an outcome `unknown` from a look-up only a person's word is taken.
// 11. A claim on an idempotency key is taken in the transaction of its decision's entry, by one decision alone; whoever
//    comes second is told so and writes nothing. It is given up in the transaction of an outcome that proves that nothing
//    was created, and otherwise stays until it expires; a claim that is held in doubt does not expire while no outcome
//    has settled its decision. A reply to be given again is written in the transaction of its outcome or not at all,
//    encrypted, apart from the entries, and is gone from the file soon after the claim expires.

/// Proof that an entry is durable: where it stands.
public struct AuditReceipt: Hashable, Sendable {
    /// The store's row number: a stable cursor.
    public var id: EntryID
    public var writer: WriterID
    public var sequence: Int64
    public var hash: Digest256

    public init(id: EntryID, writer: WriterID, sequence: Int64, hash: Digest256) {
        self.id = id
        self.writer = writer
        self.sequence = sequence
        self.hash = hash
    }

    /// The chain's head once this entry was written.
    public var head: ChainHead { ChainHead(writer: writer, sequence: sequence, hash: hash) }
}

/// The row number of an entry in one store, in the order in which entries were committed.
public struct EntryID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int64

    public init(_ number: Int64) {
        self.number = number
    }

    public var description: String { String(number) }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// An entry could not be made durable. Nothing may be forwarded on the strength of it.
public enum AuditUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// The store was closed.
    case closed
    /// A writer's first entry must be `started`, and only its first.
    case outOfOrder(EntryKind)
    /// More counters than a decision may have, or one whose name is empty or too long (``ReservingDraft``).
    case invalidReservation
    /// As many callers as the store admits are waiting.
    case overloaded
    /// The disk or the space granted is full.
    case full
    /// Another process held the store for longer than the busy time-out.
    case busy
    /// The store's files are not where they were when it was opened: moved, replaced or deleted.
    case moved
    /// The database refused: its result code and message, which name no data.
    case failed(code: Int32, message: String)

    public var description: String {
        switch self {
        case .closed: "the audit store is closed"
        case .outOfOrder(let kind): "a \(kind.rawValue) entry cannot stand here: a writer's first entry is started"
        case .invalidReservation: "a decision takes places in more quotas, or in longer-named ones, than the store keeps"
        case .overloaded: "too many entries wait to be written to the audit store"
        case .full: "the audit store's disk is full"
        case .busy: "another process keeps the audit store locked"
        case .moved: "the audit store's file is not at its path any more (moved, replaced or deleted): put it back, or restart the gate"
        case .failed(let code, let message): "the audit store refused to write (SQLite \(code): \(message))"
        }
    }
}
