import Invitations
import StrictJSON

/// Who a token says has issued it, and for whom.
///
/// Read before the signature, and only ever to refuse: a token for Graph has a signature that nobody but Graph can
/// check, and one of another tenant or service is better told so than that its key is unknown. What is accepted here
/// still needs its signature.
struct TokenOrigin {
    let version: TokenVersion
    let issuer: TrustedIssuer

    init(
        _ token: CompactToken, required: CallerRequirements, keys: SigningKeys
    ) throws(VerificationFault) {
        let claims = ClaimReading(claims: token.claims)
        let audience = try claims.required("aud")
        // Graph signs over a header with a hash in the nonce's place, so no such signature can be checked elsewhere.
        guard token.header["nonce"] == nil, !isGraphAudience(audience) else {
            throw .init(
                .tokenForGraph,
                "The token is for Microsoft Graph itself. Ask Entra for one for this service: scope \(required.scopeToAskFor).")
        }
        guard let version = TokenVersion(rawValue: try claims.required("ver")) else {
            throw .claim("ver", "is neither \"1.0\" nor \"2.0\"")
        }
        let issuer = keys.issuer(of: version)
        guard sameBytes(try claims.required("iss"), issuer.issuer) else {
            throw .init(
                .tokenIssuerNotAccepted, "The token's issuer is not this tenant's for tokens of version \(version.rawValue).")
        }
        guard try claims.identifier("tid", as: TenantID.self) == required.tenant else {
            throw .init(.tokenIssuerNotAccepted, "The token is of another tenant.")
        }
        guard required.accepts(audience: audience, version: version) else {
            throw .init(
                .tokenAudienceNotAccepted,
                "The token is for another service. Ask Entra for one for this service: scope \(required.scopeToAskFor).")
        }
        self.version = version
        self.issuer = issuer
    }
}
