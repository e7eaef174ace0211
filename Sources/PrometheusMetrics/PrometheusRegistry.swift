public import CoreMetrics
import Synchronization

/// The metrics of this process, kept in memory and rendered for a Prometheus server to scrape.
///
/// Counters and floating-point counters become counters; gauges, meters and non-aggregating recorders become gauges;
/// aggregating recorders and timers become histograms, timers in seconds, with one set of upper bounds: 0.0001,
/// 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 and +Inf.
///
/// An increment is one or two atomic operations; only making a metric and ``render()`` take the lock, and rendering
/// holds it no longer than it takes to copy a reference. Making a metric formats its labels: on a hot path keep it.
///
/// Labels may come from hostile input, so memory is bounded: when `maximumSeries` series exist, each family of metrics
/// gets one more, labelled `overflow="true"`, which collects every further combination of labels.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    private let help: [String: String]
    private let state: Mutex<FamilyTable>

    /// - Parameters:
    ///   - help: what each metric means, by the label it is made with or by its exposed name.
    ///   - maximumSeries: series kept before further ones fall into their family's overflow series.
    public init(help: [String: String] = [:], maximumSeries: Int = 10_000) {
        self.help = Dictionary(
            help.map { (ExposedName.metric($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        state = Mutex(FamilyTable(maximumSeries: maximumSeries))
    }

    /// All metrics in the text exposition format 0.0.4, families by name and series by labels, so that two renderings
    /// of the same state are the same text.
    public func render() -> String {
        let families = state.withLock { $0.families }
        return Exposition.text(of: families, help: help)
    }

    /// A gauge that is always 1 and whose labels are what it tells: the only series of its name, in place of the one that
    /// was there.
    public func setInfo(_ label: String, dimensions: [(String, String)]) {
        let name = ExposedName.metric(label)
        let labels = LabelSet(dimensions)
        let one = GaugeSeries()
        one.set(1.0)
        state.withLock { $0.replace(named: name, with: one, labels: labels) }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) as CounterSeries
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions) as CounterSeries
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) as GaugeSeries
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return series(label, dimensions) as HistogramSeries }
        return series(label, dimensions) as GaugeSeries
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) as HistogramSeries
    }

    // A destroyed metric stays: others may hold the same series, its last value must survive until the next scrape,
    // and the number of series is bounded anyway.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func series<S: Series>(_ label: String, _ dimensions: [(String, String)]) -> S {
        let name = ExposedName.metric(label)
        let labels = LabelSet(dimensions)
        return state.withLock { $0.series(named: name, labels: labels) }
    }
}
