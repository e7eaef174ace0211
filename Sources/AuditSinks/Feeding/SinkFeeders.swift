public import AuditTrail
public import CoreMetrics
public import Invitations
public import Logging
public import StrictJSON

/// Feeds the sinks of this process from the trail: each by itself, at its own pace, beside the requests.
///
/// Every entry reaches every sink at least once, in the order of commits, after it is durable. What a sink gets twice is
/// at most the page that it was given when the process was killed, and what a sink sends again by itself.
public final class SinkFeeders: Sendable {
    private let feeders: [SinkFeeder]
    private let around: SinkFeeder.Surroundings
    private let drain: Duration

    /// - Parameters:
    ///   - holder: the id of this process run, which holds the leases.
    ///   - start: where a sink begins that the store has never seen.
    ///   - drain: how long sinks may go on taking after ``stop()``.
    public init(
        _ sinks: [any Sink], feed: any SinkFeed, holder: WriterID, startingAt start: SinkStart, clock: SinkClock,
        metrics: any MetricsFactory, logger: Logger, drain: Duration = .seconds(3)
    ) {
        let around = SinkFeeder.Surroundings(
            feed: feed, holder: holder, start: start, clock: clock, stop: StopSign(), logger: logger)
        self.around = around
        self.drain = drain
        feeders = sinks.map { sink in
            SinkFeeder(sink: sink, around: around, board: StandingBoard(), metrics: SinkMetrics(sink.name, metrics))
        }
    }

    /// Feeds until ``stop()``; then sinks may take what there is for a moment, and their leases are given back.
    public func run() async {
        await withTaskGroup(of: Bool.self) { group in
            for feeder in feeders {
                // Behind the requests, where processors are few.
                group.addTask(priority: .low) {
                    await feeder.run()
                    return true
                }
            }
            group.addTask {
                await self.watch()
                return false
            }
            var left = feeders.count
            while left > 0, let isFeeder = await group.next() {
                if isFeeder { left -= 1 } else { group.cancelAll() }
            }
            group.cancelAll()
        }
        for feeder in feeders { await feeder.sink.close() }
    }

    /// Lets ``run()`` come to its end.
    public func stop() { around.stop.raise() }

    /// Measures now and then until the stop, and after it waits as long as sinks may drain.
    private func watch() async {
        while !around.stop.isUp, !Task.isCancelled {
            await measure()
            await around.stop.wait(atMost: .seconds(5))
        }
        try? await Task.sleep(for: drain)
    }

    private func measure() async {
        for feeder in feeders {
            feeder.metrics.measure(feeder.board.current)
            if let position = await position(of: feeder) { feeder.metrics.measure(position, at: around.clock.now()) }
        }
    }

    private func position(of feeder: SinkFeeder) async -> SinkPosition? {
        try? await around.feed.position(of: feeder.sink.name, at: around.clock.monotonicMilliseconds())
    }

    /// For the status page: an object for each sink.
    public func status() async -> JSON {
        var sinks: [JSON] = []
        for feeder in feeders {
            sinks.append(Self.status(feeder, await position(of: feeder), at: around.clock.now()))
        }
        return .array(sinks)
    }

    private static func status(_ feeder: SinkFeeder, _ position: SinkPosition?, at now: Timestamp) -> JSON {
        let standing = feeder.board.current
        return [
            "name": .string(feeder.sink.name.rawValue),
            "feeding": .bool(standing.isFeeding),
            "fedBy": (position?.holder).map { .string($0.description) } ?? .null,
            "cursor": position.map { .integer($0.taken.number) } ?? .null,
            "lagEntries": position.map { .integer($0.pending) } ?? .null,
            "lagSeconds": position.map { .integer($0.lag(at: now) / 1_000) } ?? .null,
            "taken": .integer(Int64(standing.taken)),
            "failures": .integer(Int64(standing.failures)),
            "lastFailure": standing.lastFailure.map { ["at": .string($0.at.description), "what": .string($0.what)] } ?? .null,
            "backOffSeconds": standing.backOffSeconds.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}
