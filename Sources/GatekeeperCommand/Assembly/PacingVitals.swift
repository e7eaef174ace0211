import AuditTrail
import CoreMetrics
import Gatekeeper
import GraphClient
import Invitations
import StrictJSON

/// How the way out to Graph stands, as gauges and on the status page.
struct PacingVitals: Sendable {
    private let gate: Gate
    private let tokens: GraphTokenSource
    private let waiting: Gauge
    private let underWay: Gauge
    private let pausedSeconds: Gauge
    private let breakers: (invitations: Gauge, token: Gauge)
    private let isPaused: Gauge
    private let suspended: Gauge
    private let sentToday: Gauge
    private let ceiling: Gauge

    init(gate: Gate, tokens: GraphTokenSource, metrics: any MetricsFactory) {
        func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> Gauge {
            Gauge(label: label, dimensions: dimensions, factory: metrics)
        }
        self.gate = gate
        self.tokens = tokens
        waiting = gauge("gatekeeper_outbound_waiting")
        underWay = gauge("gatekeeper_outbound_under_way")
        pausedSeconds = gauge("gatekeeper_outbound_pause_seconds")
        breakers = (
            gauge("gatekeeper_breaker_open", [("endpoint", "invitations")]), gauge("gatekeeper_breaker_open", [("endpoint", "token")])
        )
        isPaused = gauge("gatekeeper_forwarding_paused")
        suspended = gauge("gatekeeper_inviters_suspended")
        sentToday = gauge("gatekeeper_daily_ceiling_used")
        ceiling = gauge("gatekeeper_daily_ceiling")
    }

    /// What costs nothing to learn; called with each scrape.
    func look() {
        let pacing = gate.pacing
        waiting.record(pacing.waiting)
        underWay.record(pacing.underWay)
        pausedSeconds.record(pacing.pausedSeconds)
        breakers.invitations.record(pacing.breaker == .closed ? 0 : 1)
        breakers.token.record(tokens.breakerState == .closed ? 0 : 1)
        isPaused.record(pacing.forwarding.isOpen ? 0 : 1)
        suspended.record(pacing.suspensions.count)
        ceiling.record(pacing.limits.dailyCeiling ?? 0)
    }

    /// That, and what the store has to be asked for.
    func measure() async {
        look()
        if let count = try? await gate.sentToday() { sentToday.record(count) }
    }

    /// The status page lists no more suspensions than this; their number is whole.
    private static let mostListed = 100

    func status(at now: Timestamp) async -> JSON {
        let pacing = gate.pacing
        let used = (try? await gate.sentToday()) ?? nil
        var forwarding: JSON.Members = ["state": .string(pacing.forwarding.isOpen ? "open" : "paused")]
        if case .paused(let pause) = pacing.forwarding {
            forwarding["since"] = .string(pause.since.description)
            forwarding["by"] = .string(pause.by)
            forwarding["why"] = pause.why.map { .string($0) } ?? .null
        }
        return [
            "forwarding": .object(forwarding),
            "waiting": .integer(Int64(pacing.waiting)),
            "underWay": .integer(Int64(pacing.underWay)),
            "pace": [
                "requests": .integer(Int64(pacing.limits.requests)), "windowSeconds": .integer(Int64(pacing.limits.windowSeconds)),
            ],
            "heldUntil": pacing.pausedSeconds > 0
                ? .string(Timestamp(milliseconds: now.milliseconds + Int64(pacing.pausedSeconds * 1_000)).description) : .null,
            "breakers": ["invitations": .string(pacing.breaker.rawValue), "token": .string(tokens.breakerState.rawValue)],
            "dailyCeiling": [
                "limit": pacing.limits.dailyCeiling.map { .integer(Int64($0)) } ?? .null,
                "used": used.map { .integer(Int64($0)) } ?? .null,
            ],
            "suspended": .integer(Int64(pacing.suspensions.count)),
            "suspensions": .array(
                pacing.suspensions.prefix(Self.mostListed).map { suspension in
                    [
                        "inviter": .string(suspension.inviter.description), "since": .string(suspension.since.description),
                        "until": .string(suspension.until.description), "by": .string(suspension.by),
                        "why": suspension.why.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
