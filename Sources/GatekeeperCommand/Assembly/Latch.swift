/// Opens once; who waits for it goes on then.
final class Latch: Sendable {
    private let openings: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    init() { (openings, opening) = AsyncStream.makeStream(of: Void.self) }

    func open() { opening.finish() }

    /// For one task, once.
    ///
    /// - Throws: `CancellationError`, when the task is cancelled first.
    func wait() async throws {
        for await _ in openings {}
        try Task.checkCancellation()
    }
}
