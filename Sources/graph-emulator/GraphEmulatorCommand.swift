import ArgumentParser
import FoundationEssentials
import Glibc
import GraphEmulator
import Logging
import ServiceLifecycle
import UnixSignals

/// `graph-emulator --seed FILE --port N [--print-urls]`
@main
struct GraphEmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph-emulator",
        abstract: "A stand-in for Entra and Microsoft Graph, for demos and tests on this machine. Never expose it.")

    @Option(help: "The YAML file that describes the tenant.")
    var seed: String

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "A PEM file with the certificate chain; speaks HTTPS with --tls-key.")
    var tlsCertificate: String?

    @Option(help: "A PEM file with the certificate's private key.")
    var tlsKey: String?

    @Flag(help: "Print the URLs once it listens.")
    var printUrls = false

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
    }

    func run() async throws {
        let tls = try tlsCertificate.flatMap { certificate in
            try tlsKey.map { key in
                EmulatorConfiguration.TLS(certificateChainPEM: try contents(certificate), privateKeyPEM: try contents(key))
            }
        }
        let tenant: EmulatorSeed
        do {
            tenant = try EmulatorSeed(yaml: contents(seed))
        } catch let error as SeedError {
            throw Unusable(description: "\(seed) is no seed:\n\(error)")
        }
        let logger = Logger(label: "graph-emulator")
        let emulator = try GraphEmulator(
            seed: tenant, configuration: EmulatorConfiguration(host: host, port: port, tls: tls), logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [emulator, Announcement(emulator: emulator, tenant: tenant.tenant.id, isWanted: printUrls)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private func contents(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Unusable(description: "\(path) cannot be read.")
        }
    }
}

/// A file that the emulator cannot start with.
struct Unusable: Error, CustomStringConvertible {
    let description: String
}

/// Prints where the emulator is, once it is there.
struct Announcement: Service {
    let emulator: GraphEmulator
    let tenant: String
    let isWanted: Bool

    func run() async throws {
        while isWanted, emulator.baseURL.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        if isWanted {
            let base = emulator.baseURL
            print("authority:  \(base)/\(tenant)")
            print("discovery:  \(base)/\(tenant)/v2.0/.well-known/openid-configuration")
            print("token:      \(base)/\(tenant)/oauth2/v2.0/token")
            print("graph:      \(base)/v1.0")
            print("control:    \(base)/_emulator/record")
            // A script that reads this through a pipe must not wait for a full buffer.
            fflush(nil)
        }
        try? await gracefulShutdown()
    }
}
