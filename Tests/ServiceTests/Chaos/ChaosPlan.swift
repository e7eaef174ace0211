import Foundation
import SeededRandom

/// How long, and where the chance starts: `CHAOS_SECONDS` and `CHAOS_SEED`, or what continuous integration has time for.
struct ChaosPlan {
    var seconds: Double
    /// How long the gate may look up afterwards what it does not know; with 0 it does not.
    var settlingSeconds: Double
    var seed: UInt64
    var clients = 12

    /// How long the test may take: the run, the looking up, and three minutes for the rest.
    var limitMinutes: Int { Int((seconds + settlingSeconds) / 60) + 3 }

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        seconds = environment["CHAOS_SECONDS"].flatMap { Double($0) } ?? 30
        settlingSeconds = environment["CHAOS_SETTLING_SECONDS"].flatMap { Double($0) } ?? 0
        seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? 1
    }
}

/// What is done to the service while clients use it.
enum Disturbance: String, CaseIterable {
    /// The process is gone, and another one starts at once.
    case killed
    /// The process is asked to stop, and another one starts when it has.
    case stopped
    case graphSlowBefore, graphSlowAfter
    /// The connection breaks: before Graph looked at the request, or after.
    case resetBefore, resetAfter
    case throttled, unavailable
    /// Graph does as asked, and says that it failed.
    case failedAfter
    case noTokens
    case diskFull
    case clockAhead, clockBehind
    case policySwapped
}

/// Which disturbance comes next, for how long, and how long it is quiet after it.
struct DisturbanceSequence {
    private var chance: SeededGenerator
    private var rest: [Disturbance] = []

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

    /// Each in turn, in an order drawn anew, so that the shortest run tries them all.
    mutating func next() -> (Disturbance, seconds: Double, quiet: Double) {
        if rest.isEmpty { rest = Disturbance.allCases.shuffled(using: &chance) }
        return (rest.removeLast(), .random(in: 0.2...1.2, using: &chance), .random(in: 0.05...0.6, using: &chance))
    }
}
