import AuditTrail
import Invitations

/// The tenant's count of invitations in one day of UTC: in the store, with the quotas, so that processes share it and a
/// restart forgets nothing.
struct DailyCeiling: Sendable {
    /// No policy's counter has this name: those have more than two words.
    private static let counter = "outbound"

    let limit: Int

    init?(_ limits: OutboundLimits) {
        guard let limit = limits.dailyCeiling else { return nil }
        self.limit = limit
    }

    func key(at now: Timestamp) -> String { "\(Self.counter) \(CalendarDate(at: now))" }

    /// The first moment of the next day.
    func end(at now: Timestamp) -> Timestamp {
        CalendarDate(at: now.adding(seconds: 86_400)).start
    }

    func reservation(at now: Timestamp) -> QuotaReservation {
        QuotaReservation(counter: key(at: now), limit: limit, ends: end(at: now))
    }

    /// Why nothing more is sent on that day.
    func objection(receivedAt: Timestamp, now: Timestamp) -> Objection {
        let end = end(at: receivedAt)
        var objection = Objection(
            .record, .dailyCeilingReached,
            "As many invitations as the gate sends for the tenant in one day have been sent. Nothing was sent; the count starts anew at \(end).",
            detail: "daily ceiling \(limit)")
        objection.retryAfter = Double(max(end.milliseconds(since: now), 1_000)) / 1_000
        return objection
    }
}
