import AuditTrail
import CoreMetrics
public import Invitations
import Synchronization

/// How settling what is in doubt goes: for the status page and the metrics.
public final class DoubtStanding: Sendable {
    public struct Report: Hashable, Sendable {
        public var lastLookup: Timestamp?
        /// What the last look-ups came to: `created`, `notSent`, `unknown`, `later`.
        public var lastResult: String?
        public var failures = 0
        public var lastFailure: String?
        public var lastFailureAt: Timestamp?
    }

    private let state = Mutex(Report())
    private let settled: [Outcome: Counter]
    private let failed: Counter

    init(_ factory: any MetricsFactory) {
        settled = Dictionary(
            uniqueKeysWithValues: [Outcome.created, .notSent, .unknown].map {
                let dimensions = [("verdict", $0.rawValue)]
                return ($0, Counter(label: "gatekeeper_in_doubt_settled_total", dimensions: dimensions, factory: factory))
            })
        failed = Counter(label: "gatekeeper_in_doubt_lookup_failures_total", factory: factory)
    }

    public var report: Report { state.withLock { $0 } }

    func lookedUp(_ result: String, at now: Timestamp) {
        state.withLock { state in
            state.lastLookup = now
            state.lastResult = result
        }
    }

    func settled(_ outcome: Outcome) { settled[outcome]?.increment() }

    func failed(_ what: String, at now: Timestamp) {
        failed.increment()
        state.withLock { state in
            state.failures += 1
            state.lastFailure = what
            state.lastFailureAt = now
        }
    }
}
