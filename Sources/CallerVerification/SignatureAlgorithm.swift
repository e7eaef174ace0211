import Crypto
import CryptoExtras

/// The signature algorithms that are accepted (RFC 7518, section 3.1). There is no way to name another: `none` and
/// the HMAC family, with which a public key could be passed off as a shared secret, do not exist here.
enum SignatureAlgorithm: String, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
}

/// A public key's numbers, made by swift-crypto, which refuses those that are no key.
///
/// swift-crypto does the cryptography directly: jwt-kit verifies only through an actor, falls back to a default key
/// when the token's `kid` is unknown, decodes through `Codable` (which drops duplicate members), and lets one key of
/// an unknown kind spoil a whole set.
enum PublicKey: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)

    /// The algorithms that a key of this kind can serve: an algorithm of another family has no path to the key.
    var algorithms: Set<SignatureAlgorithm> {
        switch self {
        case .rsa: [.rs256, .ps256]
        case .p256: [.es256]
        }
    }

    /// Whether `signature` is this key's over `message` by `algorithm`.
    func signed(_ message: ArraySlice<UInt8>, _ signature: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        let digest = SHA256.hash(data: message)
        switch (self, algorithm) {
        case (.rsa(let key), .rs256):
            // "Insecure" is swift-crypto's word for the padding; RS256 is what Entra signs with.
            return key.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
        case (.rsa(let key), .ps256):
            return key.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .PSS)
        case (.p256(let key), .es256):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case (.rsa, .es256), (.p256, .rs256), (.p256, .ps256):
            return false
        }
    }
}
