/// One issuer, exactly as its tokens must name it, and the keys that sign for it.
public struct TrustedIssuer: Sendable {
    public let issuer: String
    public let keys: KeySet

    public init(issuer: String, keys: KeySet) {
        self.issuer = issuer
        self.keys = keys
    }
}

/// What Entra's discovery says about who signs the tenant's tokens, for both shapes that tokens come in. A token's
/// `ver` claim, not the endpoint it came from, decides which of the two it answers to.
///
/// The two key sets stay apart: a v2 key's own `issuer` property names the v2 issuer, although Entra signs v1 tokens
/// with a key of the same id.
public struct SigningKeys: Sendable {
    public let v1: TrustedIssuer
    public let v2: TrustedIssuer
    /// Changes when an issuer or a usable key changes.
    public let identity: Fingerprint

    public init(v1: TrustedIssuer, v2: TrustedIssuer) {
        self.v1 = v1
        self.v2 = v2
        identity = Fingerprint(
            of: [v1, v2].flatMap { [Array($0.issuer.utf8), Array($0.keys.identity.description.utf8)] })
    }

    /// Whether either set has a key of this id.
    public func contains(keyID: String) -> Bool {
        v1.keys.contains(keyID: keyID) || v2.keys.contains(keyID: keyID)
    }

    func issuer(of version: TokenVersion) -> TrustedIssuer {
        switch version {
        case .v1: v1
        case .v2: v2
        }
    }
}
