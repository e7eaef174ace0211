import Foundation
import Synchronization

/// Ends the process when one input takes too long or memory grows too far: neither can be told from within the input.
final class Watchdog: Sendable {
    private let current = Atomic<Int>(0)
    private let hangAfter: Duration
    private let memoryLimit: Int
    private let input: String

    /// - Parameter memoryLimit: in MiB.
    init(hangAfter: Duration, memoryLimit: Int, input: String) {
        (self.hangAfter, self.memoryLimit, self.input) = (hangAfter, memoryLimit, input)
    }

    func begins(_ number: Int) { current.store(number, ordering: .relaxed) }

    func start() {
        Thread.detachNewThread { [self] in
            let clock = ContinuousClock()
            var (seen, since) = (0, clock.now)
            while true {
                Thread.sleep(forTimeInterval: 0.1)
                let number = current.load(ordering: .relaxed)
                if number != seen {
                    (seen, since) = (number, clock.now)
                } else if number > 0, clock.now - since > hangAfter {
                    fail("execution \(number) has run for more than \(hangAfter)")
                }
                if Self.peakMiB > memoryLimit { fail("more than \(memoryLimit) MiB resident by execution \(number)") }
            }
        }
    }

    private func fail(_ what: String) -> Never {
        print("\(what)\nthe input is in \(input)")
        exit(1)
    }

    /// The most memory that was ever resident; Linux counts it in KiB.
    static var peakMiB: Int {
        var usage = rusage()
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss / 1_024
    }
}
