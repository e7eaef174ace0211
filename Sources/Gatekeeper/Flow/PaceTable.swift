import Synchronization

/// How often each of many may do something: a bucket for each, as large as a period's allowance, that fills evenly.
///
/// Two generations, so that the memory is bounded however many there are: a bucket that was left alone for a period is
/// full again and need not be remembered. Where more than that come in one period the oldest begin anew.
final class PaceTable<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var left: Double
        var at: UInt64
    }

    private struct State {
        var young: [Key: Bucket] = [:]
        var old: [Key: Bucket] = [:]
        var turnedAt: UInt64 = 0
    }

    private static var mostKeys: Int { 100_000 }

    private let allowance: Double
    private let period: UInt64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - allowance: how often in a period; at least once.
    ///   - seconds: the period.
    init(_ allowance: Int, perSeconds seconds: Int) {
        self.allowance = Double(max(allowance, 1))
        period = UInt64(max(seconds, 1)) * 1_000_000_000
    }

    /// Takes one.
    ///
    /// - Parameter now: monotonic nanoseconds.
    /// - Returns: seconds until the next one is free, if this one is not.
    func take(_ key: Key, at now: UInt64) -> Double? { wait(for: key, at: now, taking: true) }

    /// Takes none.
    ///
    /// - Returns: seconds until one is free; nil when there is one.
    func wait(for key: Key, at now: UInt64) -> Double? { wait(for: key, at: now, taking: false) }

    private func wait(for key: Key, at now: UInt64, taking: Bool) -> Double? {
        state.withLock { state in
            turnIfDue(&state, at: now)
            var bucket = state.young[key] ?? state.old[key] ?? Bucket(left: allowance, at: now)
            let elapsed = now > bucket.at ? Double(now - bucket.at) : 0
            bucket.left = min(allowance, bucket.left + elapsed / Double(period) * allowance)
            bucket.at = max(now, bucket.at)
            let isFree = bucket.left >= 1
            if isFree, taking { bucket.left -= 1 }
            state.young[key] = bucket
            return isFree ? nil : (1 - bucket.left) * Double(period) / 1_000_000_000 / allowance
        }
    }

    private func turnIfDue(_ state: inout State, at now: UInt64) {
        let isDue = now > state.turnedAt && now - state.turnedAt >= period
        guard isDue || state.young.count >= Self.mostKeys else { return }
        (state.old, state.young, state.turnedAt) = (state.young, [:], now)
    }
}
