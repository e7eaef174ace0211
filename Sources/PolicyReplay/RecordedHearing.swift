public import AuditTrail
public import InvitationPolicy
public import Invitations

/// A decision or inquiry of the trail, turned back into what a policy judges.
public struct RecordedHearing: Hashable, Sendable {
    public var entry: EntryID
    /// `decision` or `inquiry`.
    public var kind: EntryKind
    public var decision: DecisionID?
    public var time: Timestamp
    /// As far as recorded: the redirect URL without its path, and without the custom message, of which `context.message`
    /// tells what it held.
    public var request: InvitationRequest
    public var inviter: InviterFacts
    public var caller: ApplicationID
    /// The name that the policy of then had for the caller.
    public var callerName: String?
    public var context: DecisionContext
    /// The quota counters that the decision looked at, as they stood before it.
    public var counts: [QuotaCounter: Int]
    /// Those in which the decision took a place; of an inquiry, in which it would have.
    public var claimed: Set<QuotaCounter>
    public var said: RecordedVerdict
    public var notRecorded: Set<Unrecorded>
}

/// What was said then.
public struct RecordedVerdict: Hashable, Sendable {
    public var verdict: Verdict
    public var reason: ReasonCode?
    /// The step that decided, as the entry writes it.
    public var step: String?
    public var rule: String?
    public var policy: PolicyReference
}
