public import Invitations

/// What the flow takes from outside itself besides its ports: the time and randomness, so that tests own both.
public struct World: Sendable {
    public var now: @Sendable () -> Timestamp
    /// Monotonic nanoseconds, for durations: wall clocks step.
    public var monotonicNanoseconds: @Sendable () -> UInt64
    /// 64 bits from a cryptographically secure source.
    public var random: @Sendable () -> UInt64

    public init(
        now: @escaping @Sendable () -> Timestamp,
        monotonicNanoseconds: @escaping @Sendable () -> UInt64,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.monotonicNanoseconds = monotonicNanoseconds
        self.random = random
    }

    /// 128 random bits, for ids.
    public func randomPair() -> (UInt64, UInt64) { (random(), random()) }
}
