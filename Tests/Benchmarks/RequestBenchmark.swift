import ArgumentParser
import Foundation
import GraphEmulator

/// CPU and memory of the gate, measured on the real process.
///
/// The gate runs as a process of its own, so that only its own CPU time and memory count; Graph is the emulator, inside
/// this process. All figures of one table come from one run: compare them with each other, not with another day's.
struct RequestBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Measure CPU per request, peak memory and the load time of domain lists.")

    @Option(help: "The gatekeeper executable; the one beside this program unless given.")
    var gatekeeper: String?

    @Option(help: "Numbers of listed domains.")
    var domains: [Int] = [10, 10_000, 1_000_000]

    @Option(help: "Requests of each kind.")
    var requests = 20_000

    @Option(help: "Connections at once.")
    var clients = 64

    func run() async throws {
        let program = gatekeeper ?? GateProcess.sibling
        print("domains    load (s)   peak (MiB)   deny (us)   approve (us)   mixed 80/20 (us)   mixed (1/s)")
        for count in domains {
            let row = try await measure(program, domains: count)
            print(row.text)
        }
        print("\nCPU microseconds of the gate's process per request, all its threads, with the durable audit trail.")
    }

    private func measure(_ program: String, domains: Int) async throws -> Row {
        let emulator = try GraphEmulator(seed: EmulatorSeed(yaml: BenchmarkTenant.seed))
        try await emulator.start()
        let gate = try await GateProcess.start(program, domains: domains, endpoint: emulator.baseURL)
        let load = try Load(
            url: "http://127.0.0.1:\(gate.port)/v1.0/invitations", token: BenchmarkTenant.token(emulator),
            clients: clients)
        // Warm: token verified once, inviter's facts fetched, connections open.
        _ = try await load.run(requests / 10) { _ in BenchmarkTenant.approved }
        var row = Row(domains: domains, loadSeconds: gate.loadSeconds)
        row.deny = try await cost(gate, load) { _ in BenchmarkTenant.denied }.microseconds
        row.approve = try await cost(gate, load) { _ in BenchmarkTenant.approved }.microseconds
        let mixed = try await cost(gate, load) { $0 % 5 == 0 ? BenchmarkTenant.denied : BenchmarkTenant.approved }
        row.mixed = mixed.microseconds
        row.perSecond = mixed.perSecond
        row.peakMiB = gate.peakMiB()
        gate.stop()
        await load.close()
        await emulator.stop()
        return row
    }

    private func cost(
        _ gate: GateProcess, _ load: Load, _ request: @escaping @Sendable (Int) -> Load.Request
    ) async throws -> (microseconds: Double, perSecond: Double) {
        let before = gate.cpuSeconds()
        let seconds = try await load.run(requests, request)
        return ((gate.cpuSeconds() - before) * 1_000_000 / Double(requests), Double(requests) / seconds)
    }
}

private struct Row {
    let domains: Int
    let loadSeconds: Double
    var peakMiB = 0.0
    var deny = 0.0
    var approve = 0.0
    var mixed = 0.0
    var perSecond = 0.0

    init(domains: Int, loadSeconds: Double) {
        self.domains = domains
        self.loadSeconds = loadSeconds
    }

    var text: String {
        func cell(_ value: Double, _ width: Int, _ digits: Int) -> String {
            let text = value.formatted(.number.precision(.fractionLength(digits)).grouping(.never))
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return cell(Double(domains), 7, 0) + cell(loadSeconds, 12, 2) + cell(peakMiB, 13, 0) + cell(deny, 12, 1)
            + cell(approve, 15, 1) + cell(mixed, 19, 1) + cell(perSecond, 14, 0)
    }
}
