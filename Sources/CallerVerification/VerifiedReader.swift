public import Invitations

/// Who wants to read the audit trail, proved by a token of the tenant's. Only ``CallerVerifier/reader(_:keys:at:)`` makes one.
public struct VerifiedReader: Hashable, Sendable {
    /// The calling application (`azp`, `appid`).
    public let application: ApplicationID
    /// The person whose token it is; nil when the application reads by itself.
    public let user: InviterFacts?
    /// Entra's id of the token (`uti`).
    public let tokenID: String?
    /// Whether person or application holds the app role `Audit.Read`, and so reads all.
    public let readsAll: Bool
    /// Whether the application was given leave to read, by the app role or by the scope `Audit.Read`. One that may only invite
    /// has to stand among the policy's callers, as for inviting.
    public let isAppointed: Bool

    fileprivate init(application: ApplicationID, user: InviterFacts?, tokenID: String?, readsAll: Bool, isAppointed: Bool) {
        self.application = application
        self.user = user
        self.tokenID = tokenID
        self.readsAll = readsAll
        self.isAppointed = isAppointed
    }
}

extension CallerVerifier {
    /// Verifies the token of somebody who wants to read, just as ``verify(_:keys:at:)`` does; only what it must permit is another.
    ///
    /// A user token needs the scope `Audit.Read` or `Invitations.Send`. An application token needs the app role `Audit.Read`:
    /// whoever may name inviters speaks for them when inviting, not when reading what they did.
    public func reader(
        _ bearer: BearerToken, keys: SigningKeys, at now: Timestamp
    ) throws(VerificationFault) -> VerifiedReader {
        let (claims, version, lifetime) = try believed(bearer, keys: keys, at: now)
        let subject = try TokenSubject(claims)
        let application = try claims.identifier(version.applicationClaim, as: ApplicationID.self)
        let tokenID = try claims.string("uti")
        if let tokenID, !isKeyID(tokenID) { throw .claim("uti", "is no token's id") }
        let hasRole = try (claims.strings("roles") ?? []).contains { sameBytes($0, Permission.readAudit) }

        switch subject {
        case .user(let scopes):
            let user = try InviterClaims(
                claims, issued: lifetime.issued, groupsAreComplete: requirements.groupsClaimIsComplete
            ).facts
            let maySend = scopes.contains { sameBytes($0, Permission.send) }
            let mayRead = scopes.contains { sameBytes($0, Permission.readAudit) }
            guard maySend || mayRead else {
                throw .init(
                    .scopeMissing,
                    "The token lacks the scope \"\(Permission.readAudit)\" (delegated permission) of this service; \"\(Permission.send)\" will do as well.",
                    caller: UnentitledCaller(application: application, user: user.id, tokenID: tokenID))
            }
            return VerifiedReader(
                application: application, user: user, tokenID: tokenID, readsAll: hasRole, isAppointed: mayRead)
        case .application:
            guard hasRole else {
                throw .init(
                    .appRoleMissing,
                    "The application lacks the app role \"\(Permission.readAudit)\" (application permission) of this service.",
                    caller: UnentitledCaller(application: application, user: nil, tokenID: tokenID))
            }
            return VerifiedReader(application: application, user: nil, tokenID: tokenID, readsAll: true, isAppointed: true)
        }
    }
}
