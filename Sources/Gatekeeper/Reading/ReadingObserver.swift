import AuditTrail
import CoreMetrics
import Invitations
import Logging

/// What shows of a reading that was served: a metric, and a log line that says who looked at the entries of others.
struct ReadingObserver: Sendable {
    enum What: String, CaseIterable {
        case page
        case entry
        case export
    }

    private let logger: Logger
    private let reads: [What: Counter]
    private let entries: Counter

    init(logger: Logger, metrics: any MetricsFactory) {
        self.logger = logger
        reads = Dictionary(
            uniqueKeysWithValues: What.allCases.map {
                ($0, Counter(label: "gatekeeper_audit_reads_total", dimensions: [("what", $0.rawValue)], factory: metrics))
            })
        entries = Counter(label: "gatekeeper_audit_read_entries_total", factory: metrics)
    }

    func read(_ what: What, _ count: Int, _ filter: String, _ scope: AuditScope, _ caller: Dossier.Caller) {
        reads[what]?.increment()
        entries.increment(by: count)
        logger.log(
            level: scope == .everything ? .info : .debug, "audit trail read",
            metadata: [
                "what": "\(what.rawValue)", "entries": "\(count)", "application": "\(caller.application)",
                "user": "\(caller.user?.description ?? "-")", "filter": "\(VisibleText.cell(filter, width: 500))",
            ])
    }
}
