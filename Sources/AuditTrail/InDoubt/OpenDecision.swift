public import Invitations

/// An approved decision without a settling outcome, as far as it takes to look it up.
public struct OpenDecision: Hashable, Sendable {
    /// The row of the decision's entry: a cursor.
    public var entry: EntryID
    public var decision: DecisionID
    public var decidedAt: Timestamp
    /// When an outcome `unknown` was written, if one was.
    public var answeredAt: Timestamp?
    /// The invitee's address; nil once the side row is erased.
    public var address: String?
    /// What the decision's entry says of a user with the address, where the policy asked.
    public var guestExisted: Bool?

    public init(
        entry: EntryID, decision: DecisionID, decidedAt: Timestamp, answeredAt: Timestamp? = nil, address: String?,
        guestExisted: Bool? = nil
    ) {
        self.entry = entry
        self.decision = decision
        self.decidedAt = decidedAt
        self.answeredAt = answeredAt
        self.address = address
        self.guestExisted = guestExisted
    }
}

/// An approved decision beside another of the same address: it may have made what is found.
public struct NearbyDecision: Hashable, Sendable {
    public var decision: DecisionID
    public var decidedAt: Timestamp
    /// When its last outcome was written; nil while it has none.
    public var answeredAt: Timestamp?
    /// Its last outcome.
    public var outcome: Outcome?
    /// Graph's id of the invitation that it made, where that is known.
    public var invitation: String?

    public init(
        decision: DecisionID, decidedAt: Timestamp, answeredAt: Timestamp? = nil, outcome: Outcome? = nil, invitation: String? = nil
    ) {
        self.decision = decision
        self.decidedAt = decidedAt
        self.answeredAt = answeredAt
        self.outcome = outcome
        self.invitation = invitation
    }
}

/// How many decisions are in doubt.
public struct DoubtCount: Hashable, Sendable {
    /// Still looked up.
    public var pending: Int
    /// Looked up in vain: left for a person.
    public var unknown: Int
    /// When the oldest pending one was decided.
    public var oldestPending: Timestamp?

    public init(pending: Int, unknown: Int, oldestPending: Timestamp?) {
        self.pending = pending
        self.unknown = unknown
        self.oldestPending = oldestPending
    }
}
