public import Invitations

/// A request that was answered from what became of an earlier one. Its entry names that one's decision; nothing was
/// judged, and nothing sent, for it.
public struct ReplayedRecord: Hashable, Sendable {
    /// What made the two one.
    public enum Basis: String, Hashable, Sendable, CaseIterable {
        /// The caller's idempotency key.
        case key
        /// That it was the same request within the window in which doubles are taken for one.
        case window
    }

    /// What the caller was told.
    public enum Answer: String, Hashable, Sendable, CaseIterable {
        /// Graph's 201 again.
        case created
        /// Graph's refusal again.
        case refused
        /// That the invitation was created; Graph's answer was not to be had any more.
        case alreadyCreated
        /// That what became of it is not known, or not yet.
        case inDoubt
    }

    /// The earlier request's decision.
    public var first: DecisionID
    public var time: Timestamp
    public var request: RequestRecord
    public var caller: CallerRecord
    public var inviter: ObjectID
    public var proof: InviterProof
    public var basis: Basis
    public var answer: Answer
    /// The HTTP status that the caller was answered with.
    public var status: Int
    public var reason: ReasonCode?

    public init(
        first: DecisionID, time: Timestamp, request: RequestRecord, caller: CallerRecord, inviter: ObjectID,
        proof: InviterProof, basis: Basis, answer: Answer, status: Int, reason: ReasonCode? = nil
    ) {
        self.first = first
        self.time = time
        self.request = request
        self.caller = caller
        self.inviter = inviter
        self.proof = proof
        self.basis = basis
        self.answer = answer
        self.status = status
        self.reason = reason
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("answer", answer.rawValue)
        object.member("basis", basis.rawValue)
        object.caller(caller)
        object.member("inviter", inviter.description)
        object.member("proof", proof.rawValue)
        object.member("reason", reason?.rawValue)
        object.request(request)
        object.member("status", Int64(status))
        return object.finish()
    }
}
