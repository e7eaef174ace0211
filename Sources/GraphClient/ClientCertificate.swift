import COpenSSL
import Crypto
import CryptoExtras
public import Invitations

/// An RSA key with its certificate, fit for signing client assertions.
public struct ClientCertificate: Sendable {
    /// Why a file is no usable credential. Says nothing of its content.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case notReadable
        case noKey
        case noCertificate
        case notRSA
        case keyTooShort

        public var description: String {
            switch self {
            case .notReadable: "the file is not of that format, or the password is wrong"
            case .noKey: "there is no private key in it"
            case .noCertificate: "there is no certificate in it that belongs to the key"
            case .notRSA: "the key is not an RSA key, which Entra asks for"
            case .keyTooShort: "the RSA key is shorter than 2048 bits"
            }
        }
    }

    let key: _RSA.Signing.PrivateKey
    /// `x5t#S256`: base64url of SHA-256 over the certificate's DER form.
    let thumbprint: String
    /// When the certificate ends to be valid.
    public let notAfter: Timestamp

    /// From a PEM file with the private key, not encrypted, and the certificate, in any order, a chain beside it or not.
    public init(pem: [UInt8]) throws(Fault) {
        guard String(decoding: pem, as: UTF8.self).contains("PRIVATE KEY-----") else { throw .noKey }
        self = try unsafe Self.read(pem, nil, copenssl_read_pem)
    }

    /// From a PKCS#12 (PFX) file. Those of old tools, encrypted with RC2, are not read by OpenSSL 3: export them anew.
    public init(pfx: [UInt8], password: String? = nil) throws(Fault) {
        self = try unsafe Self.read(pfx, password, copenssl_read_pfx)
    }

    private init(key: _RSA.Signing.PrivateKey, certificate: [UInt8], notAfter: Timestamp) {
        self.key = key
        self.notAfter = notAfter
        thumbprint = base64URL(SHA256.hash(data: certificate))
    }

    private typealias Reader = (
        UnsafeRawPointer?, Int, UnsafePointer<CChar>?, UnsafeMutablePointer<copenssl_credential>?
    ) -> copenssl_status

    private static func read(_ bytes: [UInt8], _ password: String?, _ reader: Reader) throws(Fault) -> ClientCertificate {
        guard !bytes.isEmpty, bytes.count <= 1 << 20 else { throw .notReadable }
        var credential = unsafe copenssl_credential()
        defer { unsafe copenssl_free(&credential) }
        let status = unsafe bytes.withUnsafeBytes { bytes in
            guard let password else { return unsafe reader(bytes.baseAddress, bytes.count, nil, &credential) }
            return unsafe password.withCString { unsafe reader(bytes.baseAddress, bytes.count, $0, &credential) }
        }
        if let fault = Fault(status) { throw fault }
        let pem = unsafe UnsafeBufferPointer(start: credential.key, count: credential.key_count)
        let certificate = unsafe UnsafeBufferPointer(start: credential.certificate, count: credential.certificate_count)
        let key: _RSA.Signing.PrivateKey
        do {
            key = try unsafe _RSA.Signing.PrivateKey(pemRepresentation: String(decoding: pem, as: UTF8.self))
        } catch {
            throw .notReadable
        }
        let notAfter = unsafe Timestamp(seconds: credential.not_after)
        return unsafe ClientCertificate(key: key, certificate: Array(certificate), notAfter: notAfter)
    }
}

extension ClientCertificate.Fault {
    fileprivate init?(_ status: copenssl_status) {
        switch status {
        case COPENSSL_OK: return nil
        case COPENSSL_NO_KEY: self = .noKey
        case COPENSSL_NO_CERTIFICATE: self = .noCertificate
        case COPENSSL_NOT_RSA: self = .notRSA
        case COPENSSL_KEY_TOO_SHORT: self = .keyTooShort
        default: self = .notReadable
        }
    }
}
