import AuditTrail
import Synchronization

/// What a caller wants written, and the caller.
struct Waiter: Sendable {
    enum Work: Sendable {
        case entry(EntryDraft)
        case reserving(ReservingDraft)
        /// An outcome, and the reply that its request's twins are to be given.
        case answering(EntryDraft, SealedReply)
        case settling(SettlingDraft)
        case erasure(Erasure)
    }

    /// Why this caller's entry is not on disk.
    enum Refusal: Error {
        case unavailable(AuditUnavailable)
        /// A quota has no place left: what the decision's counters stand at.
        case exhausted(usage: [String: Int])
        /// Another decision holds the idempotency key.
        case taken
        /// The decision to be settled is settled, or was looked up in vain.
        case notInDoubt
    }

    typealias Answer = Result<AuditReceipt, Refusal>

    let work: Work
    let continuation: CheckedContinuation<Answer, Never>
}

/// The callers that wait for their entry to be durable, in the order in which they came.
///
/// The back pressure is the waiting itself: the queue never holds more than the callers suspended on it, and beyond its
/// capacity a caller is refused, never dropped.
final class AppendQueue: Sendable {
    private struct State {
        var waiting: [Waiter] = []
        var isWriting = false
        /// How many the last batch held.
        var lastBatch = 0
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let batch: Int

    init(capacity: Int, batch: Int) {
        self.capacity = capacity
        self.batch = batch
    }

    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Adds a waiter, or answers it at once.
    ///
    /// - Returns: whether a write must be scheduled.
    func add(_ waiter: Waiter) -> Bool {
        let (refusal, mustWrite): (AuditUnavailable?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            if state.waiting.count >= capacity { return (.overloaded, false) }
            state.waiting.append(waiter)
            defer { state.isWriting = true }
            return (nil, !state.isWriting)
        }
        if let refusal { waiter.continuation.resume(returning: .failure(.unavailable(refusal))) }
        return mustWrite
    }

    /// Whether callers come several at a time, and a batch is not full yet.
    var isBusy: Bool {
        state.withLock { ($0.lastBatch > 1 || $0.waiting.count > 1) && $0.waiting.count < batch && !$0.isClosed }
    }

    /// The next batch, for the one writer.
    func take() -> [Waiter] {
        state.withLock { state in
            state.lastBatch = min(state.waiting.count, batch)
            guard state.waiting.count > batch else {
                defer { state.waiting = [] }
                return state.waiting
            }
            defer { state.waiting.removeFirst(batch) }
            return Array(state.waiting.prefix(batch))
        }
    }

    /// After a batch: whether another write must be scheduled. When there is nothing left, the closers may go on.
    func finishBatch() -> Bool {
        let (more, closers) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
            guard state.waiting.isEmpty else { return (true, []) }
            state.isWriting = false
            defer { state.closers = [] }
            return (false, state.closers)
        }
        for closer in closers { closer.resume() }
        return more
    }

    /// Admits nobody any more, and returns when everybody admitted has been answered.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWriting { state.closers.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
    }
}
