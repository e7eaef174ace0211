import AuditTrail
import CoreMetrics
import Invitations
import Logging
import Synchronization

/// What the flow shows besides the trail: metrics for every request, a log line where a person should look.
///
/// The one record of a request is its entry; nothing here says more than that.
struct FlowObserver: Sendable {
    private let logger: Logger
    private let strangers = StrangerLog()
    private let counters: FlowCounters

    init(logger: Logger, metrics: any MetricsFactory) {
        self.logger = logger
        counters = FlowCounters(metrics)
    }

    /// A request whose caller was not verified: no entry, so that a stranger cannot fill the trail.
    func unverified(_ reason: ReasonCode, detail: String?, at now: Timestamp) {
        counters.unverified(reason)
        guard let suppressed = strangers.admit(at: now) else { return }
        var metadata: Logger.Metadata = ["reason": "\(reason.rawValue)"]
        if let detail { metadata["detail"] = "\(VisibleText.cell(detail, width: 200))" }
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        logger.notice("caller not verified", metadata: metadata)
    }

    func refused(_ record: RefusalRecord) {
        counters.refused(record.reason)
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            "request refused", metadata: ["decision": "\(record.decision)", "reason": "\(record.reason.rawValue)"])
    }

    func decided(_ record: DecisionRecord) {
        counters.decided(record.verdict, record.reason)
        compared(record)
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            "decided",
            metadata: [
                "decision": "\(record.decision)", "verdict": "\(record.verdict.rawValue)",
                "reason": "\(record.reason?.rawValue ?? "-")",
            ])
    }

    func inquired(_ record: DecisionRecord) {
        counters.inquired(record.verdict)
        compared(record)
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            "inquired",
            metadata: ["decision": "\(record.decision)", "verdict": "\(record.verdict.rawValue)"])
    }

    func replayed(_ record: ReplayedRecord) {
        counters.replayed(record.answer)
        guard logger.logLevel <= .debug else { return }
        logger.debug("replayed", metadata: ["decision": "\(record.first)", "answer": "\(record.answer.rawValue)"])
    }

    private func compared(_ record: DecisionRecord) {
        guard let candidate = record.candidate else { return }
        counters.compared(candidate, with: record.verdict)
    }

    func closed(_ record: OutcomeRecord) {
        counters.closed(record)
        guard record.outcome != .created else { return }
        logger.warning(
            "invitation not created",
            metadata: [
                "decision": "\(record.decision)", "outcome": "\(record.outcome.rawValue)",
                "graph-status": "\(record.graphStatus.map(String.init) ?? "-")",
                "graph-request-id": "\(VisibleText.cell(record.graphRequestID ?? "-", width: 200))",
                "detail": "\(VisibleText.cell(record.detail ?? "-", width: 200))",
            ])
    }

    func auditFailed(_ error: AuditUnavailable, decision: DecisionID?, at now: Timestamp) {
        counters.auditFailed()
        logger.error(
            "audit entry not written", metadata: ["decision": "\(decision?.description ?? "-")", "error": "\(error)"])
    }
}

/// One line a second about callers who were not verified, with the number of those left out.
private final class StrangerLog: Sendable {
    private let state = Mutex((second: Int64.min, suppressed: 0))

    /// How many lines were left out before this one; nil if this one is to be left out too.
    func admit(at now: Timestamp) -> Int? {
        let second = now.milliseconds / 1_000
        return state.withLock { state in
            guard state.second != second else {
                state.suppressed += 1
                return nil
            }
            defer { state = (second, 0) }
            return state.suppressed
        }
    }
}
