import Invitations

/// How long things take, and how well clocks agree: what a verdict on a decision in doubt goes by.
public struct DoubtRules: Hashable, Sendable {
    /// The longest that a request can be under way, in seconds: after that nothing of it reaches Graph any more.
    public var longestRequestSeconds: Int64
    /// How long users and audit records may take to be found, in seconds.
    ///
    /// Entra, "Troubleshoot Microsoft Entra B2B collaboration": a search may not find a new guest for some minutes; the
    /// audit log has a latency of its own.
    public var lagSeconds: Int64
    /// How far Graph's times can be off in ours, in seconds, once the difference of the clocks is taken out of them: both
    /// that difference and a user's creation are known in whole seconds, and Graph's servers are many.
    public var toleranceSeconds: Int64 = 5
    /// How long Graph may go on with a request whose caller has gone, in seconds.
    public var graceSeconds: Int64 = 60
    /// How far the audit log is asked beyond the stretch that matters, in seconds.
    public var marginSeconds: Int64 = 120
    /// How old an audit log's silence may be, in seconds: the log is kept for 7 days without a licence for more.
    public var retentionSeconds: Int64 = 7 * 86_400

    public init(longestRequestSeconds: Int64, lagSeconds: Int64 = 900) {
        self.longestRequestSeconds = longestRequestSeconds
        self.lagSeconds = lagSeconds
    }

    /// The stretch of our time in which a decision's invitation can have been processed.
    func window(_ decidedAt: Timestamp, _ answeredAt: Timestamp?) -> ClosedRange<Timestamp> {
        let first = decidedAt.adding(seconds: -toleranceSeconds)
        return first...max(first, lastSent(decidedAt, answeredAt).adding(seconds: graceSeconds + toleranceSeconds))
    }

    /// The last moment at which a byte of it can have left.
    func lastSent(_ decidedAt: Timestamp, _ answeredAt: Timestamp?) -> Timestamp {
        max(decidedAt.adding(seconds: longestRequestSeconds), answeredAt ?? decidedAt)
    }
}
