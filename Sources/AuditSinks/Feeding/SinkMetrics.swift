import AuditTrail
import CoreMetrics
import Invitations

/// The metrics of one sink, labelled with its name.
struct SinkMetrics: Sendable {
    private let taken: Counter
    private let failures: Counter
    private let feeding: Gauge
    private let lagEntries: Gauge
    private let lagSeconds: Gauge
    private let lastFailure: Gauge
    private let backOff: Gauge

    init(_ sink: SinkName, _ factory: any MetricsFactory) {
        let labels = [("sink", sink.rawValue)]
        taken = Counter(label: "gatekeeper_sink_entries_total", dimensions: labels, factory: factory)
        failures = Counter(label: "gatekeeper_sink_failures_total", dimensions: labels, factory: factory)
        feeding = Gauge(label: "gatekeeper_sink_feeding", dimensions: labels, factory: factory)
        lagEntries = Gauge(label: "gatekeeper_sink_lag_entries", dimensions: labels, factory: factory)
        lagSeconds = Gauge(label: "gatekeeper_sink_lag_seconds", dimensions: labels, factory: factory)
        lastFailure = Gauge(label: "gatekeeper_sink_last_failure_timestamp_seconds", dimensions: labels, factory: factory)
        backOff = Gauge(label: "gatekeeper_sink_backoff_seconds", dimensions: labels, factory: factory)
    }

    func took(_ count: Int) { taken.increment(by: count) }

    func failed(at now: Timestamp) {
        failures.increment()
        lastFailure.record(now.milliseconds / 1_000)
    }

    func measure(_ standing: SinkStanding) {
        feeding.record(standing.isFeeding ? 1 : 0)
        backOff.record(standing.backOffSeconds ?? 0)
    }

    func measure(_ position: SinkPosition, at now: Timestamp) {
        lagEntries.record(position.pending)
        lagSeconds.record(Double(position.lag(at: now)) / 1_000)
    }
}

extension SinkPosition {
    /// How long the oldest entry that was not taken has waited, in milliseconds; 0 when there is none.
    func lag(at now: Timestamp) -> Int64 {
        pendingSince.map { max(0, now.milliseconds(since: $0)) } ?? 0
    }
}
