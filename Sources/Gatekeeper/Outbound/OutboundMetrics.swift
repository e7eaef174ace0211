import CoreMetrics

/// What the way out shows of itself. What stands at a moment (the queue, pauses, breakers) is measured by whoever asks.
struct OutboundMetrics: Sendable {
    /// After what a request was sent once more.
    enum Resend: String, CaseIterable {
        case unauthorized
        case throttled
    }

    private let waits: Timer
    private let held: [Held.Cause: Counter]
    private let resends: [Resend: Counter]
    private let pauses: Counter
    private let suspensions: Counter
    private let ceiling: Counter

    init(_ factory: any MetricsFactory) {
        waits = Timer(label: "gatekeeper_outbound_wait_seconds", factory: factory)
        held = Dictionary(
            uniqueKeysWithValues: Held.Cause.allCases.map {
                ($0, Counter(label: "gatekeeper_outbound_held_total", dimensions: [("cause", $0.rawValue)], factory: factory))
            })
        resends = Dictionary(
            uniqueKeysWithValues: Resend.allCases.map {
                ($0, Counter(label: "gatekeeper_outbound_resends_total", dimensions: [("after", $0.rawValue)], factory: factory))
            })
        pauses = Counter(label: "gatekeeper_forwarding_pauses_total", factory: factory)
        suspensions = Counter(label: "gatekeeper_inviter_suspensions_total", factory: factory)
        ceiling = Counter(label: "gatekeeper_daily_ceiling_refusals_total", factory: factory)
    }

    func waited(nanoseconds: UInt64) { waits.recordNanoseconds(Int64(clamping: nanoseconds)) }
    func held(_ cause: Held.Cause) { held[cause]?.increment() }
    func resent(_ after: Resend) { resends[after]?.increment() }
    func paused() { pauses.increment() }
    func suspended() { suspensions.increment() }
    func ceilingReached() { ceiling.increment() }
}
