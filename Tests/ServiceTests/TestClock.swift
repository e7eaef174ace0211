import Gatekeeper
import GraphEmulator
import Invitations
import Synchronization

@testable import GatekeeperCommand

/// The machine's clock plus what a test skipped: the same for the gate and the emulator.
final class TestClock: Sendable {
    private let skipped = Mutex<Int64>(0)

    func skip(seconds: Int64) { skipped.withLock { $0 += seconds } }

    var now: Timestamp { World.system.now().adding(seconds: skipped.withLock { $0 }) }

    var world: World {
        World(
            now: { self.now },
            monotonicNanoseconds: {
                World.system.monotonicNanoseconds() + UInt64(self.skipped.withLock { $0 }) * 1_000_000_000
            }, random: World.system.random)
    }

    var emulator: EmulatorClock { EmulatorClock { Double(self.now.milliseconds) / 1_000 } }
}
