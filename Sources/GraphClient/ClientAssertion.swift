import Crypto
import CryptoExtras
import FoundationEssentials
import Invitations
import StrictJSON

/// The signed statement by which an application proves that it has the key of its certificate.
///
/// Source: Microsoft identity platform, "Certificate credentials" (2025-01): PS256 and `x5t#S256`, an audience that is the
/// token endpoint, and a life of five to ten minutes.
struct ClientAssertion {
    static let lifetimeSeconds: Int64 = 300

    let certificate: ClientCertificate
    let client: ApplicationID
    let tokenEndpoint: String

    /// - Parameter id: new for every assertion (`jti`): Entra may refuse one that it has seen.
    func signed(id: RequestID, at now: Timestamp) throws -> String {
        let seconds = now.milliseconds / 1000
        let header: JSON = ["alg": "PS256", "typ": "JWT", "x5t#S256": .string(certificate.thumbprint)]
        let claims: JSON = [
            "aud": .string(tokenEndpoint),
            "iss": .string(client.description),
            "sub": .string(client.description),
            "jti": .string(id.description),
            "nbf": .integer(seconds),
            "iat": .integer(seconds),
            "exp": .integer(seconds + Self.lifetimeSeconds),
        ]
        let signed = base64URL(header.bytes()) + "." + base64URL(claims.bytes())
        // swift-crypto's PSS: MGF1 with the digest's own function and a salt as long as the digest, which is PS256.
        let signature = try certificate.key.signature(for: SHA256.hash(data: Data(signed.utf8)), padding: .PSS)
        return signed + "." + base64URL(signature.rawRepresentation)
    }
}

/// RFC 4648 section 5, without padding, as RFC 7515 wants it.
func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    let text = Data(bytes).base64EncodedString().utf8.compactMap { byte -> UInt8? in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
    }
    return String(decoding: text, as: UTF8.self)
}
