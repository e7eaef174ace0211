import AuditTrail
import CoreMetrics
import Invitations

/// The flow's metrics, made once: a label is a member of a closed list, so their number is bounded.
struct FlowCounters: Sendable {
    private let approved: Counter
    private let denied: [ReasonCode: Counter]
    private let refusals: [ReasonCode: Counter]
    private let strangers: [ReasonCode: Counter]
    private let inquiries: [Verdict: Counter]
    private let candidates: [CandidateRecord.Verdict: [Bool: Counter]]
    private let replays: [ReplayedRecord.Answer: Counter]
    private let auditFailures: Counter
    private let outcomes: [Outcome: Counter]
    private let graph: Timer

    init(_ factory: any MetricsFactory) {
        func byReason(_ label: String, _ dimensions: [(String, String)] = []) -> [ReasonCode: Counter] {
            Dictionary(
                uniqueKeysWithValues: ReasonCode.allCases.map {
                    ($0, Counter(label: label, dimensions: dimensions + [("reason", $0.rawValue)], factory: factory))
                })
        }
        approved = Counter(
            label: "gatekeeper_decisions_total", dimensions: [("verdict", "approved"), ("reason", "")],
            factory: factory)
        denied = byReason("gatekeeper_decisions_total", [("verdict", "denied")])
        refusals = byReason("gatekeeper_refusals_total")
        strangers = byReason("gatekeeper_unverified_total")
        inquiries = Dictionary(
            uniqueKeysWithValues: Verdict.allCases.map {
                let dimensions = [("verdict", $0.rawValue)]
                return ($0, Counter(label: "gatekeeper_inquiries_total", dimensions: dimensions, factory: factory))
            })
        candidates = Dictionary(
            uniqueKeysWithValues: CandidateRecord.Verdict.allCases.map { verdict in
                let counters = [true, false].map { differs in
                    let dimensions = [("verdict", verdict.rawValue), ("differs", differs ? "yes" : "no")]
                    return (differs, Counter(label: "gatekeeper_candidate_total", dimensions: dimensions, factory: factory))
                }
                return (verdict, Dictionary(uniqueKeysWithValues: counters))
            })
        replays = Dictionary(
            uniqueKeysWithValues: ReplayedRecord.Answer.allCases.map {
                let dimensions = [("answer", $0.rawValue)]
                return ($0, Counter(label: "gatekeeper_replays_total", dimensions: dimensions, factory: factory))
            })
        auditFailures = Counter(label: "gatekeeper_audit_failures_total", factory: factory)
        outcomes = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map {
                let dimensions = [("outcome", $0.rawValue)]
                return ($0, Counter(label: "gatekeeper_outcomes_total", dimensions: dimensions, factory: factory))
            })
        graph = Timer(label: "gatekeeper_graph_seconds", factory: factory)
    }

    func decided(_ verdict: Verdict, _ reason: ReasonCode?) {
        if verdict == .approved { approved.increment() } else if let reason { denied[reason]?.increment() }
    }

    func inquired(_ verdict: Verdict) { inquiries[verdict]?.increment() }

    func compared(_ candidate: CandidateRecord, with verdict: Verdict) {
        candidates[candidate.verdict]?[candidate.differs(from: verdict)]?.increment()
    }

    func refused(_ reason: ReasonCode) { refusals[reason]?.increment() }

    func unverified(_ reason: ReasonCode) { strangers[reason]?.increment() }

    func replayed(_ answer: ReplayedRecord.Answer) { replays[answer]?.increment() }

    func auditFailed() { auditFailures.increment() }

    func closed(_ record: OutcomeRecord) {
        outcomes[record.outcome]?.increment()
        if let milliseconds = record.duration { graph.recordMilliseconds(milliseconds) }
    }
}
