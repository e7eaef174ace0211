import Crypto
import CryptoExtras
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate registered for an application: it verifies the application's client assertions.
struct ClientCertificate: Sendable {
    /// Base64url of SHA-256 over the DER form: the `x5t#S256` header.
    let thumbprint256: String
    /// Base64url of SHA-1 over the DER form: the older `x5t` header.
    let thumbprint1: String
    private let key: _RSA.Signing.PublicKey

    init(pem: String, app: String) throws(EmulatorError) {
        guard let certificate = try? Certificate(pemEncoded: pem), let key = _RSA.Signing.PublicKey(certificate.publicKey),
            let der = try? Self.der(of: certificate)
        else { throw .certificateUnreadable(app: app) }
        self.key = key
        thumbprint256 = Base64URL.encode(SHA256.hash(data: der))
        thumbprint1 = Base64URL.encode(Insecure.SHA1.hash(data: der))
    }

    private static func der(of certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    func verifies(_ signature: [UInt8], over bytes: [UInt8], algorithm: SigningAlgorithm) -> Bool {
        let padding: _RSA.Signing.Padding
        switch algorithm {
        case .rs256: padding = .insecurePKCS1v1_5
        case .ps256: padding = .PSS
        case .es256: return false
        }
        return key.isValidSignature(.init(rawRepresentation: signature), for: SHA256.hash(data: bytes), padding: padding)
    }
}
