import Foundation
import Synchronization

/// Long or blocking work, kept away from the threads that requests run on.
enum OwnThread {
    /// Does the work on a thread of its own, which gives way to requests where processors are few.
    ///
    /// - Returns: nil once the task is cancelled. The work goes on then, and nobody waits for it: a file system that does
    ///   not answer must not keep the service from stopping.
    static func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        let promise = Promise<Answer>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
                guard promise.wait(continuation) else { return }
                Thread.detachNewThread {
                    // For process 0 Linux changes the calling thread alone (setpriority(2), "C library/kernel differences").
                    _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
                    promise.keep(work())
                }
            }
        } onCancel: {
            promise.keep(nil)
        }
    }
}

/// One answer for one who waits: the first counts.
private final class Promise<Answer: Sendable>: Sendable {
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
