public import Gatekeeper
public import Invitations
import Synchronization

/// A world whose time stands still until a test moves it, and whose randomness is the same in every run.
public final class FixedWorld: Sendable {
    private struct State {
        var now = Contoso.now
        var monotonic: UInt64 = 1_000_000_000
        var seed: UInt64 = 42
        var sleepers: [UInt64: (until: UInt64, continuation: CheckedContinuation<Void, Never>)] = [:]
        var nextSleeper: UInt64 = 0
        /// Woken before they came to sleep.
        var awake: Set<UInt64> = []
    }

    private let state = Mutex(State())

    public init() {}

    public var now: Timestamp { state.withLock(\.now) }

    public func set(_ now: Timestamp) { state.withLock { $0.now = now } }

    /// Moves both clocks on; with a negative number only the wall clock, back.
    public func advance(seconds: Int64) {
        let woken = state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            if seconds > 0 { state.monotonic += UInt64(seconds) * 1_000_000_000 }
            let woken = state.sleepers.filter { $0.value.until <= state.monotonic }
            for id in woken.keys { state.sleepers[id] = nil }
            return woken
        }
        for sleeper in woken.values.sorted(by: { $0.until < $1.until }) { sleeper.continuation.resume() }
    }

    /// Sleeps until the test has moved the clock so far.
    private func sleep(until moment: UInt64) async {
        let id = state.withLock { state in
            defer { state.nextSleeper += 1 }
            return state.nextSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.awake.remove(id) != nil || moment <= state.monotonic { return true }
                    state.sleepers[id] = (moment, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.awake.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume()
        }
    }

    public var world: World {
        World(
            now: { self.now }, monotonicNanoseconds: { self.state.withLock(\.monotonic) },
            random: { self.state.withLock { Self.next(&$0.seed) } }, sleepUntil: { await self.sleep(until: $0) })
    }

    /// SplitMix64.
    private static func next(_ seed: inout UInt64) -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (seed ^ (seed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
