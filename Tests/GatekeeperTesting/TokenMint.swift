import CallerVerification
import Crypto
import CryptoExtras
import Foundation
import Invitations
public import StrictJSON

/// Mints tokens as Entra does, and as it never would, with keys made for this run.
public struct TokenMint: Sendable {
    public enum Signing: Sendable {
        case rs256
        case es256
        /// With a key that nobody published.
        case es256Stranger
        case none
    }

    public struct NoKey: Error {}

    public var header: JSON.Members
    public var claims: JSON.Members
    public var signing: Signing

    private static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    private static let p256 = P256.Signing.PrivateKey()
    private static let stranger = P256.Signing.PrivateKey()

    /// A v2 user token of Ana's, obtained by the portal.
    public static var user: TokenMint {
        var mint = TokenMint(
            header: ["typ": "JWT", "alg": "ES256", "kid": .string(Contoso.p256KeyID)], claims: common, signing: .es256)
        mint.claims["azp"] = .string(Contoso.portal.description)
        mint.claims["scp"] = "Invitations.Send"
        mint.claims["acct"] = 0
        return mint
    }

    /// A v2 application token of the bot's.
    public static var application: TokenMint {
        var mint = user
        mint.claims["azp"] = .string(Contoso.bot.description)
        mint.claims["scp"] = nil
        mint.claims["acct"] = nil
        mint.claims["idtyp"] = "app"
        mint.claims["roles"] = ["Invitations.Send.OnBehalf"]
        return mint
    }

    private static var common: JSON.Members {
        [
            "ver": "2.0", "aud": .string(Contoso.gate.description), "iss": .string(Contoso.v2Issuer),
            "tid": .string(Contoso.tenant.description), "oid": .string(Contoso.ana.description), "sub": "pairwise",
            "uti": "AbC_123-xyz", "name": "Ana", "iat": .integer(Contoso.issuedAt), "nbf": .integer(Contoso.issuedAt),
            "exp": .integer(Contoso.expiresAt),
        ]
    }

    public func claim(_ name: String, _ value: JSON?) -> TokenMint {
        var copy = self
        copy.claims[name] = value
        return copy
    }

    public func signed(_ signing: Signing, alg: String, kid: String) -> TokenMint {
        var copy = self
        copy.signing = signing
        copy.header["alg"] = .string(alg)
        copy.header["kid"] = .string(kid)
        return copy
    }

    /// The value of an `Authorization` header.
    public func authorization() throws -> String { "Bearer \(try text())" }

    public func text() throws -> String {
        let input = "\(Self.base64URL(JSON.object(header).bytes())).\(Self.base64URL(JSON.object(claims).bytes()))"
        return "\(input).\(Self.base64URL(try signature(of: Data(input.utf8))))"
    }

    private func signature(of message: Data) throws -> Data {
        switch signing {
        case .rs256:
            guard let rsa = Self.rsa else { throw NoKey() }
            return try rsa.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation
        case .es256: return try Self.p256.signature(for: SHA256.hash(data: message)).rawRepresentation
        case .es256Stranger: return try Self.stranger.signature(for: SHA256.hash(data: message)).rawRepresentation
        case .none: return Data()
        }
    }

    /// The public halves as JSON Web Keys, with the key ids of ``Contoso``.
    public static func publishedKeys() throws -> [JSON] {
        guard let numbers = try rsa?.publicKey.getKeyPrimitives() else { throw NoKey() }
        let point = p256.publicKey.rawRepresentation
        return [
            [
                "kty": "RSA", "use": "sig", "kid": .string(Contoso.rsaKeyID), "n": .string(base64URL(numbers.modulus)),
                "e": .string(base64URL(numbers.publicExponent)),
            ],
            [
                "kty": "EC", "use": "sig", "crv": "P-256", "kid": .string(Contoso.p256KeyID),
                "x": .string(base64URL(point.prefix(32))), "y": .string(base64URL(point.suffix(32))),
            ],
        ]
    }

    public static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
