import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Invitations

/// How long it takes to judge recorded decisions again, and with how much memory.
struct ReplayBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Fill a store with decisions and measure `gatekeeper policy replay` on it.")

    @Option(help: "The gatekeeper executable; the one beside this program unless given.")
    var gatekeeper: String?

    @Option(help: "Number of recorded decisions.")
    var decisions = 1_000_000

    @Option(help: "Where to keep the store; a temporary folder, removed in the end, unless given. One that is there is used as it is.")
    var folder: String?

    func run() async throws {
        let place =
            folder.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-replay-\(UUID())")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { if folder == nil { try? FileManager.default.removeItem(at: place) } }
        let store = place.appendingPathComponent("audit.sqlite").path
        if !FileManager.default.fileExists(atPath: store) {
            let started = Date()
            try await RecordedTrail(decisions: decisions).write(to: store)
            print("wrote \(decisions) decisions in \(Int(Date().timeIntervalSince(started))) s")
        }
        try Data(RecordedTrail.policy.utf8).write(to: place.appendingPathComponent("new.yaml"))
        try measure(store, policy: place.appendingPathComponent("new.yaml").path)
    }

    private func measure(_ store: String, policy: String) throws {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: gatekeeper
                ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("gatekeeper").path)
        process.arguments = ["policy", "replay", policy, "--store", store, "--fail-on", "none", "--limit-flips", "3"]
        let started = Date()
        try process.run()
        var peak = 0.0
        while process.isRunning {
            peak = max(peak, peakMiB(process.processIdentifier))
            Thread.sleep(forTimeInterval: 0.05)
        }
        guard process.terminationStatus == 0 else { throw BenchmarkFault(text: "the replay failed") }
        let seconds = Date().timeIntervalSince(started)
        func text(_ value: Double) -> String { value.formatted(.number.precision(.fractionLength(1)).grouping(.never)) }
        print("\n\(text(seconds)) s, \(Int(Double(decisions) / seconds)) decisions/s, peak \(text(peak)) MiB")
    }

    private func peakMiB(_ process: Int32) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? 0) / 1_024
    }
}
