import Invitations
import Synchronization

/// Sees whether the wall clock runs with the monotonic one. Ages are told by the wall clock, since they outlast a process;
/// after it was set they mean nothing, until both have run together for a while.
final class ClockWatch: Sendable {
    /// A wall clock that is slewed by the network drifts less than this between two looks.
    private static let driftMilliseconds: Int64 = 2_000

    private struct State {
        var offset: Int64
        /// When this began to watch, or last saw a step.
        var since: UInt64
        var hasStepped = false
    }

    private let world: World
    private let state: Mutex<State>

    init(_ world: World) {
        self.world = world
        let (offset, now) = Self.look(world)
        state = Mutex(State(offset: offset, since: now))
    }

    /// Looks at both clocks; says whether they have run together for so many seconds, as far as this has watched.
    func agreed(forSeconds seconds: Int64) -> Bool { look().seconds >= seconds }

    /// Looks at both clocks; says whether this saw the wall clock being set within so many seconds.
    func stepped(withinSeconds seconds: Int64) -> Bool {
        let (elapsed, hasStepped) = look()
        return hasStepped && elapsed < seconds
    }

    private func look() -> (seconds: Int64, hasStepped: Bool) {
        let (offset, now) = Self.look(world)
        return state.withLock { state in
            if abs(offset - state.offset) > Self.driftMilliseconds { (state.since, state.hasStepped) = (now, true) }
            // Slow drift adds up over weeks and is no step.
            state.offset = offset
            return (Int64(clamping: (now - min(now, state.since)) / 1_000_000_000), state.hasStepped)
        }
    }

    private static func look(_ world: World) -> (offset: Int64, now: UInt64) {
        var now = world.monotonicNanoseconds()
        var wall = world.now()
        // A process that was held up between the two looks would take that for a step.
        for _ in 0..<3 {
            let after = world.monotonicNanoseconds()
            if after - min(after, now) < 500_000_000 { break }
            (now, wall) = (after, world.now())
        }
        return (wall.milliseconds - Int64(clamping: now / 1_000_000), now)
    }
}
