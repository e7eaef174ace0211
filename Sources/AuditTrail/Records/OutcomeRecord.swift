public import Invitations

/// What became of an approved decision.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// Graph answered 201, or a later look-up found what this decision made.
    case created
    /// Graph refused it; nothing was created.
    case refused
    /// Graph answered 429, which it does before processing.
    case throttled
    /// Provably nothing reached Graph.
    case notSent
    /// It may have been processed. The decision stays in doubt until a later entry settles it. From a look-up it is the
    /// last word: nothing more can be learned, and it is not looked up again.
    case unknown
}

/// What an outcome rests on.
public enum OutcomeSource: String, Hashable, Sendable, CaseIterable {
    /// What happened to the request itself.
    case answer
    /// A later look-up in Graph.
    case lookup
    /// What a person found out, and answers for.
    case `operator`
}

/// The entry after the act. It has no member for Graph's answer or for any URL: the redeem URL cannot be written.
public struct OutcomeRecord: Hashable, Sendable {
    public var decision: DecisionID
    public var time: Timestamp
    public var outcome: Outcome
    public var source: OutcomeSource
    /// Graph's status, error code and `request-id`, where Graph answered.
    public var graphStatus: Int?
    public var graphCode: String?
    public var graphRequestID: String?
    /// Of the created invitation.
    public var invitation: String?
    /// The guest's object id.
    public var guest: ObjectID?
    /// From sending to the answer, in milliseconds.
    public var duration: Int64?
    /// Why nothing was sent, or why it is unknown: a short code such as `timeout` or `AADSTS700016`.
    public var detail: String?
    /// The HTTP status that the caller was answered with.
    public var status: Int?
    public var reason: ReasonCode?
    /// Of a look-up: what was tried, at most 16.
    public var tried: [TriedRecord]
    /// Of a person's word: the account, and how they know.
    public var by: String?
    public var why: String?

    public init(
        decision: DecisionID, time: Timestamp, outcome: Outcome, source: OutcomeSource = .answer,
        graphStatus: Int? = nil, graphCode: String? = nil, graphRequestID: String? = nil, invitation: String? = nil,
        guest: ObjectID? = nil, duration: Int64? = nil, detail: String? = nil, status: Int? = nil,
        reason: ReasonCode? = nil, tried: [TriedRecord] = [], by: String? = nil, why: String? = nil
    ) {
        self.decision = decision
        self.time = time
        self.outcome = outcome
        self.source = source
        self.graphStatus = graphStatus
        self.graphCode = graphCode
        self.graphRequestID = graphRequestID
        self.invitation = invitation
        self.guest = guest
        self.duration = duration
        self.detail = detail
        self.status = status
        self.reason = reason
        self.tried = tried
        self.by = by
        self.why = why
    }

    /// Whether nobody is to look the decision up again: only a person can settle it now.
    public var isFinalUnknown: Bool { outcome == .unknown && source == .lookup }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("detail", code(detail))
        object.member("duration", duration)
        object.member("graphCode", code(graphCode))
        object.member("graphRequestID", code(graphRequestID))
        object.member("graphStatus", graphStatus.map(Int64.init))
        object.member("guest", guest?.description)
        object.member("invitation", code(invitation))
        object.member("outcome", outcome.rawValue)
        object.member("reason", reason?.rawValue)
        object.member("source", source.rawValue)
        object.member("status", status.map(Int64.init))
        object.tried(tried)
        object.member("why", why, limit: TextLimit.long)
        return object.finish()
    }
}
