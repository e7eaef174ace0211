import Crypto
import CryptoExtras
import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

/// The tenant of these tests: who it is, its keys, and its moment in time.
enum Contoso {
    static let tenant = "7f58f645-c190-4ce5-9de4-e2b7acd2a6ab"
    static let clientID = "11112222-bbbb-3333-cccc-4444dddd5555"
    static let appIDURI = "api://invitations.contoso.com"
    static let portal = "6c1e0f1c-6a3c-4d3f-8a36-5d2e54d1c001"
    static let ana = "0b4f9a52-5a0e-4c43-9a52-2f6f2a3f1a01"
    static let v1Issuer = "https://sts.windows.net/\(tenant)/"
    static let v2Issuer = "https://login.microsoftonline.com/\(tenant)/v2.0"
    static let v2IssuerTemplate = "https://login.microsoftonline.com/{tenantid}/v2.0"

    static let issuedAt: Int64 = 1_795_500_000
    static let expiresAt: Int64 = issuedAt + 3_600
    static let now = Timestamp(seconds: issuedAt + 600)

    static let rsaKeyID = "nOo3ZDrODXEK1jKWhXslHR_KXEg"
    static let p256KeyID = "ec-key-1"

    /// With `groupMembershipClaims` at `All`.
    static func requirements(
        maximumTokenSize: Int = BearerToken.maximumSize, groupsClaimIsComplete: Bool = true
    ) throws -> CallerRequirements {
        try CallerRequirements(
            tenant: #require(TenantID(tenant)), clientID: #require(ApplicationID(clientID)), appIDURIs: [appIDURI],
            maximumTokenSize: maximumTokenSize, groupsClaimIsComplete: groupsClaimIsComplete)
    }

    static func verifier() throws -> CallerVerifier { CallerVerifier(try requirements()) }

    static func rsaJWK(_ key: _RSA.Signing.PrivateKey? = TestKey.rsa, kid: String = rsaKeyID) throws -> JSON.Members {
        let numbers = try #require(key).publicKey.getKeyPrimitives()
        return [
            "kty": "RSA", "use": "sig", "kid": .string(kid), "n": .string(base64URL(numbers.modulus)),
            "e": .string(base64URL(numbers.publicExponent)), "x5c": ["MIIC…"],
        ]
    }

    static func p256JWK(_ key: P256.Signing.PrivateKey = TestKey.p256, kid: String = p256KeyID) -> JSON.Members {
        let point = key.publicKey.rawRepresentation
        return [
            "kty": "EC", "use": "sig", "crv": "P-256", "kid": .string(kid), "x": .string(base64URL(point.prefix(32))),
            "y": .string(base64URL(point.suffix(32))),
        ]
    }

    static func keySet(_ keys: [JSON.Members]) throws -> KeySet {
        try KeySet(jwks: JSON.object(["keys": .array(keys.map(JSON.object))]).bytes())
    }

    /// Entra's habit: the v2 set names each key's issuer, the v1 set has the same keys without it.
    static func keys(_ keys: [JSON.Members]? = nil, v1: [JSON.Members]? = nil) throws -> SigningKeys {
        let keys = try keys ?? [rsaJWK(), p256JWK()]
        return SigningKeys(
            v1: TrustedIssuer(issuer: v1Issuer, keys: try keySet(v1 ?? keys)),
            v2: TrustedIssuer(
                issuer: v2Issuer,
                keys: try keySet(
                    keys.map { key in
                        var key = key
                        if key["issuer"] == nil { key["issuer"] = .string(v2IssuerTemplate) }
                        return key
                    })))
    }

    @discardableResult
    static func verify(_ text: String, at now: Timestamp = now) throws -> VerifiedCaller {
        try verifier().verify(BearerToken(text), keys: keys(), at: now)
    }

    @discardableResult
    static func verify(_ mint: TokenMint, at now: Timestamp = now) throws -> VerifiedCaller {
        try verify(mint.text(), at: now)
    }

    /// Expects a refusal for this reason, with a message that may go into a header and shows none of the token.
    @discardableResult
    static func expectRefusal(
        _ reason: ReasonCode, _ text: String, at now: Timestamp = now,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> VerificationFault {
        let fault = try #require(throws: VerificationFault.self, sourceLocation: sourceLocation) {
            try verify(text, at: now)
        }
        #expect(fault.reason == reason, "\(fault.message)", sourceLocation: sourceLocation)
        #expect(fault.message.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }, sourceLocation: sourceLocation)
        return fault
    }

    @discardableResult
    static func expectRefusal(
        _ reason: ReasonCode, _ mint: TokenMint, at now: Timestamp = now,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> VerificationFault {
        try expectRefusal(reason, mint.text(), at: now, sourceLocation: sourceLocation)
    }
}
