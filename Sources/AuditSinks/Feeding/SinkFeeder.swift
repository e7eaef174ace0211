import AuditTrail
import Invitations
import Logging

/// Gives one sink the trail's entries, page by page: a page, then the cursor, then the next page.
///
/// A page is all that is in memory, and all that can be sent twice when the process is killed. A sink that fails is tried
/// again after a pause that doubles up to half a minute; it lags meanwhile, and nobody waits for it.
struct SinkFeeder: Sendable {
    /// What all feeders of a process share.
    struct Surroundings: Sendable {
        let feed: any SinkFeed
        let holder: WriterID
        let start: SinkStart
        let clock: SinkClock
        let stop: StopSign
        let logger: Logger
    }

    /// The most entries of a page, and the bytes of contents at which it ends.
    static let page = 256
    static let pageBytes = 1 << 20
    /// How often the store is asked whether there is something new.
    static let poll = Duration.milliseconds(250)
    static let shortestBackOff = 1.0
    static let longestBackOff = 30.0

    let sink: any Sink
    let around: Surroundings
    let board: StandingBoard
    let metrics: SinkMetrics

    /// Feeds until the sign says stop and everything is taken, or the task is cancelled.
    func run() async {
        var backOff = BackOff()
        while !Task.isCancelled {
            if let position = await claimed(&backOff) {
                board.feeding(true)
                await feed(after: position, &backOff)
                board.feeding(false)
                await sink.close()
            }
            if around.stop.isUp || Task.isCancelled { break }
            await pause(.seconds(1))
        }
        // The next process need not wait for the lease's end. If this fails, it does.
        // In a task of its own, because this one may be cancelled.
        await Task { try? await around.feed.release(sink.name, by: around.holder) }.value
    }

    /// Where to begin, if the lease is to be had.
    private func claimed(_ backOff: inout BackOff) async -> EntryID? {
        do {
            let claim = try await around.feed.claim(
                sink.name, for: around.holder, startingAt: around.start, at: around.clock.monotonicMilliseconds())
            if case .granted(let position) = claim { return position }
        } catch {
            await failed("\(error)", &backOff)
        }
        return nil
    }

    /// Feeds while the lease lasts; a heartbeat keeps it, however long the sink takes.
    private func feed(after position: EntryID, _ backOff: inout BackOff) async {
        let lease = HeldLease(until: around.clock.monotonicMilliseconds() + SinkLease.length)
        let beating = Task { await beat(lease) }
        defer { beating.cancel() }
        var position = position
        while lease.holds(at: around.clock.monotonicMilliseconds()), !Task.isCancelled {
            do {
                let items = try await around.feed.page(after: position, count: Self.page, bytes: Self.pageBytes)
                guard let last = items.last?.id else {
                    if around.stop.isUp { return }
                    try await sink.tend()
                    board.works()
                    backOff.reset()
                    await pause(Self.poll)
                    continue
                }
                try await give(items, while: lease, &backOff)
                guard await note(last, lease, &backOff) else { return }
                position = last
            } catch SinkFailure.cancelled {
                return
            } catch {
                guard !around.stop.isUp, !Task.isCancelled else { return }
                await failed("\(error)", &backOff)
            }
        }
    }

    /// Gives these until they are taken or the lease is lost.
    private func give(_ items: [TrailItem], while lease: HeldLease, _ backOff: inout BackOff) async throws(SinkFailure) {
        while true {
            do throws(SinkFailure) {
                try await sink.take(items)
                metrics.took(items.count)
                board.took(items.count)
                return backOff.reset()
            } catch {
                guard error != .cancelled, !around.stop.isUp, !Task.isCancelled else { throw .cancelled }
                await failed("\(error)", &backOff)
                guard lease.holds(at: around.clock.monotonicMilliseconds()) else { throw .cancelled }
            }
        }
    }

    /// Moves the cursor, however often it takes: going on without would make what is sent twice grow.
    ///
    /// - Returns: false if the lease is gone, or the service stops before it succeeds.
    private func note(_ id: EntryID, _ lease: HeldLease, _ backOff: inout BackOff) async -> Bool {
        while lease.holds(at: around.clock.monotonicMilliseconds()), !Task.isCancelled {
            let now = around.clock.monotonicMilliseconds()
            do {
                guard try await around.feed.move(sink.name, to: id, for: around.holder, at: now) else { return false }
                lease.renewed(until: now + SinkLease.length)
                return true
            } catch {
                guard !around.stop.isUp else { return false }
                await failed("how far it has come cannot be noted: \(error)", &backOff)
            }
        }
        return false
    }

    private func beat(_ lease: HeldLease) async {
        while (try? await Task.sleep(for: .milliseconds(SinkLease.heartbeat))) != nil {
            let now = around.clock.monotonicMilliseconds()
            // A store that cannot be written is tried again at the next beat.
            switch try? await around.feed.renew(sink.name, for: around.holder, at: now) {
            case true?: lease.renewed(until: now + SinkLease.length)
            case false?: return lease.lost()
            case nil: break
            }
        }
    }

    private func failed(_ what: String, _ backOff: inout BackOff) async {
        let now = around.clock.now()
        let seconds = backOff.next()
        metrics.failed(at: now)
        if board.failed(what, at: now, backOff: seconds) {
            around.logger.warning("an audit sink takes no entries", metadata: ["sink": "\(sink.name.rawValue)", "why": "\(what)"])
        }
        await pause(.milliseconds(Int64(seconds * 1_000)))
    }

    /// Sleeps, and no longer than until the sign says stop.
    private func pause(_ duration: Duration) async {
        await around.stop.wait(atMost: duration)
    }
}
