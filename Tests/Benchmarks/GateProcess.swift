import Foundation

/// A `gatekeeper serve` of its own, in a folder of its own, whose CPU time and memory the kernel tells.
final class GateProcess: Sendable {
    let port: Int
    let adminPort: Int
    /// From starting the process to its listening: mostly the policy's lists.
    let loadSeconds: Double
    private let process: Process
    private let folder: URL

    private init(port: Int, adminPort: Int, loadSeconds: Double, process: Process, folder: URL) {
        self.port = port
        self.adminPort = adminPort
        self.loadSeconds = loadSeconds
        self.process = process
        self.folder = folder
    }

    /// - Parameter settings: further lines of the settings file.
    static func start(_ program: String, domains: Int, endpoint: String, settings: String = "") async throws -> GateProcess {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-benchmark-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        try write("policy.yaml", BenchmarkTenant.policy)
        try write("denied.txt", BenchmarkTenant.list(domains))
        try write("gatekeeper.yaml", BenchmarkTenant.settings(endpoint: endpoint, settings))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--settings", folder.appendingPathComponent("gatekeeper.yaml").path]
        let log = Pipe()
        process.standardError = log
        let started = Date()
        try process.run()
        let (port, adminPort) = try Self.ports(from: log.fileHandleForReading)
        return GateProcess(
            port: port, adminPort: adminPort, loadSeconds: Date().timeIntervalSince(started), process: process, folder: folder)
    }

    /// The `gatekeeper` beside this program.
    static var sibling: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("gatekeeper").path
    }

    /// Replaces the domain list and has the gate load it.
    func reload(_ list: String) throws {
        try Data(list.utf8).write(to: folder.appendingPathComponent("denied.txt"), options: .atomic)
        kill(process.processIdentifier, SIGHUP)
    }

    /// Reads the log up to the line that says where the gate listens.
    private static func ports(from log: FileHandle) throws -> (service: Int, admin: Int) {
        var text = ""
        while true {
            let data = log.availableData
            guard !data.isEmpty else { throw BenchmarkFault(text: "the gate did not start:\n\(text)") }
            text += String(decoding: data, as: UTF8.self)
            func port(_ name: String) -> Int? {
                text.range(of: "\(name)=127.0.0.1:").flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
            }
            if let service = port("service"), let admin = port("admin"), text.hasSuffix("\n") { return (service, admin) }
        }
    }

    /// User and system time of all threads so far.
    func cpuSeconds() -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        // After the command's name in parentheses: fields 14 and 15 of proc(5), counted from the third.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return .nan }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func peakMiB() -> Double { mebibytes("VmHWM:") }
    func residentMiB() -> Double { mebibytes("VmRSS:") }

    private func mebibytes(_ field: String) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
        return (line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? .nan) / 1_024
    }

    var storePath: String { folder.appendingPathComponent("audit.sqlite").path }

    func stop(keepingFiles: Bool = false) {
        process.terminate()
        process.waitUntilExit()
        if !keepingFiles { removeFiles() }
    }

    func removeFiles() { try? FileManager.default.removeItem(at: folder) }
}

struct BenchmarkFault: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}
