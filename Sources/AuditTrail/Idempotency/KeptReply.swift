/// Graph's answer, to be given again to a twin of the request. It has a redeem URL in it: it is kept apart from the trail,
/// encrypted and for a time only, and no entry has a member for it.
public struct KeptReply: Hashable, Sendable, CustomStringConvertible {
    /// The longest body that is kept. Graph's own have some 2,000 bytes.
    public static let mostBytes = 65_536

    public var status: Int
    /// Graph's `request-id`.
    public var requestID: String?
    public var body: [UInt8]

    /// Nil when the body is too long to be kept.
    public init?(status: Int, requestID: String?, body: [UInt8]) {
        guard body.count <= Self.mostBytes else { return nil }
        self.status = status
        self.requestID = requestID
        self.body = body
    }

    /// Without the body: what is interpolated somewhere must not give it away.
    public var description: String { "a reply with status \(status) and \(body.count) bytes" }
}
