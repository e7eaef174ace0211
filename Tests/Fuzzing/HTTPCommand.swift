import ArgumentParser
import Foundation
import HostileHTTP

/// Throws mutated HTTP at a live listener.
struct HTTPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http", abstract: "Fuzz the service listener over its socket: malformed and smuggled HTTP, and hostile bodies.",
        discussion: "swift run -c release gatekeeper-fuzz http --executions 100000 --seed 1")

    @Option(help: "Number of requests.")
    var executions = 100_000

    @Option(help: "Where the chance starts.")
    var seed: UInt64 = 1

    @Option(help: "Connections at once.")
    var clients = 4

    @Option(help: "More memory than this beside what is resident after the first tenth is a failure. In MiB.")
    var growth = 64

    func run() async throws {
        let started = ContinuousClock.now
        let report = try await HTTPFuzz(executions: executions, seed: seed, clients: clients).run()
        for (number, finding) in report.findings.prefix(20).enumerated() {
            let path = "fuzz-http-\(seed)-\(number).input"
            try Data(finding.input).write(to: URL(fileURLWithPath: path))
            print("\(finding.description)\nthe input is in \(path)")
        }
        let grown = (report.residentAtLast - report.residentAtFirst) / (1 << 20)
        let seconds = Int(((ContinuousClock.now - started) / .seconds(1)).rounded())
        print(
            "http, seed \(seed): \(report.executions) requests in \(seconds) s, \(report.answers) answered, the others' connections closed; "
                + "\(report.findings.count) findings; resident \(report.residentAtFirst / (1 << 20)) MiB after a tenth, "
                + "\(report.residentAtLast / (1 << 20)) MiB at the end")
        guard report.findings.isEmpty, grown <= growth else { throw ExitCode(1) }
    }
}
