import AuditStores
import AuditTrail
import Curl
import Foundation
import Gatekeeper
import GraphClient
import GraphEmulator
import Invitations
import Logging
import ServiceLifecycle
import Testing

@testable import GatekeeperCommand

/// What stands in a house.
struct HousePlan: Sendable {
    var policy = Tenant.policy()
    var seed = Tenant.seed()
    var credential = Settings.Credential.secret(Tenant.secret)
    var groupsClaimIsComplete = false
    /// Graph's time to answer.
    var timeoutSeconds = 20
    /// Nobody looks at the policy's files unless a test does.
    var keeping = Settings.PolicyKeeping(watchSeconds: 0)
    var idempotency = Settings.Idempotency()
    /// How often somebody may ask; no test meets it by the way.
    var limits = Self.noLimits
    /// A policy that judges beside the one in force.
    var candidate: String?
    /// As fast as the tests like; the pace has tests of its own.
    var outbound = HousePlan.unpaced
    /// Done with the emulator before the gate starts.
    var prepare: @Sendable (GraphEmulator) -> Void = { _ in }
    /// A trail that is there already; nil means a new one.
    var auditFile: String?
    /// Nobody settles what is in doubt unless the test is about that.
    var inDoubt = Settings.InDoubt(looksUp: false)
    /// A clock and a running emulator that outlive the house.
    var clock: TestClock?
    var emulator: GraphEmulator?
    var proof = Settings.Proof()

    private static var noLimits: InboundLimits {
        var limits = InboundLimits()
        (limits.perCallerAndSecond, limits.perInviterAndMinute) = (100_000, 6_000_000)
        return limits
    }

    static var unpaced: OutboundLimits {
        var limits = OutboundLimits()
        limits.requests = 100_000
        limits.waitSeconds = 0
        return limits
    }
}

/// Emulator and gate on loopback, both in this process, in a folder of their own.
final class House: Sendable {
    /// Made once: RSA keys take their time.
    static let keys = try? EmulatorKeys()
    /// The callers' connections.
    static let http = try? CurlClient(CurlConfiguration(maximumConnections: 256, maximumConnectionsPerHost: 256))

    let folder: URL
    let clock: TestClock
    let emulator: GraphEmulator
    let assembly: Assembly
    let ports: Assembly.Ports
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let ownsEmulator: Bool

    private init(
        _ folder: URL, _ clock: TestClock, _ emulator: GraphEmulator, _ assembly: Assembly, _ ports: Assembly.Ports,
        _ group: ServiceGroup, _ running: Task<Void, any Error>, ownsEmulator: Bool
    ) {
        self.ownsEmulator = ownsEmulator
        (self.folder, self.clock, self.emulator, self.assembly) = (folder, clock, emulator, assembly)
        (self.ports, self.group, self.running) = (ports, group, running)
    }

