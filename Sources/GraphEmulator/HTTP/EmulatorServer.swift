import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Where the server was bound; asked for by answers that hold links to the emulator itself.
final class ServerAddress: Sendable {
    private let url = Mutex("")

    var baseURL: String { url.withLock { $0 } }

    func set(_ baseURL: String) { url.withLock { $0 = baseURL } }
}

/// The listener and its life.
final class EmulatorServer: Sendable {
    private enum Phase {
        case new
        case running(ServiceGroup, Task<Void, Never>)
        case stopped
    }

    private let configuration: EmulatorConfiguration
    private let service: EmulatorService
    private let builder: HTTPServerBuilder
    private let logger: Logger
    private let address: ServerAddress
    private let phase = Mutex<Phase>(.new)

    init(
        service: EmulatorService, configuration: EmulatorConfiguration, address: ServerAddress, logger: Logger
    ) throws(EmulatorError) {
        self.service = service
        self.configuration = configuration
        self.address = address
        self.logger = logger
        guard let tls = configuration.tls else {
            builder = .http1()
            return
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificateChainPEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(tls.privateKeyPEM.utf8), format: .pem)
            builder = try .tls(
                tlsConfiguration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        } catch {
            throw .tlsUnreadable
        }
    }

    var baseURL: String { address.baseURL }

    func start() async throws(EmulatorError) {
        // The listener's port, or why there is none, whichever comes first.
        let (outcomes, report) = AsyncStream.makeStream(of: Result<Int, EmulatorError>.self)
        let service = service
        // Without Hummingbird's application round it, which dates every answer by the machine's clock.
        let server: any Service
        do {
            server = try builder.buildServer(
                configuration: ServerConfiguration(
                    address: .hostname(configuration.host, port: configuration.port), backlog: 4096),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
                responder: { request, writer, channel in
                    let response = try await service.respond(to: request, on: channel)
                    try await writer.write(response: response.head, body: response.body)
                },
                onServerRunning: { channel in report.yield(.success(channel.localAddress?.port ?? 0)) })
        } catch {
            throw .notStarted(reason: "\(error)")
        }
        var group = ServiceGroupConfiguration(services: [server], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(1)
        let services = ServiceGroup(configuration: group)
        let started = phase.withLock { phase in
            guard case .new = phase else { return false }
            let task = Task {
                do {
                    try await services.run()
                    report.yield(.failure(.notStarted(reason: "stopped")))
                } catch {
                    report.yield(.failure(.notStarted(reason: "\(error)")))
                }
            }
            phase = .running(services, task)
            return true
        }
        guard started else { throw .alreadyStarted }
        for await outcome in outcomes {
            let port = try outcome.get()
            address.set("\(configuration.tls == nil ? "http" : "https")://\(configuration.host):\(port)")
            return
        }
        throw .notStarted(reason: "cancelled")
    }

    func stop() async {
        let running = phase.withLock { phase -> (ServiceGroup, Task<Void, Never>)? in
            guard case .running(let group, let task) = phase else { return nil }
            phase = .stopped
            return (group, task)
        }
        guard let (group, task) = running else { return }
        await group.triggerGracefulShutdown()
        await task.value
    }
}
