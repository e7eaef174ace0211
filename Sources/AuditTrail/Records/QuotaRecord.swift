/// A quota that a decision looked at, as it stood then. Whom it counts is not said here: the inviter stands in the
/// decision, and the domain in the side row that can be erased.
public struct QuotaRecord: Hashable, Sendable {
    /// `defaults`, or `rule:` and the id of the rule that the quota belongs to.
    public var scope: String
    /// `inviter`, `domain` or `tenant`.
    public var dimension: String
    /// `hour`, `day`, `week` or `month`.
    public var period: String
    public var limit: Int
    /// Places taken before this decision.
    public var used: Int
    /// Whether this decision took one.
    public var isClaimed: Bool

    public init(scope: String, dimension: String, period: String, limit: Int, used: Int, isClaimed: Bool) {
        self.scope = scope
        self.dimension = dimension
        self.period = period
        self.limit = limit
        self.used = used
        self.isClaimed = isClaimed
    }
}

extension CanonicalObject {
    mutating func quotas(_ quotas: [QuotaRecord]) {
        guard !quotas.isEmpty else { return }
        let kept = Array(quotas.prefix(TextLimit.elements))
        member("quotas", kept) { object, quota in
            object.member("claimed", quota.isClaimed)
            object.member("dimension", quota.dimension)
            object.member("limit", Int64(quota.limit))
            object.member("period", quota.period)
            object.member("scope", quota.scope)
            object.member("used", Int64(quota.used))
        }
        member("quotasOmitted", quotas.count > kept.count ? Int64(quotas.count - kept.count) : nil)
    }
}
