public import Gatekeeper
public import Invitations
import Synchronization

/// A world whose time stands still until a test moves it, and whose randomness is the same in every run.
public final class FixedWorld: Sendable {
    private struct State {
        var now = Contoso.now
        var monotonic: UInt64 = 1_000_000_000
        var seed: UInt64 = 42
    }

    private let state = Mutex(State())

    public init() {}

    public var now: Timestamp { state.withLock(\.now) }

    public func set(_ now: Timestamp) { state.withLock { $0.now = now } }

    /// Moves both clocks on; with a negative number only the wall clock, back.
    public func advance(seconds: Int64) {
        state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            if seconds > 0 { state.monotonic += UInt64(seconds) * 1_000_000_000 }
        }
    }

    public var world: World {
        World(
            now: { self.now }, monotonicNanoseconds: { self.state.withLock(\.monotonic) },
            random: { self.state.withLock { Self.next(&$0.seed) } })
    }

    /// SplitMix64.
    private static func next(_ seed: inout UInt64) -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (seed ^ (seed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
