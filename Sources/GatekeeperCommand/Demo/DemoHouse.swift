import Curl
import Foundation
import Gatekeeper
import GraphClient
import GraphEmulator
import Invitations
import Logging
import ServiceLifecycle
import UnixSignals

/// Emulator and gate on loopback, in a folder of their own.
final class DemoHouse: Sendable {
    let folder: URL
    let emulator: GraphEmulator
    let assembly: Assembly
    let ports: Assembly.Ports
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    private init(
        folder: URL, emulator: GraphEmulator, assembly: Assembly, ports: Assembly.Ports, group: ServiceGroup,
        running: Task<Void, any Error>
    ) {
        self.folder = folder
        self.emulator = emulator
        self.assembly = assembly
        self.ports = ports
        self.group = group
        self.running = running
    }

    /// Starts both, and returns once the gate is ready to take requests.
    ///
    /// - Parameter reloads: SIGHUP, trapped already: has the policy read again, as with `serve`.
    static func open(reloads: Reloads) async throws -> DemoHouse {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(DemoFiles.policy.utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        let emulator = try GraphEmulator(seed: EmulatorSeed(yaml: DemoFiles.seed))
        try await emulator.start()
        let assembly = try await Assembly.make(
            settings(folder: folder, endpoint: emulator.baseURL), logger: ServeCommand.logger(level: "error"))
        let (listening, continuation) = AsyncStream.makeStream(of: Assembly.Ports.self)
        let group = assembly.group(reloads: reloads) { ports in
            continuation.yield(ports)
            continuation.finish()
        }
        let running = Task { try await group.run() }
        guard let ports = await listening.first(where: { _ in true }) else {
            throw StartFault.dependency("the gate did not start to listen")
        }
        return DemoHouse(
            folder: folder, emulator: emulator, assembly: assembly, ports: ports, group: group, running: running)
    }

    var gateURL: String { "http://127.0.0.1:\(ports.service)" }
    /// What the gate judges by: may be edited.
    var policyFile: String { folder.appendingPathComponent("policy.yaml").path }
    var adminURL: String { "http://127.0.0.1:\(ports.admin)" }

    /// Drains the gate, stops the emulator and removes the folder.
    func close() async throws {
        await group.triggerGracefulShutdown()
        try await running.value
        await emulator.stop()
        try FileManager.default.removeItem(at: folder)
    }

    private static func settings(folder: URL, endpoint: String) throws -> Settings {
        guard let tenant = TenantID(DemoFiles.tenant), let gate = ApplicationID(DemoFiles.gate) else {
            throw StartFault.configuration(["the demo's ids are no GUIDs"])
        }
        let listener = Settings.Listener(host: "127.0.0.1", port: 0, maximumConnections: 1_000)
        var settings = Settings(
            tenant: tenant, audience: .init(clientID: gate, appIDURIs: ["api://gatekeeper-demo"]),
            policyFile: folder.appendingPathComponent("policy.yaml").path, allowsReportOnly: true,
            auditFile: folder.appendingPathComponent("audit.sqlite").path,
            graph: .init(
                clientID: gate, credential: .secret(DemoFiles.secret), connectTimeoutSeconds: 5,
                timeoutSeconds: 30),
            service: listener, admin: listener, probes: nil, cloud: .global,
            endpoints: .init(login: endpoint, graph: endpoint), logLevel: "error",
            leaving: .init(announceSeconds: 0, idleSeconds: 0))
        // Whoever tries things out asks a lot.
        settings.inquiriesPerMinute = 10_000
        settings.limits.perCallerAndSecond = 10_000
        settings.limits.perInviterAndMinute = 600_000
        settings.reading.pagesPerMinute = 10_000
        settings.reading.exportsPerMinute = 1_000
        return settings
    }
}