    /// Opens a house, lets `body` live in it, checks that the trail is whole, and closes it.
    static func with(_ plan: HousePlan = HousePlan(), _ body: (House) async throws -> Void) async throws {
        let house = try await open(plan)
        do {
            try await body(house)
            // By a reader of its own: a house that has begun to leave may have closed its trail.
            let report = try await SQLiteAuditReader.open(path: house.assembly.settings.auditFile).verify()
            #expect(report.isWhole, "\(report)")
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }

    private static func open(_ plan: HousePlan) async throws -> House {
        let folder = try Folder.make()
        let clock = plan.clock ?? TestClock()
        if let emulator = plan.emulator { return try await open(plan, folder, clock, emulator) }
        let emulator = try GraphEmulator(
            seed: plan.seed, configuration: EmulatorConfiguration(clock: clock.emulator, keys: keys))
        do {
            try await emulator.start()
            plan.prepare(emulator)
            return try await open(plan, folder, clock, emulator)
        } catch {
            await emulator.stop()
            Folder.remove(folder)
            throw error
        }
    }

    private static func open(
        _ plan: HousePlan, _ folder: URL, _ clock: TestClock, _ emulator: GraphEmulator
    ) async throws -> House {
        try Data(plan.policy.utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        if let candidate = plan.candidate {
            try Data(candidate.utf8).write(to: folder.appendingPathComponent("candidate.yaml"))
        }
        let settings = try settings(plan, folder: folder, endpoint: emulator.baseURL)
        let logger = Logger(label: "gate") { _ in SwiftLogNoOpLogHandler() }
        let assembly = try await Assembly.make(settings, world: clock.world, logger: logger)
        let (listening, continuation) = AsyncStream.makeStream(of: Assembly.Ports.self)
        let group = assembly.group { ports in
            continuation.yield(ports)
            continuation.finish()
        }
        let running = Task {
            // Nobody waits for a service that ended before it listened.
            defer { continuation.finish() }
            try await group.run()
        }
        let ports = try #require(await listening.first { _ in true }, "the gate did not start to listen")
        return House(folder, clock, emulator, assembly, ports, group, running, ownsEmulator: plan.emulator == nil)
    }

    /// Builds the service and does not run it: for one that is not whole and so would not begin to listen.
    static func withoutServing(_ plan: HousePlan, _ body: (Assembly, GraphEmulator) async throws -> Void) async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let emulator = try GraphEmulator(seed: plan.seed, configuration: EmulatorConfiguration(keys: keys))
        try await emulator.start()
        try Data(plan.policy.utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        let logger = Logger(label: "gate") { _ in SwiftLogNoOpLogHandler() }
        let assembly = try await Assembly.make(
            try settings(plan, folder: folder, endpoint: emulator.baseURL), world: TestClock().world, logger: logger)
        do {
            try await body(assembly, emulator)
        } catch {
            Issue.record(error)
        }
        await assembly.http.shutDown()
        await assembly.store.close()
        await emulator.stop()
    }

    private static func settings(_ plan: HousePlan, folder: URL, endpoint: String) throws -> Settings {
        let gate = try #require(ApplicationID(Tenant.gate))
        var keeping = plan.keeping
        if plan.candidate != nil { keeping.candidateFile = folder.appendingPathComponent("candidate.yaml").path }
        let listener = Settings.Listener(host: "127.0.0.1", port: 0, maximumConnections: 1_000)
        return Settings(
            tenant: try #require(TenantID(Tenant.id)),
            audience: .init(
                clientID: gate, appIDURIs: ["api://gatekeeper-tests"],
                groupsClaimIsComplete: plan.groupsClaimIsComplete),
            policyFile: folder.appendingPathComponent("policy.yaml").path, allowsReportOnly: true,
            keeping: keeping,
            auditFile: plan.auditFile ?? folder.appendingPathComponent("audit.sqlite").path, proof: plan.proof,
            graph: .init(
                clientID: gate, credential: plan.credential, connectTimeoutSeconds: 2,
                timeoutSeconds: plan.timeoutSeconds),
            service: listener, admin: listener, cloud: .global,
            endpoints: .init(login: endpoint, graph: endpoint), logLevel: "error", limits: plan.limits,
            outbound: plan.outbound, inDoubt: plan.inDoubt, idempotency: plan.idempotency, leaving: .init(announceSeconds: 0, idleSeconds: 0))
    }

    var url: String { "http://127.0.0.1:\(ports.service)" }

    /// As a signal does it; whoever closes the house waits for the end.
    func beginLeaving() async { await group.triggerGracefulShutdown() }

    private func close() async {
        await group.triggerGracefulShutdown()
        do { try await running.value } catch { Issue.record("the gate did not stop cleanly: \(error)") }
        if ownsEmulator { await emulator.stop() }
        Folder.remove(folder)
    }
}

/// A folder for one test.
enum Folder {
    static func make() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    static func remove(_ folder: URL) {
        try? FileManager.default.removeItem(at: folder)
    }
}
