import NIOCore
import NIOSSL

/// Where syslog messages go, and how.
public struct SyslogTarget: Sendable {
    public var host: String
    public var port: Int
    /// Nil means TCP in clear.
    public var tls: SyslogTLS?

    public init(host: String, port: Int, tls: SyslogTLS?) {
        self.host = host
        self.port = port
        self.tls = tls
    }

    var description: String { "\(host):\(port)" }

    /// Tries whether the certificates and the key can be used.
    public func check() throws(SinkFault) {
        do throws(SinkFailure) {
            _ = try tls?.context()
        } catch {
            throw SinkFault("\(error)")
        }
    }
}

/// Syslog over TLS (RFC 5425): 1.2 or newer, with the receiver's certificate checked against its name. There is no switch
/// that takes the check away: a receiver with a certificate of one's own making is trusted by `authorityFile`.
public struct SyslogTLS: Sendable {
    /// Certificates (PEM) that may have signed the receiver's; nil means the system's.
    public var authorityFile: String?
    /// The name that the receiver's certificate is to bear; nil means the host's.
    public var serverName: String?
    /// The gate's own certificate chain and key (PEM), where the receiver asks for one.
    public var certificateFile: String?
    public var privateKeyFile: String?

    public init(
        authorityFile: String? = nil, serverName: String? = nil, certificateFile: String? = nil,
        privateKeyFile: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.serverName = serverName
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
    }

    /// Reads the files: anew for each connection, so that what was renewed is used without a restart.
    func context() throws(SinkFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let authorityFile {
            let authorities = try Self.certificates(authorityFile)
            guard !authorities.isEmpty else { throw .credentials(why: "no certificate in \(authorityFile)") }
            configuration.trustRoots = .certificates(authorities)
        }
        if let certificateFile, let privateKeyFile {
            configuration.certificateChain = try Self.certificates(certificateFile).map { .certificate($0) }
            let key = try Self.part("no private key in PEM that can be read in \(privateKeyFile)") {
                try NIOSSLPrivateKey(file: privateKeyFile, format: .pem)
            }
            configuration.privateKey = .privateKey(key)
        }
        let pair = [certificateFile, privateKeyFile].compactMap(\.self).joined(separator: ", ")
        return try Self.part("no use of \(pair) together: the key is not the first certificate's") { try NIOSSLContext(configuration: configuration) }
    }

    private static func certificates(_ file: String) throws(SinkFailure) -> [NIOSSLCertificate] {
        try part("no certificates in PEM that can be read in \(file)") { try NIOSSLCertificate.fromPEMFile(file) }
    }

    private static func part<Part>(_ why: String, _ read: () throws -> Part) throws(SinkFailure) -> Part {
        do { return try read() } catch { throw .credentials(why: "\(why) (\(error))") }
    }

    /// The name that the certificate is to bear; nil where it is an address, which is not sent as a server's name
    /// (RFC 6066, section 3) and which the certificate is to bear as such.
    func name(for host: String) -> String? {
        let name = serverName ?? host
        return (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
    }
}
