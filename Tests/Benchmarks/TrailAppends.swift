import AuditStores
import AuditTrail
import Foundation
import Invitations
import Synchronization

/// Durable appends to a store that is large already, by one client, by 64, and by 1,000 at a time.
struct TrailAppends {
    let path: String

    func run() async throws {
        print("\nclients   appends/s    p50 ms    p99 ms")
        var generator = SystemRandomNumberGenerator()
        let store = try SQLiteAuditStore.open(path: path, writer: WriterID(high: generator.next(), low: generator.next()))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper-benchmark"), at: BusyTrail.start))
        // Numbers that the trail has not: decisions are new.
        var first = 100_000_000 + Int.random(in: 0..<100, using: &generator) * 1_000_000
        for (clients, appends) in [(1, 3_000), (64, 40_000), (1_000, 60_000)] {
            let times = Times()
            let base = first
            let seconds = try await timed {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<clients {
                        group.addTask {
                            for turn in 0..<appends / clients {
                                let draft = try BusyTrail.decisionDraft(base + turn * clients + client, of: base)
                                let time = try await timed { _ = try await store.append(draft) } * 1_000
                                times.add(time)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            first += appends
            let all = times.all
            func column(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
            print(
                column(String(clients), 7) + column(String(Int(Double(all.count) / seconds)), 12) + column(text(percentile(all, 50)), 10)
                    + column(text(percentile(all, 99)), 10))
        }
        await store.close()
    }
}

private final class Times: Sendable {
    private let times = Mutex<[Double]>([])

    var all: [Double] { times.withLock(\.self) }

    func add(_ time: Double) { times.withLock { $0.append(time) } }
}
