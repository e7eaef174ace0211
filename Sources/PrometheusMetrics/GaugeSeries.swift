import CoreMetrics
import Synchronization

/// A number that goes up and down: what was set last, moved by what was added since.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    static let kind = MetricKind.gauge

    private let value = Atomic<Double>(0)

    init() {}

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.store(value, ordering: .relaxed) }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        value.add(amount)
    }

    func decrement(by amount: Double) {
        increment(by: -amount)
    }

    func write(to text: inout Exposition, name: String, labels: LabelSet) {
        text.sample(name, labels, Exposition.number(value.load(ordering: .relaxed)))
    }
}
