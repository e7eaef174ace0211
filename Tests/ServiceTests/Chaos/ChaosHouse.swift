import Curl
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import Synchronization

/// A gate that is killed and started again, before an emulator that stays: the witness.
final class ChaosHouse: Sendable {
    let folder: URL
    let emulator: GraphEmulator
    private let gate: Mutex<GateProcess?>
    private let clockFile: URL

    /// libfaketime (Debian's libfaketime): the program as it is shipped, with a clock that is told what to say.
    private static let clockLibrary = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }

    init() async throws {
        folder = try Folder.make()
        var seed = Tenant.seed()
        seed.apps[0].permissions.insert("AuditLog.Read.All")
        emulator = try GraphEmulator(seed: seed, configuration: EmulatorConfiguration(keys: House.keys))
        try await emulator.start()
        gate = Mutex(nil)
        clockFile = folder.appendingPathComponent("clock")
        try setClock("+0")
    }

    var store: String { folder.appendingPathComponent("audit.sqlite").path }

    /// Where the gate is now; clients ask for it before each request.
    var url: String? { gate.withLock { $0?.url } }
    var adminURL: String? { gate.withLock { $0?.adminURL } }

    func start() async throws {
        guard let library = Self.clockLibrary else { throw GateProcess.Failure(what: "libfaketime is not installed") }
        let environment = [
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": clockFile.path, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "GATEKEEPER_IN_DOUBT_LAG_MINUTES": "1", "GATEKEEPER_IN_DOUBT_EVERY_SECONDS": "5",
        ]
        let started = try await GateProcess.serve(in: folder, before: emulator, timeoutSeconds: 2, environment: environment)
        gate.withLock { $0 = started }
    }

    /// - Returns: how it ended.
    @discardableResult
    func end(by signal: Int32) async -> Int32 {
        let ended = gate.withLock { gate in
            defer { gate = nil }
            return gate
        }
        return await ended?.end(by: signal) ?? 0
    }

    func signal(_ signal: Int32) {
        if let pid = gate.withLock({ $0?.pid }) { kill(pid, signal) }
    }

    /// How far the gate's clock is from the machine's, as libfaketime writes it, such as `+3600`.
    func setClock(_ offset: String) throws {
        try Data((offset + "\n").utf8).write(to: clockFile)
    }

    /// From now on the gate's files cannot grow beyond so many bytes; nil takes the limit away.
    func limitFiles(to bytes: Int?) async throws {
        guard let pid = gate.withLock({ $0?.pid }) else { return }
        let soft = bytes.map(String.init) ?? "unlimited"
        let limited = try Run("/usr/bin/prlimit", ["--pid", "\(pid)", "--fsize=\(soft):unlimited"])
        guard await limited.ending.value == 0 else { throw GateProcess.Failure(what: "prlimit: \(await limited.errorText())") }
    }

    func swapPolicy(_ text: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent("policy.yaml"), options: .atomic)
        signal(SIGHUP)
    }

    func close() async {
        await end(by: SIGKILL)
        await emulator.stop()
        Folder.remove(folder)
    }
}

extension ChaosHouse {
    /// Approved invitations of which a look-up may still tell something.
    func pendingDoubts() async throws -> Int {
        guard let adminURL, let http = House.http else { return 0 }
        let answer = try await http.exchange(CurlRequest(url: adminURL + "/status", allowsPlainHTTP: true))
        return Int(Reply(answer).json?["inDoubt"]?["pending"]?.integer ?? 0)
    }
}
