public import Invitations
import StrictJSON

/// Who calls, proved by a token of the tenant's. Only ``CallerVerifier/verify(_:keys:at:)`` makes one.
public struct VerifiedCaller: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A person, who is the inviter, with the facts that the token gives. An app role among them never lets a
        /// person speak for others: `Invitations.Send.OnBehalf` counts in application tokens only.
        case user(InviterFacts)
        /// An application that may name the inviter (`Invitations.Send.OnBehalf`).
        case application
    }

    /// The calling application (`azp` in v2 tokens, `appid` in v1 tokens).
    public let application: ApplicationID
    public let kind: Kind
    /// Entra's id of the token (`uti`), for the audit trail and for finding it in Entra's sign-in log.
    public let tokenID: String?
    /// When the token ends (`exp`), without leeway.
    public let expires: Timestamp
    /// Which of `Audit.Read` and `Policy.Read` the token holds as app roles.
    public let auditingRoles: Set<String>

    fileprivate init(
        application: ApplicationID, kind: Kind, tokenID: String?, expires: Timestamp, auditingRoles: Set<String>
    ) {
        self.application = application
        self.kind = kind
        self.tokenID = tokenID
        self.expires = expires
        self.auditingRoles = auditingRoles
    }
}

/// The names under which this service publishes its permissions in Entra.
public enum Permission {
    /// The delegated scope that a user token needs.
    public static let send = "Invitations.Send"
    /// The app role that an application token needs.
    public static let sendOnBehalf = "Invitations.Send.OnBehalf"
    /// The app role that lets its holder, a person or an application, read the whole audit trail; and the delegated scope
    /// that lets an application read for the person whose token it carries, without letting it invite.
    public static let readAudit = "Audit.Read"
    /// App roles for reading the audit trail, and the rules behind a decision.
    public static let auditing: Set<String> = [readAudit, "Policy.Read"]
}

/// Turns a bearer token into a ``VerifiedCaller``, or says why not. Pure: keys and time are given.
public struct CallerVerifier: Sendable {
    let requirements: CallerRequirements

    public init(_ requirements: CallerRequirements) {
        self.requirements = requirements
    }

    /// The one tenant whose tokens are accepted.
    public var tenant: TenantID { requirements.tenant }

    /// Verifies one token, in this order:
    /// 1. its size, then its form: three canonical base64url parts, strict JSON without duplicate members;
    /// 2. its header: RS256, PS256 or ES256, a `kid`, none of the parameters that bring or point to a key;
    /// 3. whether it is meant for this service at all: not for Graph, of this issuer and tenant, for this audience.
    ///    This only refuses, so that the answer says what to do;
    /// 4. its signature, by the key of that id in its issuer's set. Only now is a claim believed;
    /// 5. its time, then what it permits.
    public func verify(
        _ bearer: BearerToken, keys: SigningKeys, at now: Timestamp
    ) throws(VerificationFault) -> VerifiedCaller {
        let (claims, version, lifetime) = try believed(bearer, keys: keys, at: now)
        return try caller(claims, version, lifetime)
    }

    /// The claims of a token that is the tenant's, meant for this service, and in its time: all but what it permits.
    func believed(
        _ bearer: BearerToken, keys: SigningKeys, at now: Timestamp
    ) throws(VerificationFault) -> (ClaimReading, TokenVersion, TokenLifetime) {
        let token = try CompactToken(bearer, atMost: requirements.maximumTokenSize)
        let header = try TokenHeader(token.header)
        let origin = try TokenOrigin(token, required: requirements, keys: keys)
        let key = try key(header, origin, token, at: now)
        guard key.material.signed(token.signed, token.signature, by: header.algorithm) else {
            throw .init(.tokenSignatureInvalid, "The token's signature is not right: it was altered, cut, or never Entra's.")
        }
        let claims = ClaimReading(claims: token.claims)
        let lifetime = try TokenLifetime(claims)
        try lifetime.check(at: now, leeway: requirements.leeway)
        return (claims, origin.version, lifetime)
    }

    private func key(
        _ header: TokenHeader, _ origin: TokenOrigin, _ token: CompactToken, at now: Timestamp
    ) throws(VerificationFault) -> VerificationKey {
        guard let key = origin.issuer.keys.key(header.keyID) else {
            // An old token's key is gone with good reason: that is no occasion to fetch the keys anew.
            if let lifetime = try? TokenLifetime(ClaimReading(claims: token.claims)),
                lifetime.hasEnded(at: now, leeway: requirements.leeway)
            {
                try lifetime.check(at: now, leeway: requirements.leeway)
            }
            throw .init(
                .tokenKeyUnknown, "The token is signed with a key that the tenant does not publish.",
                unknownKeyID: header.keyID)
        }
        guard key.algorithms.contains(header.algorithm) else {
            throw .init(.tokenAlgorithmNotAccepted, "The token's algorithm does not fit the key that it names.")
        }
        if let template = key.issuer {
            let issuer = template.replacing("{tenantid}", with: requirements.tenant.description)
            guard sameBytes(issuer, origin.issuer.issuer) else {
                throw .init(.tokenIssuerNotAccepted, "The key that the token names signs for another issuer.")
            }
        }
        return key
    }

    private func caller(
        _ claims: ClaimReading, _ version: TokenVersion, _ lifetime: TokenLifetime
    ) throws(VerificationFault) -> VerifiedCaller {
        let subject = try TokenSubject(claims)
        let application = try claims.identifier(version.applicationClaim, as: ApplicationID.self)
        let tokenID = try claims.string("uti")
        if let tokenID, !isKeyID(tokenID) { throw .claim("uti", "is no token's id") }
        let roles = try claims.strings("roles") ?? []

        let kind: VerifiedCaller.Kind
        switch subject {
        case .user(let scopes):
            let facts = try InviterClaims(
                claims, issued: lifetime.issued, groupsAreComplete: requirements.groupsClaimIsComplete
            ).facts
            guard scopes.contains(where: { sameBytes($0, Permission.send) }) else {
                throw .init(
                    .scopeMissing, "The token lacks the scope \"\(Permission.send)\" (delegated permission) of this service.",
                    caller: UnentitledCaller(application: application, user: facts.id, tokenID: tokenID))
            }
            kind = .user(facts)
        case .application:
            guard roles.contains(where: { sameBytes($0, Permission.sendOnBehalf) }) else {
                throw .init(
                    .appRoleMissing,
                    "The application lacks the app role \"\(Permission.sendOnBehalf)\" (application permission) of this service.",
                    caller: UnentitledCaller(application: application, user: nil, tokenID: tokenID))
            }
            kind = .application
        }
        return VerifiedCaller(
            application: application, kind: kind, tokenID: tokenID, expires: lifetime.expires,
            auditingRoles: Permission.auditing.filter { name in roles.contains { sameBytes($0, name) } })
    }
}
