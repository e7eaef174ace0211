import Curl
import Foundation
import GraphEmulator
import StrictJSON
import Synchronization
import Testing

/// The real `gatekeeper serve`, a process of its own.
final class GateProcess: Sendable {
    /// Where the program was built: beside the tests.
    static var program: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("gatekeeper")
    }

    let servicePort: Int
    let adminPort: Int
    /// What it logged until it listened.
    let said: [String]
    private let run: Run

    private init(_ run: Run, servicePort: Int, adminPort: Int, said: [String]) {
        (self.run, self.servicePort, self.adminPort, self.said) = (run, servicePort, adminPort, said)
    }

    var pid: pid_t { run.pid }
    var url: String { "http://127.0.0.1:\(servicePort)" }
    var adminURL: String { "http://127.0.0.1:\(adminPort)" }

    /// A folder and an emulated Entra and Graph, for processes that the body starts: both are gone afterwards, however it ends.
    static func beforeEmulator(_ body: (URL, GraphEmulator) async throws -> Void) async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
        try await emulator.start()
        do { try await body(folder, emulator) } catch {
            await emulator.stop()
            throw error
        }
        await emulator.stop()
    }

    /// Writes settings and policy into the folder, once, and starts the program there.
    ///
    /// - Parameters:
    ///   - keeping: what stands beside `file` in the settings' `policy`.
    ///   - idempotency: that key of the settings, whole.
    ///   - outbound: what stands in that key of the settings.
    ///   - arguments: further ones, for `serve`.
    ///   - environment: variables besides this process's own.
    /// - Returns: once it listens.
    static func serve(
        in folder: URL, before emulator: GraphEmulator, timeoutSeconds: Int = 5, keeping: String = "", idempotency: String = "",
        drain: String = "announceSeconds: 0, idleSeconds: 1", outbound: String = "requests: 100000", arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> GateProcess {
        try await listening(
            start(
                in: folder, before: emulator, timeoutSeconds: timeoutSeconds, keeping: keeping, idempotency: idempotency, drain: drain,
                outbound: outbound, arguments: arguments, environment: environment))
    }

    /// The same, without waiting.
    static func start(
        in folder: URL, before emulator: GraphEmulator, timeoutSeconds: Int = 5, keeping: String = "", idempotency: String = "",
        drain: String = "announceSeconds: 0, idleSeconds: 1", outbound: String = "requests: 100000", arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> Run {
        try write(
            to: folder, endpoint: emulator.baseURL, timeoutSeconds: timeoutSeconds, keeping: keeping, idempotency: idempotency, drain: drain,
            outbound: outbound)
        let settings = folder.appendingPathComponent("gatekeeper.yaml").path
        // A write beyond the file size limit is to fail, not to end the process: the signal's being ignored is inherited.
        return try Run(
            "/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" serve --settings \"$@\"", program.path, settings] + arguments,
            environment: environment)
    }

    /// Waits until it listens.
    static func listening(_ run: Run) async throws -> GateProcess {
        var said: [String] = []
        for await line in run.errors {
            said.append(line)
            guard line.contains("listening") else { continue }
            let ports = ["service", "admin"].map { name in
                line.split(separator: " ").first { $0.hasPrefix("\(name)=") }?.split(separator: ":").last.flatMap { Int($0) }
            }
            guard case .some(.some(let service)) = ports.first, case .some(.some(let admin)) = ports.last else { break }
            return GateProcess(run, servicePort: service, adminPort: admin, said: said)
        }
        kill(run.pid, SIGKILL)
        let status = await run.ending.value
        throw Failure(what: "the gate did not start to listen, and ended with \(status): \(said)")
    }

    /// What it has logged since; to its end.
    func errorText() async -> String { await run.errorText() }

    /// Sends the signal and waits for the end: the exit code, or the negated number of the signal that ended it.
    @discardableResult
    func end(by signal: Int32) async -> Int32 {
        kill(pid, signal)
        return await run.ending.value
    }

    func status() async throws -> JSON {
        let http = try #require(House.http)
        return try JSON(parsing: try await http.exchange(CurlRequest(url: "\(adminURL)/status", allowsPlainHTTP: true)).body)
    }

    /// Runs the program with these arguments to its end.
    static func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let run = try Run(program.path, arguments)
        let output = await run.outputText()
        return (await run.ending.value, output)
    }

    private static func write(
        to folder: URL, endpoint: String, timeoutSeconds: Int, keeping: String, idempotency: String, drain: String, outbound: String
    ) throws {
        try Data(Tenant.policy().utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        let settings = """
            tenant: \(Tenant.id)
            audience: {clientId: \(Tenant.gate), appIdUris: ["api://gatekeeper-tests"]}
            policy: {file: policy.yaml\(keeping)}
            audit: {file: audit.sqlite}
            graph:
              clientId: \(Tenant.gate)
              clientSecretFile: secret
              connectTimeoutSeconds: 1
              timeoutSeconds: \(timeoutSeconds)
            listen: {host: 127.0.0.1, port: 0}
            admin: {host: 127.0.0.1, port: 0}
            outbound: {\(outbound)}
            endpoints: {allowCustom: true, login: "\(endpoint)", graph: "\(endpoint)"}
            limits: {perCallerAndSecond: 100000, perInviterAndMinute: 6000000}
            log: {level: notice}
            drain: {\(drain)}
            \(idempotency)
            """
        try Data(settings.utf8).write(to: folder.appendingPathComponent("gatekeeper.yaml"))
        try Data((Tenant.secret + "\n").utf8).write(to: folder.appendingPathComponent("secret"))
    }

    struct Failure: Error { let what: String }
}
