import AuditTrail
import GRDB
import Invitations
import Synchronization

/// Writes batches of one writer's chain, each in one transaction.
final class BatchWriter: Sendable {
    /// The end of the chain on disk.
    private struct Position {
        var chain: Int64?
        var sequence: Int64
        var hash: Digest256?
    }

    private let writer: WriterID
    private let mostReplies: Int
    private let place: StorePlace
    /// Nil when not known: at first, and after a transaction that failed, when only the disk knows.
    private let position = Mutex<Position?>(nil)

    init(writer: WriterID, mostReplies: Int, place: StorePlace) {
        self.writer = writer
        self.mostReplies = mostReplies
        self.place = place
    }

    /// The answers to the batch, in its order. If the transaction fails, all of them fail.
    func write(_ batch: [Waiter], in db: Database) -> [Waiter.Answer] {
        var answers: [Waiter.Answer] = []
        answers.reserveCapacity(batch.count)
        var end = position.withLock { $0 }
        do {
            // IMMEDIATE: another process may write the same file, and a lock that is upgraded half-way cannot wait.
            try db.inTransaction(.immediate) {
                var current = try end ?? load(db)
                let statements = try EntryStatements(db, mostReplies: mostReplies)
                for waiter in batch {
                    answers.append(try write(waiter.work, at: &current, statements, db))
                }
                end = current
                guard place.holds else { throw AuditUnavailable.moved }
                return .commit
            }
            position.withLock { $0 = end }
            return answers
        } catch {
            position.withLock { $0 = nil }
            let unavailable = AuditUnavailable(error)
            return batch.map { _ in .failure(.unavailable(unavailable)) }
        }
    }

    private func write(
        _ work: Waiter.Work, at position: inout Position, _ statements: EntryStatements, _ db: Database
    ) throws -> Waiter.Answer {
        var draft: EntryDraft
        var reservations: [QuotaReservation] = []
        var claim: KeyClaim?
        var reply: SealedReply?
        // A refusal here is said to this caller alone: the rest of the batch has done nothing wrong.
        switch work {
        case .entry(let wanted):
            guard (wanted.kind == .started) == (position.sequence == 0) else {
                return .failure(.unavailable(.outOfOrder(wanted.kind)))
            }
            draft = wanted
        case .reserving(let wanted):
            guard position.sequence > 0 else { return .failure(.unavailable(.outOfOrder(wanted.draft.kind))) }
            // Before the quotas: a request's own twin may have taken the last place.
            if let claim = wanted.claim, try ClaimTables.isTaken(claim, at: wanted.draft.time, db) { return .failure(.taken) }
            if let usage = try QuotaTables.shortage(wanted.reservations, db) { return .failure(.exhausted(usage: usage)) }
            (draft, reservations) = (wanted.draft, wanted.reservations)
            if wanted.takesClaim { claim = wanted.claim }
        case .answering(let outcome, let sealed):
            guard position.sequence > 0 else { return .failure(.unavailable(.outOfOrder(outcome.kind))) }
            (draft, reply) = (outcome, sealed)
        case .settling(let wanted):
            guard position.sequence > 0 else { return .failure(.unavailable(.outOfOrder(.outcome))) }
            guard try DoubtTables.maySettle(wanted, db) else { return .failure(.notInDoubt) }
            draft = wanted.draft
        case .erasure(let erasure):
            guard position.sequence > 0 else { return .failure(.unavailable(.outOfOrder(.erased))) }
            draft = erasure.draft(rows: try ChainTables.erase(erasure.address, db))
        }
        let previous: Digest256
        if let hash = position.hash {
            previous = hash
        } else {
            let heads = try ChainTables.uncommittedHeads(besides: writer, db)
            draft = draft.committing(to: heads)
            previous = ChainOrigin.previous(writer: writer, heads: heads)
        }
        let chain = try position.chain ?? ChainTables.add(writer, db)
        let entry = draft.placed(writer: writer, sequence: position.sequence + 1, previous: previous)
        let id = try statements.insert(entry, of: draft, chain: chain, reserving: reservations, claiming: claim, keeping: reply)
        position = Position(chain: chain, sequence: entry.sequence, hash: entry.hash)
        return .success(AuditReceipt(id: id, writer: writer, sequence: entry.sequence, hash: entry.hash))
    }

    private func load(_ db: Database) throws -> Position {
        guard let (chain, head) = try ChainTables.end(of: writer, db) else {
            return Position(chain: nil, sequence: 0, hash: nil)
        }
        return Position(chain: chain, sequence: head?.sequence ?? 0, hash: head?.hash)
    }
}

extension AuditUnavailable {
    init(_ error: any Error) {
        if let unavailable = error as? AuditUnavailable {
            self = unavailable
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(code: -1, message: "\(type(of: error))")
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default:
            self = .failed(code: error.extendedResultCode.rawValue, message: error.message ?? "no message")
        }
    }
}
