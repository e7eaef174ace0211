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
    public var until: Timestamp
    public var why: String?

    public init(inviter: ObjectID, until: Timestamp, why: String?) {
        self.inviter = inviter
        self.until = until
        self.why = why
    }
}
