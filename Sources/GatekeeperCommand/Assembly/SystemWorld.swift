import Foundation
import Gatekeeper
import Invitations

extension World {
    /// The system's clocks and random numbers.
    static let system = World(
        now: { Timestamp(milliseconds: Int64(clockNanoseconds(CLOCK_REALTIME) / 1_000_000)) },
        monotonicNanoseconds: { clockNanoseconds(CLOCK_MONOTONIC) },
        random: {
            // Swift's system generator is getrandom(2) on Linux: cryptographically secure.
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        })
}

private func clockNanoseconds(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
