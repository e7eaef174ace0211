public import Invitations

/// Why the gate itself did not send an approved invitation.
public struct Held: Hashable, Sendable {
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// All places to wait in are taken.
        case queueFull
        /// All places of this inviter's line are.
        case inviterQueueFull
        /// Its turn would not come, or did not come, in the time that it may wait.
        case waitTooLong
        /// Graph asked for a pause with a 429.
        case graphPause
        /// Graph asked for a pause with a 503.
        case graphOutage
        /// Graph failed so often that it is left alone for a while.
        case graphBreaker
        /// The token endpoint did.
        case tokenBreaker
        case inviterSuspended
        case forwardingPaused
        /// The service is ending.
        case draining
    }

    public var cause: Cause
    /// Seconds after which trying again makes sense.
    public var retryAfter: Double?
    /// Of a suspension: its end.
    public var until: Timestamp?

    public init(_ cause: Cause, retryAfter: Double? = nil, until: Timestamp? = nil) {
        self.cause = cause
        self.retryAfter = retryAfter
        self.until = until
    }

    /// What the caller is told.
    var refusal: Refusal {
        switch cause {
        case .queueFull, .inviterQueueFull, .waitTooLong:
            refusal(
                .tooManyRequests,
                "More invitations are waiting than the gate can send in time. Nothing was sent; try again \(after).")
        case .graphPause:
            refusal(
                .graphThrottled, "Microsoft Graph takes no more invitations at the moment. Nothing was sent; try again \(after).")
        case .graphOutage, .graphBreaker:
            refusal(.graphUnavailable, "Microsoft Graph is out of order. Nothing was sent; try again \(after).")
        case .tokenBreaker:
            refusal(.graphUnavailable, "The gate gets no token for Microsoft Graph. Nothing was sent; try again \(after).")
        case .inviterSuspended:
            refusal(
                .inviterSuspended,
                "Invitations in this person's name are suspended\(until.map { " until \($0)" } ?? ""), because there were unusually many of a kind. Nothing was sent. An administrator can lift this."
            )
        case .forwardingPaused:
            refusal(
                .forwardingPaused,
                "Sending invitations is stopped until an administrator resumes it. Nothing was sent; try again later.")
        case .draining:
            refusal(.draining, "The service is ending. Nothing was sent; try again shortly.")
        }
    }

    private var after: String {
        let seconds = Int((retryAfter ?? 5).rounded(.up))
        return "in \(seconds) second\(seconds == 1 ? "" : "s")"
    }

    private func refusal(_ reason: ReasonCode, _ message: String) -> Refusal {
        Refusal(.send, reason, message, retryAfter: retryAfter)
    }
}
