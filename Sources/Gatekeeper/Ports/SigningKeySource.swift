public import CallerVerification

/// Gives the keys that tokens are verified with, kept fresh by whoever implements it.
public protocol SigningKeySource: Sendable {
    /// The keys to verify with now.
    func signingKeys() async throws(SigningKeysUnavailable) -> SigningKeys

    /// The keys after a token named one that was not among them: fetched anew, within the implementation's limits.
    func signingKeys(afterUnknownKey id: String) async throws(SigningKeysUnavailable) -> SigningKeys
}

/// Nobody can be verified: there are no keys, or only too old ones.
public struct SigningKeysUnavailable: Error, Hashable, Sendable {
    /// For the operator.
    public var detail: String

    public init(detail: String) {
        self.detail = detail
    }
}
