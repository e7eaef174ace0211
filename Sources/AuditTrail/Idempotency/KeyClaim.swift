import Crypto
public import Invitations

/// A request's claim to be the only one that acts under its idempotency key, taken together with its decision's entry.
public struct KeyClaim: Hashable, Sendable {
    /// What is claimed: a digest over the caller's key and whose it is. The key itself is not kept.
    public var key: Digest256
    /// A digest over the request, to tell a twin from another request under the same key.
    public var fingerprint: Digest256
    /// Until when a twin is answered from this claim's decision.
    public var expires: Timestamp
    /// Whether the claim outlives that for as long as nobody knows what became of its decision.
    public var isHeldInDoubt: Bool

    public init(key: Digest256, fingerprint: Digest256, expires: Timestamp, isHeldInDoubt: Bool) {
        self.key = key
        self.fingerprint = fingerprint
        self.expires = expires
        self.isHeldInDoubt = isHeldInDoubt
    }
}

/// A claim that a decision holds, with what is known of that decision.
public struct HeldClaim: Hashable, Sendable {
    public enum Standing: Hashable, Sendable {
        /// There is no outcome yet: the request is on its way, or its process ended.
        case open
        /// The outcome is not known.
        case inDoubt
        /// What became of it, and the reply to be given again, if that is still to be had.
        case settled(SettledOutcome, KeptReply?)
    }

    public var fingerprint: Digest256
    public var decision: DecisionID
    public var decidedAt: Timestamp
    /// The decision's entry; nil when retention took it.
    public var receipt: AuditReceipt?
    public var standing: Standing

    public init(
        fingerprint: Digest256, decision: DecisionID, decidedAt: Timestamp, receipt: AuditReceipt?, standing: Standing
    ) {
        self.fingerprint = fingerprint
        self.decision = decision
        self.decidedAt = decidedAt
        self.receipt = receipt
        self.standing = standing
    }
}

extension Digest256 {
    /// SHA-256 over a tag, which says what the digest is for, and parts, each after its length: no two lists of parts give
    /// the same bytes.
    public static func sha256(tag: String, _ parts: [[UInt8]]) -> Digest256 {
        var hasher = SHA256()
        hasher.update(data: Array("\(tag)\n".utf8))
        for part in parts {
            hasher.update(data: Array("\(part.count):".utf8))
            hasher.update(data: part)
        }
        return Digest256(hasher.finalize())
    }
}
