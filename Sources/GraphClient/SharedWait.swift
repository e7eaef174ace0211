extension Task where Failure == Never {
    /// The value of a task that others wait for as well, or nil as soon as the one who asks is cancelled. The task itself
    /// goes on: `value` would hold a cancelled asker until its end.
    func valueUnlessCancelled() async -> Success? {
        let (values, relay) = AsyncStream<Success>.makeStream(bufferingPolicy: .bufferingOldest(1))
        _ = Task<Void, Never> { [self] in
            relay.yield(await value)
            relay.finish()
        }
        return await values.first { _ in true }
    }
}
