import Foundation

/// Long or blocking work, kept away from the threads that requests run on.
public enum OwnThread {
    /// Does the work on a thread of its own, which gives way to requests where processors are few.
    ///
    /// - Returns: nil once the task is cancelled. The work goes on then, and nobody waits for it: a file system that does
    ///   not answer must not keep the service from stopping.
    public static func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        await FirstAnswer.of { answer in
            Thread.detachNewThread {
                // For process 0 Linux changes the calling thread alone (setpriority(2), "C library/kernel differences").
                _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
                answer.keep(work())
            }
        }
    }
}
