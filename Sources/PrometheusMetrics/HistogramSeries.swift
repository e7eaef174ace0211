import CoreMetrics
import Synchronization

/// Observations counted by size. Timers are observed in seconds.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    static let kind = MetricKind.histogram

    /// Upper bounds, in seconds, inclusive: from 100 µs, below which a request to the gate does not get, to the 10 s
    /// after which nobody waits. An observation above the last counts in `+Inf` only.
    static let bounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// An array cannot hold atomics themselves.
    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    /// One for each bound, and one for what is above them all; not yet cumulative.
    private let buckets: [Bucket]
    private let sum = Atomic<Double>(0)

    init() {
        buckets = (0...Self.bounds.count).map { _ in Bucket() }
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// Counts one observation. What is not a finite number is left out: one would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let at = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        buckets[at].count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// A clock that was set back gives durations below zero, which count as none.
    func recordNanoseconds(_ duration: Int64) {
        record(Double(max(0, duration)) / 1_000_000_000)
    }

    func write(to text: inout Exposition, name: String, labels: LabelSet) {
        // The count is the sum of the buckets as read here, so that `+Inf` and `_count` always agree.
        var cumulative: UInt64 = 0
        for (at, bucket) in buckets.enumerated() {
            cumulative &+= bucket.count.load(ordering: .relaxed)
            let bound = at < Self.bounds.count ? Exposition.number(Self.bounds[at]) : "+Inf"
            text.sample("\(name)_bucket", labels.adding(bound: bound), String(cumulative))
        }
        text.sample("\(name)_sum", labels, Exposition.number(sum.load(ordering: .relaxed)))
        text.sample("\(name)_count", labels, String(cumulative))
    }
}
