import CoreMetrics
import Synchronization

/// A number that only grows. Whole increments, by far the most, are one atomic addition; fractions are kept apart.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    static let kind = MetricKind.counter

    private let whole = Atomic<UInt64>(0)
    private let fraction = Atomic<Double>(0)

    init() {}

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fraction.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fraction.store(0, ordering: .relaxed)
    }

    func write(to text: inout Exposition, name: String, labels: LabelSet) {
        let whole = whole.load(ordering: .relaxed)
        let fraction = fraction.load(ordering: .relaxed)
        text.sample(name, labels, fraction == 0 ? String(whole) : Exposition.number(Double(whole) + fraction))
    }
}

extension Atomic where Value == Double {
    /// Adds by compare and exchange: processors have no atomic addition of doubles. Bit patterns are compared, so a
    /// NaN that was stored does not make this loop for ever.
    func add(_ amount: Double) {
        var current = load(ordering: .relaxed)
        while true {
            let result = weakCompareExchange(expected: current, desired: current + amount, ordering: .relaxed)
            if result.exchanged { return }
            current = result.original
        }
    }
}
