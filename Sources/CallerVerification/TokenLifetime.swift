import Invitations

/// When a token is valid (RFC 7519, section 4.1): `exp` and `nbf` must be there, `iat` must make sense if it is.
struct TokenLifetime {
    let expires: Timestamp
    let notBefore: Timestamp
    /// When its claims were true.
    let issued: Timestamp

    init(_ claims: ClaimReading) throws(VerificationFault) {
        expires = try claims.requiredTime("exp")
        notBefore = try claims.requiredTime("nbf")
        issued = try claims.time("iat") ?? notBefore
        guard notBefore < expires else { throw .claim("nbf", "is not before \"exp\"") }
        guard issued < expires else { throw .claim("iat", "is not before \"exp\"") }
    }

    func check(at now: Timestamp, leeway: Int64) throws(VerificationFault) {
        guard !hasEnded(at: now, leeway: leeway) else {
            throw .init(.tokenExpired, "The token expired at \(expires). Get a new one and try again.")
        }
        guard now >= notBefore.adding(seconds: -leeway), now >= issued.adding(seconds: -leeway) else {
            throw .init(
                .tokenNotYetValid,
                "The token is valid only from \(max(notBefore, issued)) on. Is the clock of the machine that asked for it right?")
        }
    }

    func hasEnded(at now: Timestamp, leeway: Int64) -> Bool { now >= expires.adding(seconds: leeway) }
}
