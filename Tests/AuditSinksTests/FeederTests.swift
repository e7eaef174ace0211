import AuditTrail
import Invitations
import Logging
import PrometheusMetrics
import StrictJSON
import Testing

@testable import AuditSinks

@Suite("Feeding sinks", .timeLimit(.minutes(1)))
struct FeederTests {
    private let feed = MemoryFeed()
    private let metrics = PrometheusRegistry()

    private func feeders(_ sinks: [any Sink], holder: UInt64 = 1, drain: Duration = .seconds(3)) -> SinkFeeders {
        SinkFeeders(
            sinks, feed: feed, holder: id(holder), startingAt: .oldest, clock: feed.clock, metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, drain: drain)
    }

    /// Runs the feeders beside the body, and to their end after it.
    private func running(_ feeders: SinkFeeders, _ body: () async throws -> Void) async throws {
        let run = Task { await feeders.run() }
        do { try await body() } catch {
            feeders.stop()
            throw error
        }
        feeders.stop()
        await run.value
    }

    private func items(_ range: ClosedRange<Int64>) -> [TrailItem] { range.map { item($0) } }

    @Test("gives every entry once and in order, a bounded page at a time, and notes how far it came")
    func order() async throws {
        feed.add(items(1...2_000))
        let sinks = [RecordingSink(.file), RecordingSink(.syslog)]
        try await running(feeders(sinks)) {
            try await eventually { sinks.allSatisfy { $0.taken.count == 2_000 } }
            feed.add(items(2_001...2_001) + [.damaged(EntryID(2_002))])
            try await eventually { feed.taken(.file) == 2_002 && feed.taken(.syslog) == 2_002 }
        }
        #expect(sinks.allSatisfy { $0.taken == Array(1...2_002) })
        #expect(feed.largestPage == SinkFeeder.page)
        // The leases are free again.
        #expect(feed.holder(.file) == nil && feed.holder(.syslog) == nil)
    }

    @Test("lets a sink that is dead lag by itself, and says so")
    func lag() async throws {
        feed.add(items(1...300))
        let (dead, well) = (RecordingSink(.syslog), RecordingSink(.file))
        dead.fail(times: .max)
        let feeders = feeders([dead, well], drain: .zero)
        try await running(feeders) {
            try await eventually { well.taken.count == 300 && dead.tries > 0 }
            let status = await feeders.status()
            let syslog = try #require(status.array?.first { $0["name"] == "syslog" })
            #expect(syslog["feeding"]?.bool == true && syslog["lagEntries"]?.integer == 300 && syslog["lagSeconds"]?.integer == 90)
            #expect(syslog["lastFailure"]?["what"]?.string == "nothing was taken for 1 seconds" && syslog["backOffSeconds"]?.integer == 1)
            let file = try #require(status.array?.first { $0["name"] == "file" })
            #expect(file["lagEntries"]?.integer == 0 && file["lastFailure"] == .null && file["taken"]?.integer == 300)
        }
        #expect(dead.taken.isEmpty && feed.taken(.syslog) == 0)
        let text = metrics.render()
        #expect(text.contains("gatekeeper_sink_failures_total{sink=\"syslog\"} 1"))
        #expect(text.contains("gatekeeper_sink_entries_total{sink=\"file\"} 300"))
    }

    @Test("tries again what failed, and leaves nothing out")
    func retries() async throws {
        feed.add(items(1...300))
        let sink = RecordingSink()
        sink.fail(times: 1)
        try await running(feeders([sink])) { try await eventually { feed.taken(.syslog) == 300 } }
        #expect(sink.taken == Array(1...300))
    }

    @Test("gives no further page while it cannot note that the last one was taken")
    func unnoted() async throws {
        let sink = RecordingSink()
        sink.hold(true)
        feed.add(items(1...1_000))
        try await running(feeders([sink])) {
            try await eventually { sink.tries == 1 }
            feed.fail(.full)
            sink.hold(false)
            try await eventually { sink.taken.count == SinkFeeder.page }
            try await eventually { metrics.render().contains("gatekeeper_sink_failures_total{sink=\"syslog\"} 1") }
            #expect(sink.taken.count == SinkFeeder.page && feed.taken(.syslog) == 0)
            feed.fail(nil)
            try await eventually { feed.taken(.syslog) == 1_000 }
        }
        #expect(sink.taken == Array(1...1_000))
    }

    @Test("leaves a sink to the process that feeds it, and takes over when that one's lease ends")
    func takesOver() async throws {
        feed.give(.syslog, to: id(9))
        feed.add(items(1...10))
        let sink = RecordingSink()
        let feeders = feeders([sink])
        try await running(feeders) {
            try await Task.sleep(for: .milliseconds(300))
            #expect(sink.tries == 0)
            #expect(await feeders.status().array?.first?["feeding"] == false)
            feed.skip(milliseconds: SinkLease.length)
            try await eventually { feed.taken(.syslog) == 10 }
        }
        #expect(sink.taken == Array(1...10))
    }

    @Test("lets two processes in turn give everything, a page twice at the most")
    func rolling() async throws {
        feed.add(items(1...1_000))
        let (old, new) = (RecordingSink(), RecordingSink())
        let oldFeeders = feeders([old], holder: 1)
        let newFeeders = feeders([new], holder: 2)
        let run = Task { await oldFeeders.run() }
        try await eventually { feed.taken(.syslog) == 1_000 }
        try await running(newFeeders) {
            feed.add(items(1_001...1_500))
            oldFeeders.stop()
            await run.value
            feed.add(items(1_501...2_000))
            try await eventually { feed.taken(.syslog) == 2_000 }
        }
        #expect(old.taken + new.taken == Array(1...2_000))
        #expect(!new.taken.isEmpty)
    }

    @Test("stops giving when another process has taken the lease")
    func fenced() async throws {
        let sink = RecordingSink()
        sink.hold(true)
        feed.add(items(1...1_000))
        try await running(feeders([sink], drain: .zero)) {
            try await eventually { sink.tries == 1 }
            feed.give(.syslog, to: id(9))
            sink.hold(false)
            try await eventually { sink.taken.count == SinkFeeder.page }
            try await Task.sleep(for: .milliseconds(100))
            #expect(sink.taken.count == SinkFeeder.page && feed.taken(.syslog) == 0)
        }
        #expect(feed.holder(.syslog) == id(9))
    }

    @Test("gives what there is at the stop, and does not wait for a sink that hangs")
    func stops() async throws {
        let (hung, well) = (RecordingSink(.syslog), RecordingSink(.file))
        hung.hold(true)
        feed.add(items(1...600))
        try await running(feeders([hung, well], drain: .milliseconds(200))) { try await eventually { hung.tries >= 1 && well.tries >= 1 } }
        #expect(well.taken.count == 600)
        #expect(hung.taken.isEmpty && feed.holder(.syslog) == nil)
    }
}

@Suite("A sink's lease")
struct LeaseTests {
    @Test("holds until it ends, and is void after the host's clock began anew")
    func holds() {
        let lease = SinkLease(to: id(1), at: 5_000_000)
        #expect(lease.holds(at: 5_000_000) && lease.holds(at: 5_000_000 + SinkLease.length - 1))
        #expect(!lease.holds(at: 5_000_000 + SinkLease.length))
        #expect(!lease.holds(at: 100))
    }
}
