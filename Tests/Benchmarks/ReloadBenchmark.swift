import ArgumentParser
import Curl
import Foundation
import GraphEmulator
import StrictJSON
import Synchronization

/// What callers notice of a reload: latencies while a large policy is swapped, beside those without.
struct ReloadBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Measure latencies while a policy with a large list is reloaded under load.")

    @Option(help: "The gatekeeper executable; the one beside this program unless given.")
    var gatekeeper: String?

    @Option(help: "Listed domains.")
    var domains = 1_000_000

    @Option(help: "Requests a second.")
    var perSecond = 300

    @Option(help: "Reloads, one after the other.")
    var reloads = 10

    @Option(help: "Connections at most.")
    var clients = 64

    func run() async throws {
        let emulator = try GraphEmulator(seed: EmulatorSeed(yaml: BenchmarkTenant.seed))
        try await emulator.start()
        let gate = try await GateProcess.start(
            gatekeeper ?? GateProcess.sibling, domains: domains, endpoint: emulator.baseURL)
        let load = try Load(
            url: "http://127.0.0.1:\(gate.port)/v1.0/invitations", token: BenchmarkTenant.token(emulator),
            clients: clients)
        _ = try await load.run(2_000) { _ in BenchmarkTenant.approved }
        let isOver = Mutex(false)
        let start = ContinuousClock.now
        async let answers = load.steady(perSecond: perSecond, since: start, until: { isOver.withLock { $0 } }) {
            $0 % 5 == 0 ? BenchmarkTenant.denied : BenchmarkTenant.approved
        }
        let swaps = try await swap(gate, since: start)
        isOver.withLock { $0 = true }
        report(try await answers, swaps)
        print("peak memory of the gate: \(Int(gate.peakMiB())) MiB")
        gate.stop()
        await load.close()
        await emulator.stop()
    }

    /// Swaps the list again and again, with as much rest between as the swaps take.
    ///
    /// - Returns: from when to when each took, until the gate itself told the new digest.
    private func swap(_ gate: GateProcess, since start: ContinuousClock.Instant) async throws -> [ClosedRange<Double>] {
        let http = try CurlClient()
        var swaps: [ClosedRange<Double>] = []
        let lists = [BenchmarkTenant.list(domains) + "one-more.example\n", BenchmarkTenant.list(domains)]
        try await Task.sleep(for: .seconds(3))
        for number in 0..<reloads {
            let before = try await digest(gate, http)
            let from = (ContinuousClock.now - start) / .seconds(1)
            try gate.reload(lists[number % 2])
            while try await digest(gate, http) == before { try await Task.sleep(for: .milliseconds(20)) }
            swaps.append(from...((ContinuousClock.now - start) / .seconds(1)))
            try await Task.sleep(for: .seconds(1.5))
        }
        await http.shutDown()
        return swaps
    }

    private func digest(_ gate: GateProcess, _ http: CurlClient) async throws -> String {
        let answer = try await http.exchange(
            CurlRequest(url: "http://127.0.0.1:\(gate.adminPort)/status", allowsPlainHTTP: true))
        return try JSON(parsing: answer.body)["policy"]?["digest"]?.string ?? ""
    }

    private func report(_ answers: [(due: Double, seconds: Double)], _ swaps: [ClosedRange<Double>]) {
        let during = answers.filter { answer in
            swaps.contains { $0.lowerBound <= answer.due + answer.seconds && answer.due <= $0.upperBound }
        }
        let quiet = answers.filter { answer in
            answer.due > 1 && !swaps.contains { $0.lowerBound <= answer.due + answer.seconds && answer.due <= $0.upperBound }
        }
        let times = swaps.map { $0.upperBound - $0.lowerBound }.sorted()
        print("\(domains) domains, \(perSecond) requests a second, \(swaps.count) reloads, no failed request")
        print(
            "a reload took \(text(times[times.count / 2])) s (median), \(text(times.last ?? 0)) s at most, from the signal to the new digest in /status"
        )
        print("           requests   p50 (ms)   p99 (ms)   longest (ms)")
        for (name, answers) in [("without", quiet), ("during ", during)] {
            let sorted = answers.map(\.seconds).sorted()
            guard !sorted.isEmpty else { continue }
            func at(_ share: Double) -> String { text(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1_000) }
            print("\(name)   \(sorted.count)   \(at(0.5))   \(at(0.99))   \(at(1))")
        }
    }

    private func text(_ value: Double) -> String { value.formatted(.number.precision(.fractionLength(2)).grouping(.never)) }
}
