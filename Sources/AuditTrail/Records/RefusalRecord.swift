public import Invitations

/// A request of a verified caller that was refused before it could be judged: malformed, not permitted to call, facts
/// not to be had. Nothing of the body is kept but the name of the property at fault and, in the side row, the invitee.
public struct RefusalRecord: Hashable, Sendable {
    public var decision: DecisionID
    public var time: Timestamp
    public var request: RequestRecord
    public var caller: CallerRecord
    /// As far as known by then.
    public var inviter: ObjectID?
    public var proof: InviterProof?
    public var reason: ReasonCode
    public var status: Int
    /// The property or header at fault.
    public var target: String?
    /// What went wrong, in our words.
    public var detail: String?
    public var policy: PolicyReference?
    /// How many requests this entry stands for, where it is the sum of some that were alike; the record's other members
    /// are those of the first.
    public var requests: Int64?

    public init(
        decision: DecisionID, time: Timestamp, request: RequestRecord, caller: CallerRecord,
        inviter: ObjectID? = nil, proof: InviterProof? = nil, reason: ReasonCode, status: Int,
        target: String? = nil, detail: String? = nil, policy: PolicyReference? = nil
    ) {
        self.decision = decision
        self.time = time
        self.request = request
        self.caller = caller
        self.inviter = inviter
        self.proof = proof
        self.reason = reason
        self.status = status
        self.target = target
        self.detail = detail
        self.policy = policy
    }

    func content(invitee: InviteeRow?) -> [UInt8] {
        var object = CanonicalObject()
        object.caller(caller)
        object.member("detail", detail)
        object.member("invitee", invitee.map { $0.invitee.commitment(under: $0.key).description })
        object.member("inviter", inviter?.description)
        object.policy(policy)
        object.member("proof", proof?.rawValue)
        object.member("reason", reason.rawValue)
        object.request(request)
        object.member("requests", requests)
        object.member("status", Int64(status))
        object.member("target", target)
        return object.finish()
    }
}
