import NIOPosix

/// A thread of its own for blocking calls that come one after the other.
public final class BlockingLane: Sendable {
    private let pool: NIOThreadPool

    public init() {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// - Returns: nil once the task is cancelled. The work goes on then, and nobody waits for it: a disk or a pipe that does
    ///   not answer must not keep the service from stopping. Work that comes after it waits for it.
    public func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer? {
        await FirstAnswer.of { answer in
            pool.submit { state in answer.keep(state == .active ? work() : nil) }
        }
    }
}
