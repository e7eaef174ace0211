import AuditTrail
import CoreMetrics
import Gatekeeper
import InvitationPolicy
import Invitations
import PrometheusMetrics

/// The metrics about policies.
struct PolicyMetrics: Sendable {
    /// What became of a try to read a policy.
    enum LoadResult: String, CaseIterable, Sendable {
        case loaded
        /// Whole, and meaning what stands there already.
        case unchanged
        case rejected
        /// Whole, and not put in force, because the trail could not be told.
        case unrecorded
    }

    private let registry: PrometheusRegistry
    private let results: [PolicyRole: [LoadResult: Counter]]
    private let age: Gauge
    private let tooOld: Gauge
    private let loadedAt: Gauge

    init(_ registry: PrometheusRegistry) {
        self.registry = registry
        func counters(_ role: PolicyRole) -> [LoadResult: Counter] {
            Dictionary(
                uniqueKeysWithValues: LoadResult.allCases.map {
                    let dimensions = [("role", role.rawValue), ("result", $0.rawValue)]
                    return ($0, Counter(label: "gatekeeper_policy_loads_total", dimensions: dimensions, factory: registry))
                })
        }
        results = Dictionary(uniqueKeysWithValues: PolicyRole.allCases.map { ($0, counters($0)) })
        age = Gauge(label: "gatekeeper_policy_age_seconds", factory: registry)
        tooOld = Gauge(label: "gatekeeper_policy_too_old", factory: registry)
        loadedAt = Gauge(label: "gatekeeper_policy_loaded_timestamp_seconds", factory: registry)
    }

    func loads(_ role: PolicyRole, _ result: LoadResult) { results[role]?[result]?.increment() }

    func measure(age seconds: Int64, isTooOld: Bool) {
        age.record(seconds)
        tooOld.record(isTooOld ? 1 : 0)
    }

    /// Which policy stands there.
    func stands(_ loaded: CurrentPolicy.Loaded, as role: PolicyRole) {
        let dimensions = [
            ("name", loaded.policy.name), ("digest", loaded.policy.digest), ("mode", loaded.policy.mode.rawValue),
        ]
        switch role {
        case .active:
            registry.setInfo("gatekeeper_policy_info", dimensions: dimensions)
            loadedAt.record(Double(loaded.loadedAt.milliseconds) / 1_000)
        case .candidate: registry.setInfo("gatekeeper_policy_candidate_info", dimensions: dimensions)
        }
    }
}
