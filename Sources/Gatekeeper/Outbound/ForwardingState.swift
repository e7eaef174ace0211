public import Invitations

/// Whether approved invitations are sent.
public enum ForwardingState: Hashable, Sendable {
    case open
    /// Nothing is sent until somebody resumes.
    case paused(Pause)

    public struct Pause: Hashable, Sendable {
        public var since: Timestamp
        /// Who stopped it: a person's account, or `gate`.
        public var by: String
        public var why: String?

        public init(since: Timestamp, by: String, why: String?) {
            self.since = since
            self.by = by
            self.why = why
        }
    }

    public var isOpen: Bool { self == .open }
}

/// An inviter in whose name nothing is sent for a time.
public struct Suspension: Hashable, Sendable {
    public var inviter: ObjectID
    public var since: Timestamp
    public var until: Timestamp
    /// Who suspended: a person's account, or `gate`.
    public var by: String
    public var why: String?

    public init(inviter: ObjectID, since: Timestamp, until: Timestamp, by: String, why: String?) {
        self.inviter = inviter
        self.since = since
        self.until = until
        self.by = by
        self.why = why
    }
}
