import Crypto
import CryptoExtras
import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("Signature and header")
struct SignatureTests {
    @Test("RS256, PS256 and ES256 are accepted from a key of their kind")
    func algorithms() throws {
        try Contoso.verify(.v2User)
        try Contoso.verify(.v2User.signed(.ps256(TestKey.rsa), alg: "PS256"))
        try Contoso.verify(.v2User.signed(.es256(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID))
    }

    @Test("An algorithm of another kind than the key is refused, whatever the signature")
    func confusion() throws {
        let cases: [TokenMint] = [
            .v2User.signed(.es256(TestKey.p256), alg: "ES256"),
            .v2User.signed(.rs256(TestKey.rsa), alg: "RS256", kid: Contoso.p256KeyID),
            .v2User.signed(.ps256(TestKey.rsa), alg: "PS256", kid: Contoso.p256KeyID),
        ]
        for mint in cases { try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, mint) }
    }

    @Test("A signature by another algorithm than the header says is wrong")
    func mislabelled() throws {
        try Contoso.expectRefusal(.tokenSignatureInvalid, .v2User.signed(.ps256(TestKey.rsa), alg: "RS256"))
        try Contoso.expectRefusal(.tokenSignatureInvalid, .v2User.signed(.rs256(TestKey.rsa), alg: "PS256"))
        let der = TokenMint.v2User.signed(.es256DER(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID)
        try Contoso.expectRefusal(.tokenSignatureInvalid, der)
    }

    @Test("A key whose own alg says RS256 serves no PS256")
    func keyAlgorithm() throws {
        var jwk = try Contoso.rsaJWK()
        jwk["alg"] = "RS256"
        let keys = try Contoso.keys([jwk])
        let verifier = try Contoso.verifier()
        _ = try verifier.verify(BearerToken(TokenMint.v2User.text()), keys: keys, at: Contoso.now)
        let fault = #expect(throws: VerificationFault.self) {
            try verifier.verify(
                BearerToken(TokenMint.v2User.signed(.ps256(TestKey.rsa), alg: "PS256").text()), keys: keys, at: Contoso.now)
        }
        #expect(fault?.reason == .tokenAlgorithmNotAccepted)
    }

