import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import GraphEmulator

/// An hour's worth of denials, as fast as they go: memory stays, and the trail holds each.
struct DenialBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "denials", abstract: "Deny without a pause, watch the memory, then check the trail.")

    @Option(help: "The gatekeeper executable; the one beside this program unless given.")
    var gatekeeper: String?

    @Option(help: "Requests.")
    var requests = 2_000_000

    @Option(help: "Connections at once.")
    var clients = 64

    func run() async throws {
        let emulator = try GraphEmulator(seed: EmulatorSeed(yaml: BenchmarkTenant.seed))
        try await emulator.start()
        let gate = try await GateProcess.start(
            gatekeeper ?? GateProcess.sibling, domains: 10, endpoint: emulator.baseURL,
            settings: BenchmarkTenant.widelyOpen(clients))
        let load = try Load(
            url: "http://127.0.0.1:\(gate.port)/v1.0/invitations", token: BenchmarkTenant.token(emulator), clients: clients)
        print("   requests   1/s    resident (MiB)")
        let step = max(1, requests / 10)
        var done = 0
        while done < requests {
            let count = min(step, requests - done)
            let seconds = try await load.run(count) { _ in BenchmarkTenant.denied }
            done += count
            let rate = (Double(count) / seconds).formatted(.number.precision(.fractionLength(0)).grouping(.never))
            print("\(done)".padded(to: 11) + rate.padded(to: 7) + "\(Int(gate.residentMiB()))".padded(to: 12))
        }
        await load.close()
        gate.stop(keepingFiles: true)
        try await check(gate)
        gate.removeFiles()
        await emulator.stop()
    }

    private func check(_ gate: GateProcess) async throws {
        let reader = try SQLiteAuditReader.open(path: gate.storePath)
        let started = Date()
        let report = try await reader.verify()
        let seconds = Date().timeIntervalSince(started)
        var query = AuditQuery()
        query.verdict = .denied
        let denied = try await reader.count(matching: query)
        print(
            "\(denied) denials in the trail; \(report.fault.map { "NOT WHOLE: \($0)" } ?? "whole"): \(report.entries) entries checked in "
                + "\(seconds.formatted(.number.precision(.fractionLength(1)))) s")
        guard denied == requests, report.isWhole else { throw BenchmarkFault(text: "the trail is not complete") }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
