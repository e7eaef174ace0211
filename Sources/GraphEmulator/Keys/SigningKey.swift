import Crypto
import CryptoExtras

/// The algorithms that the emulator signs with (RFC 7518).
public enum SigningAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
}

/// A private key of the emulated Entra, with the id under which its public half is published.
struct SigningKey: Sendable {
    enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    let id: String
    let material: Material

    /// A fresh RSA key of 2048 bits.
    static func rsa() throws(EmulatorError) -> SigningKey {
        do {
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            return SigningKey(id: identifier(key.publicKey.derRepresentation), material: .rsa(key))
        } catch {
            throw .signingFailed
        }
    }

    /// A fresh key on P-256.
    static func p256() -> SigningKey {
        let key = P256.Signing.PrivateKey()
        return SigningKey(id: identifier(key.publicKey.derRepresentation), material: .p256(key))
    }

    private static func identifier(_ publicKey: some Sequence<UInt8>) -> String {
        Base64URL.encode(SHA256.hash(data: Array(publicKey)).prefix(20))
    }

    /// The signature over the bytes; refuses an algorithm that is not of this key's kind.
    func sign(_ bytes: [UInt8], with algorithm: SigningAlgorithm) throws(EmulatorError) -> [UInt8] {
        let digest = SHA256.hash(data: bytes)
        do {
            switch (material, algorithm) {
            case (.rsa(let key), .rs256): return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            case (.rsa(let key), .ps256): return Array(try key.signature(for: digest, padding: .PSS).rawRepresentation)
            case (.p256(let key), .es256): return Array(try key.signature(for: digest).rawRepresentation)
            default: throw EmulatorError.signingFailed
            }
        } catch {
            throw .signingFailed
        }
    }

    /// The public half as a JWK. Like Entra's own it names no `alg`, and it carries the issuer whose tokens it signs.
    func jwk(issuer: String) throws(EmulatorError) -> JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ name: String, _ value: String) { members.append(.init(name: name, value: .string(value))) }
        switch material {
        case .rsa(let key):
            guard let primitives = try? key.publicKey.getKeyPrimitives() else { throw .signingFailed }
            add("kty", "RSA")
            add("use", "sig")
            add("kid", id)
            add("x5t", id)
            add("n", Base64URL.encode(primitives.modulus))
            add("e", Base64URL.encode(primitives.publicExponent))
        case .p256(let key):
            let point = key.publicKey.rawRepresentation
            add("kty", "EC")
            add("use", "sig")
            add("kid", id)
            add("crv", "P-256")
            add("x", Base64URL.encode(point.prefix(32)))
            add("y", Base64URL.encode(point.suffix(32)))
        }
        add("issuer", issuer)
        return .object(members)
    }
}
