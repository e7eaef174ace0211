import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Invitations

/// How fast the trail is read, checked and written when it is large.
struct TrailBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trail", abstract: "Fill a store and measure searches, exports, checks and appends on it.",
        discussion: "Ten million entries take about 25 GB of disk, and the run some 20 minutes, most of it for filling the store.")

    @Option(help: "Number of entries.")
    var entries = 10_000_000

    @Option(
        help:
            "Where to keep the store; a temporary folder, removed in the end, unless given. One that is there is used as it is, and grows by what is appended."
    )
    var folder: String?

    @Option(help: "Searches of each kind.")
    var searches = 200

    @Option(help: "Entries to export, and to check in a store of their own.")
    var sample = 500_000

    func run() async throws {
        let place =
            folder.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-trail-\(UUID())")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { if folder == nil { try? FileManager.default.removeItem(at: place) } }
        let store = place.appendingPathComponent("audit-\(entries).sqlite").path
        if !FileManager.default.fileExists(atPath: store) {
            let seconds = try await timed { try await BusyTrail.write(entries, to: store) }
            print("wrote \(entries) entries in \(Int(seconds)) s, \(Int(Double(entries) / seconds)) a second")
        }
        let reader = try SQLiteAuditReader.open(path: store)
        print("store: \(((try FileManager.default.attributesOfItem(atPath: store)[.size] as? Int) ?? 0) >> 20) MiB\n")
        try await TrailSearches(decisions: BusyTrail.decisions(for: entries), repetitions: searches).run(reader)
        try await export(reader)
        let small = place.appendingPathComponent("audit-sample.sqlite").path
        try? FileManager.default.removeItem(atPath: small)
        try await BusyTrail.write(sample, to: small)
        try await verify(small)
        try await TrailAppends(path: store).run()
        print("\npeak resident memory of this process: \(peakResidentMiB()) MiB")
    }

    private func export(_ reader: SQLiteAuditReader) async throws {
        print("")
        for format in ExportFormat.allCases {
            var (bytes, count) = (0, 0)
            var query = AuditQuery()
            query.order = .oldestFirst
            query.through = EntryID(Int64(sample))
            let seconds = try await timed {
                for try await stored in reader.entries(matching: query) {
                    bytes += format.line(stored.json()).utf8.count
                    count += 1
                }
            }
            print("export as \(format.rawValue): \(Int(Double(count) / seconds)) entries/s, \(text(Double(bytes) / seconds / 1e6)) MB/s")
        }
    }

    private func verify(_ path: String) async throws {
        let reader = try SQLiteAuditReader.open(path: path)
        var whole = false
        let seconds = try await timed { whole = try await reader.verify().isWhole }
        guard whole else { throw BenchmarkFault(text: "the store is not whole") }
        print("verify: \(Int(Double(sample) / seconds)) entries/s")
    }

    private func peakResidentMiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) / 1_024
    }
}

/// Runs and tells how many seconds it took.
func timed(_ body: () async throws -> Void) async rethrows -> Double {
    let started = ContinuousClock.now
    try await body()
    let duration = ContinuousClock.now - started
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func text(_ value: Double) -> String { value.formatted(.number.precision(.fractionLength(1)).grouping(.never)) }

/// The value below which so many of a hundred lie.
func percentile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part / 100))]
}
