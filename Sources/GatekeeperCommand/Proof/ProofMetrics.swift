import CoreMetrics

/// The metrics about checkpoints and retention.
struct ProofMetrics: Sendable {
    let age: Gauge
    let failures: Counter
    let pruned: Counter

    init(_ factory: any MetricsFactory) {
        age = Gauge(label: "gatekeeper_checkpoint_age_seconds", factory: factory)
        failures = Counter(label: "gatekeeper_checkpoint_failures_total", factory: factory)
        pruned = Counter(label: "gatekeeper_pruned_entries_total", factory: factory)
    }
}
