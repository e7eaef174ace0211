/// The two shapes of Entra's access tokens.
public enum TokenVersion: String, Sendable {
    case v1 = "1.0"
    case v2 = "2.0"
}

/// What a token for demo or test is to be: a sound one unless something is bent on purpose.
public struct TokenDraft: Sendable {
    /// Whose key signs.
    public enum Signer: Sendable, Equatable {
        /// The newest published key.
        case current
        /// The key of that id, published or withdrawn.
        case key(id: String)
        /// A key that Entra never had, under the id of the current one: a forgery.
        case foreign
    }

    public var version: TokenVersion = .v2
    public var audience: String
    /// The calling application: `azp` in v2, `appid` in v1.
    public var client: String
    /// How it authenticated, `azpacr` or `appidacr`: 0 public, 1 secret, 2 certificate.
    public var clientAuthentication = 1
    /// nil leaves `scp` out. Application tokens have none.
    public var scopes: [String]? = ["Invitations.Send"]
    /// nil means what the directory says of the user; application tokens have no other source than this.
    public var roles: [String]?
    /// Optional claims: left out unless asked for, as in Entra.
    public var includesDirectoryRoles = false
    public var includesGroups = false
    public var includesAccountType = false
    public var includesTokenType = false
    /// Seconds from now to `nbf` and `iat`.
    public var startsIn: Double = 0
    /// Seconds from now to `exp`.
    public var expiresIn: Double = 3599
    public var algorithm: SigningAlgorithm = .rs256
    public var signer: Signer = .current
    /// Added to the claims, or put in place of those that are there.
    public var claims: [JSONValue.Member] = []
    public var removedClaims: Set<String> = []
    public var header: [JSONValue.Member] = []
    public var removedHeader: Set<String> = []

    public init(audience: String, client: String) {
        self.audience = audience
        self.client = client
    }
}
