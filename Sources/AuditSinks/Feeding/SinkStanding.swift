import Invitations
import Synchronization

/// How one sink fares in this process.
struct SinkStanding: Hashable, Sendable {
    /// Whether this process feeds it.
    var isFeeding = false
    /// Entries that it has taken from this process.
    var taken = 0
    var failures = 0
    var lastFailure: LastFailure?
    /// Seconds until the next try; nil when nothing failed last.
    var backOffSeconds: Double?

    struct LastFailure: Hashable, Sendable {
        var at: Timestamp
        var what: String
    }
}

/// The standing, for the feeder that changes it and for whoever asks.
final class StandingBoard: Sendable {
    private let standing = Mutex(SinkStanding())

    var current: SinkStanding { standing.withLock { $0 } }

    func feeding(_ isFeeding: Bool) { standing.withLock { $0.isFeeding = isFeeding } }

    func took(_ count: Int) {
        standing.withLock {
            $0.taken += count
            $0.backOffSeconds = nil
        }
    }

    func works() { standing.withLock { $0.backOffSeconds = nil } }

    /// - Returns: whether it is the first failure since it last worked, or one of another kind.
    func failed(_ what: String, at now: Timestamp, backOff: Double) -> Bool {
        standing.withLock {
            let isNews = $0.backOffSeconds == nil || $0.lastFailure?.what != what
            $0.failures += 1
            $0.lastFailure = .init(at: now, what: what)
            $0.backOffSeconds = backOff
            return isNews
        }
    }
}
