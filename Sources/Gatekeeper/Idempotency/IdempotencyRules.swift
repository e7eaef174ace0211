/// For how long requests are remembered, and twins wait.
public struct IdempotencyRules: Hashable, Sendable {
    /// How long a key, and the reply under it, is remembered; at most a day.
    public var keepSeconds: Int64 = 86_400
    /// How long a twin waits for a request that is on its way; never beyond its own deadline.
    public var waitSeconds: Int64 = 10
    /// How long the same request without a key is taken for a double; 0 means never. At most 30.
    public var duplicateWindowSeconds: Int64 = 0
    /// The longest that a request can be under way: nobody waits for an older one.
    public var longestRequestSeconds: Int64 = 120

    public init() {}
}
