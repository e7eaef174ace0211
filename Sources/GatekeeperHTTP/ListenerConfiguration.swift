import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
public import NIOSSL
import ServiceLifecycle

/// Where a listener listens and how.
public struct ListenerConfiguration: Sendable {
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    public var tls: TLSConfiguration?
    /// Connections open at once; more wait in the system's backlog.
    public var maximumConnections: Int

    public init(host: String, port: Int, tls: TLSConfiguration? = nil, maximumConnections: Int = 10_000) {
        self.host = host
        self.port = port
        self.tls = tls
        self.maximumConnections = maximumConnections
    }

    /// TLS 1.2 or newer with a certificate chain and key in PEM files.
    ///
    /// - Throws: what NIOSSL finds wrong with the files.
    public static func tls(certificateFile: String, privateKeyFile: String) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(certificateFile).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: privateKeyFile, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // Fails now, rather than at the first connection, when key and certificate do not belong together.
        _ = try NIOSSLContext(configuration: configuration)
        return configuration
    }

    /// A server with this configuration, to be run.
    func server(
        logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void,
        responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any Service {
        // A request line and headers of 64 KiB hold the largest token the gate takes several times over.
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 32 * 1_024, maxHeaderListSize: 64 * 1_024, maxHeaderFieldCount: 100)
        var builder = HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: .seconds(60), httpDecoderConfiguration: decoder))
        if let tls { builder = try .tls(builder, tlsConfiguration: tls) }
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(maximumConnections, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger, responder: responder,
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) })
    }
}
