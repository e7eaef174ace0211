import Glibc
public import Invitations
import NIOSSL
import Synchronization

/// The listener's certificate and key, and whose clients it takes: read from files, and again when they change. A
/// connection keeps the pair that it began with.
public final class ServerIdentity: Sendable {
    /// PEM files.
    public struct Files: Hashable, Sendable {
        public var certificate: String
        public var privateKey: String
        /// Certificates of the authorities one of which must have issued a client's certificate; nil asks clients for none.
        public var clientAuthorities: String?

        public init(certificate: String, privateKey: String, clientAuthorities: String? = nil) {
            self.certificate = certificate
            self.privateKey = privateKey
            self.clientAuthorities = clientAuthorities
        }

        public var all: [String] { [certificate, privateKey] + (clientAuthorities.map { [$0] } ?? []) }
    }

    /// What can be told of a pair.
    public struct Description: Hashable, Sendable {
        /// In hexadecimal, two digits a byte, as openssl prints it.
        public let serialNumber: String
        public let notAfter: Timestamp
    }

    /// Why files cannot be used.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    private struct Pair: Sendable {
        let context: NIOSSLContext
        let description: Description
    }

    public let files: Files
    private let pair: Mutex<Pair>

    /// - Throws: ``Fault``, when the files cannot be used together.
    public init(_ files: Files) throws(Fault) {
        self.files = files
        pair = Mutex(try Self.read(files))
    }

    /// Reads the files anew. If they cannot be used, the pair that is in force stays.
    ///
    /// - Returns: whether another certificate is in force now.
    @discardableResult
    public func reload() throws(Fault) -> Bool {
        let fresh = try Self.read(files)
        return pair.withLock { pair in
            defer { pair = fresh }
            return pair.description != fresh.description
        }
    }

    /// The pair in force.
    public var current: Description { pair.withLock { $0.description } }

    var context: NIOSSLContext { pair.withLock { $0.context } }

    private static func read(_ files: Files) throws(Fault) -> Pair {
        let chain = try certificates(files.certificate)
        guard let leaf = chain.first else { throw Fault(description: "\(files.certificate) holds no certificate") }
        let key = try part(files.privateKey, "holds no private key in PEM that can be read, or one with a passphrase") {
            try NIOSSLPrivateKey(file: files.privateKey, format: .pem)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authorities = files.clientAuthorities {
            let issuers = try certificates(authorities)
            guard !issuers.isEmpty else { throw Fault(description: "\(authorities) holds no certificate") }
            configuration.trustRoots = .certificates(issuers)
            // A server asks for the certificate then, and takes no connection without one. There is no name to compare.
            configuration.certificateVerification = .noHostnameVerification
        }
        // Fails now, rather than at the first connection, when key and certificate do not belong together.
        let context = try part(files.privateKey, "cannot be used with \(files.certificate): the key of its first certificate is another one") {
            try NIOSSLContext(configuration: configuration)
        }
        return Pair(context: context, description: describe(leaf))
    }

    private static func certificates(_ file: String) throws(Fault) -> [NIOSSLCertificate] {
        try part(file, "holds no certificates in PEM that can be read") { try NIOSSLCertificate.fromPEMFile(file) }
    }

    /// What is read from a file; otherwise the file, and why.
    private static func part<Part>(_ file: String, _ why: String, _ read: () throws -> Part) throws(Fault) -> Part {
        do { return try read() } catch {
            guard unsafe access(file, R_OK) == 0 else { throw Fault(description: "\(file) \(errno == ENOENT ? "is not there" : "may not be read")") }
            throw Fault(description: "\(file) \(why) (\(error))")
        }
    }

    private static func describe(_ certificate: NIOSSLCertificate) -> Description {
        let serial = certificate.serialNumber.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return Description(
            serialNumber: serial.joined(), notAfter: Timestamp(milliseconds: Int64(certificate.notValidAfter) * 1_000))
    }
}
