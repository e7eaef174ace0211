import AuditTrail
import Logging

/// How often the resolver asks, and how it holds back.
public struct DoubtPace: Hashable, Sendable {
    /// Seconds between two rounds through what is pending.
    public var roundSeconds: Double
    /// Seconds between two decisions: the audit log takes 5 requests in 10 seconds of one application (Graph, throttling
    /// limits).
    public var stepSeconds: Double = 2.5
    /// The pause after a failure, doubled with each that follows, and the longest.
    public var firstPauseSeconds: Double = 5
    public var longestPauseSeconds: Double = 300

    public init(roundSeconds: Double = 60) {
        self.roundSeconds = roundSeconds
    }
}

extension InDoubtResolver {
    /// Looks up what is pending, round after round, until the task is cancelled.
    ///
    /// - Parameter pause: waits so many seconds; throws when the wait was cancelled.
    public func run(
        _ pace: DoubtPace, pause: @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) async {
        var sweep = Sweep(pace: pace)
        while !Task.isCancelled {
            let seconds = await step(&sweep)
            do { try await pause(seconds) } catch { return }
        }
    }

    /// Where a round is.
    struct Sweep: Sendable {
        let pace: DoubtPace
        /// Read and not looked up yet: a page at most.
        var waiting: ArraySlice<OpenDecision> = []
        /// The last one read in this round.
        var last: EntryID?
        var failures = 0

        init(pace: DoubtPace) {
            self.pace = pace
        }

        /// The pause after one more failure. What Graph asks for is kept to, within an hour.
        mutating func pauseAfterFailure(_ retryAfter: Double?) -> Double {
            failures = min(failures + 1, 16)
            let own = min(pace.firstPauseSeconds * Double(1 << (failures - 1)), pace.longestPauseSeconds)
            return max(own, min(retryAfter ?? 0, 3_600))
        }
    }

    /// Looks up the next decision, or begins a new round.
    ///
    /// One that fails is passed over until the next round, so that it keeps no other from its turn.
    ///
    /// - Returns: how long to wait before the next step, in seconds.
    func step(_ sweep: inout Sweep) async -> Double {
        guard let horizon = horizon() else { return sweep.pace.roundSeconds }
        if sweep.waiting.isEmpty {
            do {
                sweep.waiting = try await ledger.pendingDoubts(before: horizon, after: sweep.last, limit: Self.page)[...]
            } catch {
                _ = failed("\(error)", nil)
                return sweep.pauseAfterFailure(nil)
            }
            guard let last = sweep.waiting.last else {
                defer { sweep.last = nil }
                // The round's last page was full by chance, or there is nothing at all.
                return sweep.pace.roundSeconds
            }
            sweep.last = last.entry
        }
        guard let doubt = sweep.waiting.popFirst() else { return sweep.pace.roundSeconds }
        if case .failed(let what, let retryAfter) = await resolve(doubt) {
            let pause = sweep.pauseAfterFailure(retryAfter)
            logger.warning(
                "a decision in doubt could not be looked up",
                metadata: ["decision": "\(doubt.decision)", "error": "\(VisibleText.cell(what, width: 200))", "pause": "\(Int(pause))s"])
            return pause
        }
        sweep.failures = 0
        return sweep.pace.stepSeconds
    }
}