    @Test(
        "No other algorithm exists, in any spelling",
        arguments: ["none", "None", "NONE", "", "HS256", "HS384", "RS384", "RS512", "ES384", "EdDSA", "rs256", "RS256 "])
    func otherAlgorithms(name: String) throws {
        try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, .v2User.header("alg", .string(name)))
        try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, .v2User.signed(.none, alg: name))
    }

    @Test("The public key is no shared secret, in any of its forms")
    func publicKeyAsSecret() throws {
        let key = try #require(TestKey.rsa).publicKey
        let forms: [[UInt8]] = [
            Array(key.pemRepresentation.utf8), Array(key.derRepresentation), Array(key.pkcs1DERRepresentation),
            Array(key.pkcs1PEMRepresentation.utf8), Array(try key.getKeyPrimitives().modulus),
        ]
        for secret in forms {
            try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, .v2User.signed(.hs256(secret: secret), alg: "HS256"))
            try Contoso.expectRefusal(.tokenSignatureInvalid, .v2User.signed(.hs256(secret: secret), alg: "RS256"))
        }
    }

    @Test("Missing or of another type, alg is refused")
    func algorithmType() throws {
        try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, .v2User.header("alg", nil))
        try Contoso.expectRefusal(.tokenAlgorithmNotAccepted, .v2User.header("alg", ["RS256"]))
    }

    @Test(
        "A token brings no key, names no place for one, and changes no rule",
        arguments: [
            ("jwk", ["kty": "RSA"]), ("jku", "https://evil.example/keys"), ("x5u", "https://evil.example/cert"),
            ("x5c", ["MIIC"]), ("crit", ["exp"]), ("crit", []), ("b64", false), ("b64", true), ("jwk", .null),
        ] as [(String, JSON)])
    func dangerousParameters(name: String, value: JSON) throws {
        let fault = try Contoso.expectRefusal(.tokenMalformed, .v2User.header(name, value))
        #expect(fault.message.contains(name))
    }

    @Test("A parameter of Entra's own is no matter")
    func harmlessParameters() throws { try Contoso.verify(.v2User.header("x5t", .string(Contoso.rsaKeyID))) }

    @Test("typ is JWT or at+jwt", arguments: ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
    func types(type: String) throws { try Contoso.verify(.v2User.header("typ", .string(type))) }

    @Test("Another typ, or none, is refused", arguments: [nil, "JOSE", "dpop+jwt", "logout+jwt", "", 1] as [JSON?])
    func otherTypes(type: JSON?) throws { try Contoso.expectRefusal(.tokenMalformed, .v2User.header("typ", type)) }

    @Test("Without a kid no key is tried", arguments: [nil, "", 1, .null, "a b", "a\nb", .string(String(repeating: "k", count: 129))] as [JSON?])
    func keyIDMissing(kid: JSON?) throws { try Contoso.expectRefusal(.tokenMalformed, .v2User.header("kid", kid)) }

    @Test(
        "A kid that names no key is unknown, be it a path, a query or a prefix",
        arguments: [
            "../../dev/null", "/etc/passwd", "' OR 1=1 --", "nOo3ZDrODXEK1jKWhXslHR_KXE", "https://evil.example/key",
            "noo3zdrodxek1jkwhxslhr_kxeg",
        ].map { $0.replacing(" ", with: "+") })
    func keyIDUnknown(kid: String) throws {
        let fault = try Contoso.expectRefusal(.tokenKeyUnknown, .v2User.header("kid", .string(kid)))
        #expect(fault.unknownKeyID == kid)
        #expect(!fault.message.contains(kid))
    }

    @Test("An expired token of an unknown key is expired, and no reason to fetch keys")
    func expiredAndUnknown() throws {
        let later = Timestamp(seconds: Contoso.expiresAt + 61)
        let fault = try Contoso.expectRefusal(.tokenExpired, .v2User.header("kid", "gone"), at: later)
        #expect(fault.unknownKeyID == nil)
    }

    @Test("A key of the tenant's other set does not count")
    func otherSet() throws {
        let keys = try Contoso.keys([Contoso.rsaJWK()], v1: [Contoso.p256JWK()])
        let fault = #expect(throws: VerificationFault.self) {
            try Contoso.verifier().verify(BearerToken(TokenMint.v1User.text()), keys: keys, at: Contoso.now)
        }
        #expect(fault?.reason == .tokenKeyUnknown)
        _ = try Contoso.verifier().verify(BearerToken(TokenMint.v2User.text()), keys: keys, at: Contoso.now)
    }

    @Test("A key that signs for another issuer does not count")
    func keyOfAnotherIssuer() throws {
        var jwk = try Contoso.rsaJWK()
        jwk["issuer"] = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
        let fault = #expect(throws: VerificationFault.self) {
            try Contoso.verifier().verify(BearerToken(TokenMint.v2User.text()), keys: Contoso.keys([jwk]), at: Contoso.now)
        }
        #expect(fault?.reason == .tokenIssuerNotAccepted)
        jwk["issuer"] = .string(Contoso.v2Issuer)
        _ = try Contoso.verifier().verify(BearerToken(TokenMint.v2User.text()), keys: Contoso.keys([jwk]), at: Contoso.now)
    }

    @Test("A stranger's key under a known kid signs nothing")
    func forged() throws {
        try Contoso.expectRefusal(.tokenSignatureInvalid, .v2User.signed(.rs256(TestKey.otherRSA)))
        let stranger = P256.Signing.PrivateKey()
        try Contoso.expectRefusal(
            .tokenSignatureInvalid, .v2User.signed(.es256(stranger), alg: "ES256", kid: Contoso.p256KeyID))
    }

    @Test("One changed bit anywhere in the signature is enough")
    func bitFlips() throws {
        for mint in [TokenMint.v2User, .v2User.signed(.es256(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID)] {
            let text = try mint.text()
            let parts = text.split(separator: ".")
            let signature = try #require(Base64URL.decode(parts[2].utf8))
            for bit in stride(from: 0, to: signature.count * 8, by: 37) {
                var changed = signature
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                try Contoso.expectRefusal(.tokenSignatureInvalid, "\(parts[0]).\(parts[1]).\(base64URL(changed))")
            }
        }
    }

    @Test("A signature that is cut, lengthened, empty or all zero is wrong")
    func signatureLengths() throws {
        let parts = try TokenMint.v2User.text().split(separator: ".")
        let signature = try #require(Base64URL.decode(parts[2].utf8))
        let wrong: [[UInt8]] = [
            [], Array(signature.dropLast()), signature + [0], [0] + signature, [UInt8](repeating: 0, count: 256),
        ]
        for bytes in wrong {
            try Contoso.expectRefusal(.tokenSignatureInvalid, "\(parts[0]).\(parts[1]).\(base64URL(bytes))")
        }
        let ec = try TokenMint.v2User.signed(.es256(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID).text()
            .split(separator: ".")
        try Contoso.expectRefusal(
            .tokenSignatureInvalid, "\(ec[0]).\(ec[1]).\(base64URL([UInt8](repeating: 0, count: 64)))")
    }

    @Test("Claims of one token under the signature of another are refused")
    func spliced() throws {
        let mine = try TokenMint.v2User.text().split(separator: ".")
        let wanted = try TokenMint.v2Application.text().split(separator: ".")
        try Contoso.expectRefusal(.tokenSignatureInvalid, "\(mine[0]).\(wanted[1]).\(mine[2])")
    }
}
