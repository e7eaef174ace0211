import Synchronization

/// The pauses between tries: a second, then twice as long each time, up to half a minute.
struct BackOff {
    private var seconds = 0.0

    mutating func next() -> Double {
        seconds = seconds == 0 ? SinkFeeder.shortestBackOff : min(SinkFeeder.longestBackOff, seconds * 2)
        return seconds
    }

    mutating func reset() { seconds = 0 }
}

/// Until when this process may feed a sink, as far as it knows without asking.
final class HeldLease: Sendable {
    private let end: Mutex<Int64?>

    init(until end: Int64) { self.end = Mutex(end) }

    func holds(at monotonic: Int64) -> Bool { end.withLock { $0.map { monotonic < $0 } ?? false } }

    func renewed(until new: Int64) {
        end.withLock { end in end = end.map { max($0, new) } }
    }

    func lost() { end.withLock { $0 = nil } }
}

/// Says to all feeders that the service stops.
final class StopSign: Sendable {
    private let isRaised = Atomic(false)

    var isUp: Bool { isRaised.load(ordering: .acquiring) }

    func raise() { isRaised.store(true, ordering: .releasing) }

    /// Returns after this long, soon after the sign is up, or when the task is cancelled.
    func wait(atMost duration: Duration) async {
        let end = ContinuousClock.now + duration
        while !isUp, ContinuousClock.now < end {
            let slice = min(Duration.milliseconds(100), end - .now)
            guard (try? await Task.sleep(for: slice)) != nil else { return }
        }
    }
}
