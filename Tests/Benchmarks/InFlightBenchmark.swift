import ArgumentParser
import Curl
import Foundation
import GraphEmulator
import StrictJSON

/// Many requests under way at once, before a Graph that takes its time.
struct InFlightBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inflight", abstract: "Measure memory per request in flight while Graph takes two seconds to answer.")

    @Option(help: "The gatekeeper executable; the one beside this program unless given.")
    var gatekeeper: String?

    @Option(help: "Requests at once, each on a connection of its own.")
    var requests = 10_000

    @Option(help: "How long Graph takes, in seconds.")
    var delay = 2.0

    func run() async throws {
        let emulator = try GraphEmulator(seed: EmulatorSeed(yaml: BenchmarkTenant.seed))
        try await emulator.start()
        let gate = try await GateProcess.start(
            gatekeeper ?? GateProcess.sibling, domains: 10, endpoint: emulator.baseURL,
            settings: BenchmarkTenant.widelyOpen(requests))
        let load = try Load(
            url: "http://127.0.0.1:\(gate.port)/v1.0/invitations", token: BenchmarkTenant.token(emulator), clients: requests)
        // Warm: keys, facts and Graph's token are there, and every connection is open.
        _ = try await load.run(requests) { _ in BenchmarkTenant.denied }
        _ = try await load.run(1) { _ in BenchmarkTenant.approved }
        let before = gate.residentMiB()
        emulator.faults.add(Fault(path: "*/invitations", effect: .delayBefore(seconds: delay)))
        let watch = Task { await most(gate) }
        let seconds = try await load.run(requests) { number in Load.Request(address: "guest-\(number)@fabrikam.example", status: 201) }
        watch.cancel()
        let (inFlight, peak) = await watch.value
        print(
            """
            requests \(requests), all answered 201, in \(seconds.formatted(.number.precision(.fractionLength(1)))) s; Graph made \
            \(emulator.record.invitationCount - 1)
            most in flight in the gate: \(inFlight)
            resident before: \(Int(before)) MiB, most: \(Int(peak)) MiB: \(Int((peak - before) * 1_024 / Double(max(inFlight, 1)))) KiB a request in flight
            """)
        gate.stop()
        await load.close()
        await emulator.stop()
    }

    /// The most requests that the gate says are under way, and the most memory meanwhile.
    private func most(_ gate: GateProcess) async -> (inFlight: Int, peakMiB: Double) {
        guard let http = try? CurlClient(CurlConfiguration(proxy: nil)) else { return (0, .nan) }
        var most = (inFlight: 0, peakMiB: 0.0)
        while !Task.isCancelled {
            let request = CurlRequest(url: "http://127.0.0.1:\(gate.adminPort)/status", allowsPlainHTTP: true)
            if let answer = try? await http.exchange(request), let status = try? JSON(parsing: answer.body),
                let count = status["requests"]?["inFlight"]?.integer
            {
                most = (max(most.inFlight, Int(count)), max(most.peakMiB, gate.residentMiB()))
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
        await http.shutDown()
        return most
    }
}
