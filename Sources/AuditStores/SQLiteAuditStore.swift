public import AuditTrail
import GRDB
import Glibc
public import Invitations

/// The audit trail in one SQLite file, on one host.
///
/// Every `append` waits until its entry is on disk; all that wait at a moment share one commit. A second process may have
/// the same file open, with its own writer id and so its own chain.
public final class SQLiteAuditStore: Sendable {
    public let writer: WriterID
    /// Reads the same file; goes on working while entries are written.
    public let reader: SQLiteAuditReader
    let pool: DatabasePool
    let replies: ReplyKeyring
    let place: StorePlace
    private let queue: AppendQueue
    private let batches: BatchWriter

    private init(
        pool: DatabasePool, place: StorePlace, writer: WriterID, capacity: Int, batch: Int, replies: ReplyKeyring, mostReplies: Int
    ) {
        self.pool = pool
        self.writer = writer
        reader = SQLiteAuditReader(database: pool)
        queue = AppendQueue(capacity: capacity, batch: batch)
        batches = BatchWriter(writer: writer, mostReplies: mostReplies, place: place)
        self.place = place
        self.replies = replies
    }

    /// Opens the store at `path`, or makes it there with mode 0600.
    ///
    /// - Parameters:
    ///   - writer: a random id of this process run, never used before.
    ///   - capacity: how many callers may wait at once; one more is refused with ``AuditUnavailable/overloaded``.
    ///   - batch: the most entries in one transaction.
    ///   - replies: the keys for replies that are to be given again.
    ///   - mostReplies: how many of those are kept at once; the oldest go first.
    /// - Throws: ``AuditStoreFault``; a store that cannot promise durability is not opened.
    public static func open(
        path: String, writer: WriterID, capacity: Int = 16_384, batch: Int = 256, replies: ReplyKeyring = .inMemory(),
        mostReplies: Int = 50_000
    ) throws(AuditStoreFault) -> SQLiteAuditStore {
        let pool = try StoreConnection.open(path: path)
        return SQLiteAuditStore(
            pool: pool, place: try StorePlace(openAt: path), writer: writer, capacity: capacity, batch: batch, replies: replies,
            mostReplies: mostReplies)
    }

    /// Returns once the entry is on disk. Cancelling the task does not take the entry back.
    public func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt {
        try await receipt(of: .entry(draft))
    }

    /// Returns once the entry is on disk and its places in quotas and its claim are taken; or with what the counters stand at
    /// when one of them has no place left; or that another decision holds the claim. Cancelling the task takes nothing
    /// back.
    public func append(_ draft: ReservingDraft) async throws(AuditUnavailable) -> QuotaAnswer {
        guard draft.isWithinBounds else { throw .invalidReservation }
        switch await submit(.reserving(draft)) {
        case .success(let receipt): return .held(receipt)
        case .failure(.exhausted(let usage)): return .exhausted(usage: usage)
        case .failure(.taken): return .taken
        case .failure(.unavailable(let unavailable)): throw unavailable
        // Told only to who settles.
        case .failure(.notInDoubt): throw .invalidReservation
        }
    }

    /// Erases a person's side rows and records that it was done, in one transaction.
    public func erase(_ erasure: Erasure) async throws(AuditUnavailable) -> AuditReceipt {
        let receipt = try await receipt(of: .erasure(erasure))
        // The rows are in older frames of the write-ahead log until it is emptied. If a reader is in the way, the next
        // checkpoint does it; who must know asks ``emptyLog()`` once more.
        _ = await emptyLog()
        return receipt
    }

    /// Callers waiting for their entry at this moment.
    public var waiting: Int { queue.waiting }

    /// Answers everybody who waits, empties the write-ahead log into the file and closes it. Later calls of
    /// ``append(_:)`` fail with ``AuditUnavailable/closed``.
    public func close() async {
        await queue.close()
        _ = await LogEmptying.empty(pool, tries: 1)
        // What remains open after a failure here is closed with the process; every entry is durable already.
        try? pool.close()
    }

    func receipt(of work: Waiter.Work) async throws(AuditUnavailable) -> AuditReceipt {
        switch await submit(work) {
        case .success(let receipt): return receipt
        case .failure(.unavailable(let unavailable)): throw unavailable
        // Told only to who reserves.
        case .failure(.exhausted), .failure(.taken), .failure(.notInDoubt): throw .invalidReservation
        }
    }

    func submit(_ work: Waiter.Work) async -> Waiter.Answer {
        await withCheckedContinuation { (continuation: CheckedContinuation<Waiter.Answer, Never>) in
            if queue.add(Waiter(work: work, continuation: continuation)) { schedule() }
        }
    }

    /// One batch on the writer connection's own queue; between batches the queue is free for a checkpoint.
    private func schedule() {
        pool.asyncWriteWithoutTransaction { [self] db in
            if queue.isBusy { gather() }
            let batch = queue.take()
            let answers = batches.write(batch, in: db)
            for (waiter, answer) in zip(batch, answers) {
                waiter.continuation.resume(returning: answer)
            }
            if queue.finishBatch() { schedule() }
        }
    }

    /// Lets further callers come up while there are many, so that they share the commit: a commit costs the processor more
    /// than several entries. A caller who is alone never waits for others.
    private func gather() {
        usleep(1_000)
    }
}
