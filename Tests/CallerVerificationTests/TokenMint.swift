import Crypto
import CryptoExtras
import Foundation
import Invitations
import StrictJSON

@testable import CallerVerification

/// Private keys made for this run, once: an RSA key takes a while.
enum TestKey {
    static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let otherRSA = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let smallRSA = try? _RSA.Signing.PrivateKey(unsafeKeySize: _RSA.Signing.KeySize(bitCount: 1024))
    static let p256 = P256.Signing.PrivateKey()
    static let p384 = P384.Signing.PrivateKey()
}

/// How a test signs.
enum TestSigning {
    case rs256(_RSA.Signing.PrivateKey?)
    case ps256(_RSA.Signing.PrivateKey?)
    case es256(P256.Signing.PrivateKey)
    case es256DER(P256.Signing.PrivateKey)
    case hs256(secret: [UInt8])
    case none

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        struct NoKey: Error {}
        switch self {
        case .rs256(let key):
            guard let key else { throw NoKey() }
            return Array(try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
        case .ps256(let key):
            guard let key else { throw NoKey() }
            return Array(try key.signature(for: SHA256.hash(data: message), padding: .PSS).rawRepresentation)
        case .es256(let key): return Array(try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
        case .es256DER(let key): return Array(try key.signature(for: SHA256.hash(data: message)).derRepresentation)
        case .hs256(let secret):
            return Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        case .none: return []
        }
    }
}

func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}

/// Mints tokens as Entra does, and as it never would.
struct TokenMint {
    var header: JSON.Members = ["typ": "JWT", "alg": "RS256", "kid": .string(Contoso.rsaKeyID)]
    var claims: JSON.Members
    var signing: TestSigning = .rs256(TestKey.rsa)

    static var v2User: TokenMint {
        var mint = TokenMint(claims: common)
        mint.claims["ver"] = "2.0"
        mint.claims["aud"] = .string(Contoso.clientID)
        mint.claims["iss"] = .string(Contoso.v2Issuer)
        mint.claims["azp"] = .string(Contoso.portal)
        mint.claims["azpacr"] = "1"
        mint.claims["scp"] = "Invitations.Send"
        return mint
    }

    static var v1User: TokenMint {
        var mint = TokenMint(claims: common)
        mint.claims["ver"] = "1.0"
        mint.claims["aud"] = .string(Contoso.appIDURI)
        mint.claims["iss"] = .string(Contoso.v1Issuer)
        mint.claims["appid"] = .string(Contoso.portal)
        mint.claims["appidacr"] = "1"
        mint.claims["scp"] = "Invitations.Send"
        return mint
    }

    static var v2Application: TokenMint {
        v2User.claims { claims in
            claims["scp"] = nil
            claims["idtyp"] = "app"
            claims["roles"] = ["Invitations.Send.OnBehalf"]
        }
    }

    private static var common: JSON.Members {
        [
            "iat": .integer(Contoso.issuedAt), "nbf": .integer(Contoso.issuedAt), "exp": .integer(Contoso.expiresAt),
            "tid": .string(Contoso.tenant), "oid": .string(Contoso.ana), "sub": "pairwise-subject",
            "uti": "AbC_123-xyz", "name": "Ana",
        ]
    }

    func claims(_ change: (inout JSON.Members) -> Void) -> TokenMint {
        var copy = self
        change(&copy.claims)
        return copy
    }

    func claim(_ name: String, _ value: JSON?) -> TokenMint { claims { $0[name] = value } }

    func header(_ name: String, _ value: JSON?) -> TokenMint {
        var copy = self
        copy.header[name] = value
        return copy
    }

    func signed(_ signing: TestSigning, alg: String? = nil, kid: String? = nil) -> TokenMint {
        var copy = self
        copy.signing = signing
        if let alg { copy.header["alg"] = .string(alg) }
        if let kid { copy.header["kid"] = .string(kid) }
        return copy
    }

    func text() throws -> String {
        try Self.text(
            header: JSON.object(header).bytes(), claims: JSON.object(claims).bytes(), signing: signing)
    }

    /// Signs any bytes as header and claims.
    static func text(header: [UInt8], claims: [UInt8], signing: TestSigning) throws -> String {
        let input = "\(base64URL(header)).\(base64URL(claims))"
        return "\(input).\(base64URL(try signing.sign(Array(input.utf8))))"
    }
}
