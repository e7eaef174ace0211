public import Invitations

/// What the flow takes from outside itself besides its ports: the time and randomness, so that tests own both.
public struct World: Sendable {
    public var now: @Sendable () -> Timestamp
    /// Monotonic nanoseconds, for durations: wall clocks step.
    public var monotonicNanoseconds: @Sendable () -> UInt64
    /// 64 bits from a cryptographically secure source.
    public var random: @Sendable () -> UInt64
    /// Returns at that moment of the monotonic clock, or at once when it is past or the task is cancelled.
    public var sleepUntil: @Sendable (UInt64) async -> Void

    /// - Parameter sleepUntil: nil sleeps as long as it takes by the machine's clock.
    public init(
        now: @escaping @Sendable () -> Timestamp,
        monotonicNanoseconds: @escaping @Sendable () -> UInt64,
        random: @escaping @Sendable () -> UInt64,
        sleepUntil: (@Sendable (UInt64) async -> Void)? = nil
    ) {
        self.now = now
        self.monotonicNanoseconds = monotonicNanoseconds
        self.random = random
        self.sleepUntil =
            sleepUntil ?? { moment in
                let now = monotonicNanoseconds()
                if moment > now { try? await Task.sleep(for: .nanoseconds(Int64(clamping: moment - now))) }
            }
    }

    /// 128 random bits, for ids.
    public func randomPair() -> (UInt64, UInt64) { (random(), random()) }
}
