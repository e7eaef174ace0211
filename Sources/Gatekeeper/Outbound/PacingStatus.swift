import Invitations

/// How the way out stands at a moment.
public struct PacingStatus: Sendable {
    public var limits: OutboundLimits
    public var forwarding: ForwardingState
    public var suspensions: [Suspension]
    /// Invitations that wait for their turn.
    public var waiting: Int
    /// Requests at Graph.
    public var underWay: Int
    /// Seconds for which Graph's wish for a pause still holds; 0 without one.
    public var pausedSeconds: Double
    /// Of Graph's invitation endpoint.
    public var breaker: CircuitBreaker.State

    init(_ outbound: Outbound, at now: Timestamp) {
        limits = outbound.limits
        forwarding = outbound.forwarding.forwarding
        suspensions = outbound.forwarding.suspensions(at: now)
        (waiting, underWay, pausedSeconds, breaker) = outbound.queue.look { pacer, now in
            (pacer.waiting, pacer.window.underWay, pacer.pausedSeconds(at: now), pacer.breaker.state(at: now))
        }
    }
}
