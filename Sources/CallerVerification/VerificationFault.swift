public import Invitations

/// Why a bearer token did not make a ``VerifiedCaller``. Holds nothing of the token but what is named here.
public struct VerificationFault: Error, Hashable, Sendable {
    /// A reason of the kind `unverified`, or `scopeMissing` or `appRoleMissing`.
    public let reason: ReasonCode
    /// A sentence for the caller: what is wrong and what to do. Plain ASCII, without any text of the token's.
    public let message: String
    /// The key id that no key set knows, when fetching the keys anew may help.
    public let unknownKeyID: String?
    /// Who it is, when the token is good and only the permission is missing (`scopeMissing`, `appRoleMissing`).
    public let caller: UnentitledCaller?

    init(_ reason: ReasonCode, _ message: String, unknownKeyID: String? = nil, caller: UnentitledCaller? = nil) {
        self.reason = reason
        self.message = message
        self.unknownKeyID = unknownKeyID
        self.caller = caller
    }
}

/// A caller whose token is verified but lacks the permission to invite: enough for the audit entry, and of no use
/// where a ``VerifiedCaller`` is asked for.
public struct UnentitledCaller: Hashable, Sendable {
    /// The calling application (`azp`, `appid`).
    public let application: ApplicationID
    /// The token's user; nil for an application token.
    public let user: ObjectID?
    /// Entra's id of the token (`uti`).
    public let tokenID: String?
}

extension VerificationFault {
    static func tooLarge(_ maximum: Int) -> Self {
        Self(.tokenTooLarge, "The token is larger than \(maximum) bytes, the most that is accepted.")
    }

    static func malformed(_ what: String) -> Self {
        Self(.tokenMalformed, "The bearer token is not a signed JSON Web Token that is accepted: \(what).")
    }

    static func claim(_ name: String, _ what: String) -> Self {
        Self(.tokenClaimInvalid, "The token's claim \"\(name)\" \(what).")
    }
}
