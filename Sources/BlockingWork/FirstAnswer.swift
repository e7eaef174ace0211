import Synchronization

/// One answer for one who waits: the first counts, and the end of waiting is an answer, too.
final class FirstAnswer<Answer: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Answer?, Never>)
        case over
    }

    private let state = Mutex(State.new)

    /// Begins the work, which keeps its answer here, and waits for it.
    ///
    /// - Returns: nil once the task is cancelled. The work goes on then, and nobody waits for it.
    static func of(_ begin: (_ answer: FirstAnswer) -> Void) async -> Answer? {
        let answer = FirstAnswer()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
                if answer.wait(continuation) { begin(answer) }
            }
        } onCancel: {
            answer.keep(nil)
        }
    }

    /// Whether there is still something to wait for.
    private func wait(_ continuation: CheckedContinuation<Answer?, Never>) -> Bool {
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
