public import Invitations

/// How the signing keys stand, for operators.
public struct KeySourceStatus: Hashable, Sendable {
    /// Whether tokens can be verified now.
    public let isUsable: Bool
    public let fetchedAt: Timestamp?
    /// When the keys stop counting unless newer ones come.
    public let usableUntil: Timestamp?
    /// When the last fetch began, good or not.
    public let lastTry: Timestamp?
    /// Failed fetches since the last good one.
    public let failures: Int
    /// Why the last fetch failed; nil after a good one.
    public let lastFailure: String?
    /// The fingerprint of issuers and keys, 64 hexadecimal digits.
    public let identity: String?
    public let v1Keys: Int
    public let v2Keys: Int
    /// Published keys that are not used, and why.
    public let notes: [String]
}
