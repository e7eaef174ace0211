import NIOPosix
import Synchronization

/// A thread of its own for the blocking calls of one sink.
final class BlockingLane: Sendable {
    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// - Returns: nil once the task is cancelled. The work goes on then, and nobody waits for it: a disk or a pipe that does
    ///   not answer must not keep the service from stopping. Work that comes after it waits for it.
    func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        let promise = LanePromise<Answer>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
                guard promise.wait(continuation) else { return }
                pool.submit { state in promise.keep(state == .active ? work() : nil) }
            }
        } onCancel: {
            promise.keep(nil)
        }
    }
}

/// One answer for one who waits: the first counts.
private final class LanePromise<Answer: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Answer?, Never>)
        case over
    }

    private let state = Mutex(State.new)

    /// Whether there is still something to wait for.
    func wait(_ continuation: CheckedContinuation<Answer?, Never>) -> Bool {
        let isOver = state.withLock { state in
            if case .over = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isOver { continuation.resume(returning: nil) }
        return !isOver
    }

    func keep(_ answer: Answer?) {
        let waiting = state.withLock { state -> CheckedContinuation<Answer?, Never>? in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: answer)
    }
}
