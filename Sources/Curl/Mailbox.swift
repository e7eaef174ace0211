internal import CCurlDriver
import Glibc
import Synchronization

/// One exchange on its way to the loop.
struct Submission: Sendable {
    let id: UInt64
    let request: CurlRequest
    let continuation: CheckedContinuation<Result<CurlResponse, CurlError>, Never>
}

/// Where tasks leave what the loop's thread has to do, and wake it if it sleeps.
final class Mailbox: Sendable {
    enum Phase: Sendable, Equatable { case open, closing(by: ContinuousClock.Instant), stopped }

    struct Content: Sendable {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        var phase = Phase.open
    }

    private struct State: Sendable {
        var content = Content()
        var lastID: UInt64 = 0
        var unfinished = 0
        /// Cancelled before or after their submission; forgotten when `exchange` returns.
        var cancelled: Set<UInt64> = []
        var isLoopAsleep = false
        var waitingForStop: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let maximumExchanges: Int
    /// Readable when there is something to collect; watched edge-triggered, so never read.
    let wakeUp: Int32

    init(maximumExchanges: Int) throws(CurlError) {
        self.maximumExchanges = maximumExchanges
        wakeUp = driver_eventfd_create()
        guard wakeUp >= 0 else { throw .notBegun(.setUp, "no descriptor to wake the transfer thread") }
    }

    deinit { Glibc.close(wakeUp) }

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func submit(_ submission: Submission) {
        let refusal: CurlError? = state.withLock { state in
            if state.cancelled.contains(submission.id) { return .notBegun(.cancelled, "cancelled before it began") }
            guard state.content.phase == .open else { return .notBegun(.shutDown, "the client is shut down") }
            guard state.unfinished < maximumExchanges else {
                return .notBegun(.tooManyExchanges, "\(maximumExchanges) exchanges are under way")
            }
            state.unfinished += 1
            state.content.submissions.append(submission)
            wake(&state)
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard state.content.phase != .stopped else { return }
            state.cancelled.insert(id)
            state.content.cancellations.append(id)
            wake(&state)
        }
    }

    /// To be called once `cancel` for this exchange cannot come any more.
    func forget(_ id: UInt64) {
        state.withLock { state in _ = state.cancelled.remove(id) }
    }

    func close(within grace: Duration) {
        state.withLock { state in
            let end = ContinuousClock.now + grace
            switch state.content.phase {
            case .open: state.content.phase = .closing(by: end)
            case .closing(let earlier): state.content.phase = .closing(by: min(earlier, end))
            case .stopped: break
            }
            wake(&state)
        }
    }

    func whenStopped(_ continuation: CheckedContinuation<Void, Never>) {
        let isStopped = state.withLock { state in
            guard state.content.phase != .stopped else { return true }
            state.waitingForStop.append(continuation)
            return false
        }
        if isStopped { continuation.resume() }
    }

    private func wake(_ state: inout State) {
        guard state.isLoopAsleep else { return }
        state.isLoopAsleep = false
        driver_eventfd_signal(wakeUp)
    }
}

/// The loop's side.
extension Mailbox {
    /// What came since the last time.
    func collect() -> Content {
        state.withLock { state in
            defer {
                state.content.submissions = []
                state.content.cancellations = []
            }
            state.isLoopAsleep = false
            return state.content
        }
    }

    /// Whether the loop, knowing of that phase, may sleep; from then on whoever leaves something wakes it.
    func goToSleep(in phase: Phase) -> Bool {
        state.withLock { state in
            guard state.content.submissions.isEmpty, state.content.cancellations.isEmpty, state.content.phase == phase
            else { return false }
            state.isLoopAsleep = true
            return true
        }
    }

    func noteFinished() {
        state.withLock { state in state.unfinished -= 1 }
    }

    /// The last thing that the loop does. What it did not collect fails with `error`.
    func stop(failing error: CurlError) {
        let (uncollected, waiting) = state.withLock { state in
            let left = (state.content.submissions, state.waitingForStop)
            state.unfinished -= left.0.count
            state.content = Content(phase: .stopped)
            state.waitingForStop = []
            return left
        }
        for submission in uncollected { submission.continuation.resume(returning: .failure(error)) }
        for continuation in waiting { continuation.resume() }
    }
}
