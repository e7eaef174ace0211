import Invitations

/// Whose invitation may leave for Graph now: the pace, the queue, the pauses that Graph asks for, the breaker. A value
/// without a clock: what it says follows from the calls and the times that it is given.
struct OutboundPacer {
    typealias Ticket = FairQueue.Ticket

    /// One invitation that wants to leave.
    struct Candidate {
        let ticket: Ticket
        let place: FairQueue.Place
        /// Monotonic: by then it must have left.
        let deadline: UInt64
        /// Whether it was let go before and has to leave again: it does not stand in line a second time.
        let isResend: Bool
        let since: UInt64
    }

    enum Verdict: Hashable {
        case go(isProbe: Bool)
        case held(Held)
    }

    typealias Settled = (ticket: Ticket, verdict: Verdict)

    private struct Pause {
        let until: UInt64
        let cause: Held.Cause
    }

    /// How far the service has come in leaving.
    private enum Leaving: Comparable {
        case no
        case waitingEnded
        case departuresEnded
    }

    private static let second = 1_000_000_000.0
    /// Another process answers at once.
    private static let draining = Held(.draining, retryAfter: 1)

    private(set) var window: SendWindow
    private(set) var queue: FairQueue
    private(set) var breaker: CircuitBreaker
    private var urgent: [Ticket] = []
    private var candidates: [Ticket: Candidate] = [:]
    private var pause: Pause?
    private var throttlesInRow = 0
    private var leaving = Leaving.no

    init(_ limits: OutboundLimits) {
        window = SendWindow(places: limits.requests, length: UInt64(limits.windowSeconds) * 1_000_000_000)
        queue = FairQueue(most: limits.waiting, mostPerInviter: limits.waitingPerInviter)
        breaker = CircuitBreaker(limits.breaker)
    }

    var waiting: Int { candidates.count }

    /// Seconds for which Graph's wish for a pause still holds.
    func pausedSeconds(at now: UInt64) -> Double {
        pause.map { $0.until > now ? Double($0.until - now) / Self.second : 0 } ?? 0
    }

    /// Takes a candidate in.
    ///
    /// - Returns: whose cases are settled by that; it waits if it is not among them.
    mutating func enter(_ candidate: Candidate, at now: UInt64) -> [Settled] {
        if let held = objection(to: candidate, at: now) { return [(candidate.ticket, .held(held))] }
        let turns = urgent.count + (candidate.isResend ? 0 : queue.turns(before: candidate.place))
        let departure = departure(after: turns, at: now)
        guard departure <= max(candidate.deadline, now) else {
            return [(candidate.ticket, .held(Held(.waitTooLong, retryAfter: Double(departure - now) / Self.second)))]
        }
        candidates[candidate.ticket] = candidate
        if candidate.isResend {
            urgent.append(candidate.ticket)
            return turn(at: now)
        }
        switch queue.join(candidate.ticket, at: candidate.place) {
        case .joined: return turn(at: now)
        case .joinedInsteadOf(let other):
            let settled = settle(other, as: .held(queueFull(of: other, .queueFull, at: now)))
            return settled + turn(at: now)
        case .full:
            let cause = queue.count >= queue.most ? Held.Cause.queueFull : .inviterQueueFull
            return settle(candidate.ticket, as: .held(queueFull(of: candidate.ticket, cause, at: now)))
        }
    }

    /// Settles what can be settled by now.
    mutating func turn(at now: UInt64) -> [Settled] {
        if let until = pause?.until, until <= now { pause = nil }
        var settled: [Settled] = []
        while pause == nil, breaker.refusal(at: now) == nil, !candidates.isEmpty, window.take(at: now) {
            guard let ticket = nextTicket() else {
                window.end(reached: false, at: now)
                break
            }
            let isProbe = breaker.permit(at: now) == .probe
            settled += settle(ticket, as: .go(isProbe: isProbe))
        }
        for candidate in candidates.values {
            guard let held = objection(to: candidate, at: now) ?? overdue(candidate, at: now) else { continue }
            remove(candidate)
            settled += settle(candidate.ticket, as: .held(held))
        }
        return settled
    }

    /// When ``turn(at:)`` is to be called again, if nothing happens before; nil while nobody waits.
    func nextTurn(at now: UInt64) -> UInt64? {
        guard let deadline = candidates.values.map(\.deadline).min() else { return nil }
        let opening = pause?.until ?? window.nextRelease(at: now)
        return max(min(deadline, opening ?? deadline), now)
    }

    /// Takes a candidate out that nobody waits for any more.
    mutating func abandon(_ ticket: Ticket) {
        guard let candidate = candidates[ticket] else { return }
        remove(candidate)
        candidates[ticket] = nil
    }

    /// Refuses all that wait.
    mutating func refuseAll(_ held: Held) -> [Settled] {
        let tickets = candidates.values.map { ($0, Verdict.held(held)) }
        return tickets.flatMap { candidate, verdict in
            remove(candidate)
            return settle(candidate.ticket, as: verdict)
        }
    }

    /// The service is ending. From now on nobody waits: what cannot leave at once does not leave.
    mutating func endWaiting(at now: UInt64) -> [Settled] {
        leaving = max(leaving, .waitingEnded)
        return turn(at: now)
    }

    /// From now on nothing leaves at all but what left before and has to leave again.
    mutating func endDepartures(at now: UInt64) -> [Settled] {
        leaving = .departuresEnded
        return turn(at: now)
    }

    /// A request that was let go has come to its end, or is about to be sent a second time.
    ///
    /// - Parameter random: 64 random bits.
    mutating func end(_ ending: SendEnding, isProbe: Bool, at now: UInt64, random: UInt64) -> [Settled] {
        window.end(reached: ending.reached, at: now)
        breaker.record(ending.result, isProbe: isProbe, at: now, random: random)
        if ending.isThrottle {
            throttlesInRow += 1
            hold(ending.retryAfter ?? backoff(random), .graphPause, at: now)
        } else if ending.result == .success {
            throttlesInRow = 0
        } else if let seconds = ending.retryAfter {
            hold(seconds, .graphOutage, at: now)
        }
        return turn(at: now)
    }

    private mutating func hold(_ seconds: Double, _ cause: Held.Cause, at now: UInt64) {
        let until = now + UInt64(min(max(seconds, 0), 86_400) * Self.second)
        if until > pause?.until ?? now { pause = Pause(until: until, cause: cause) }
    }

    /// Where Graph does not say for how long: one second, two, four, …, at most a minute, and less by chance.
    private func backoff(_ random: UInt64) -> Double {
        let seconds = min(Double(1 << min(throttlesInRow - 1, 6)), 60)
        return seconds * (0.75 + 0.25 * Double(random >> 11) / Double(1 << 53))
    }

    /// Why a candidate need not wait at all.
    private func objection(to candidate: Candidate, at now: UInt64) -> Held? {
        if leaving == .departuresEnded, !candidate.isResend { return Self.draining }
        if let seconds = breaker.refusal(at: now) { return Held(.graphBreaker, retryAfter: seconds) }
        guard let pause, pause.until > now, pause.until > candidate.deadline else { return nil }
        return Held(pause.cause, retryAfter: Double(pause.until - now) / Self.second)
    }

    private func overdue(_ candidate: Candidate, at now: UInt64) -> Held? {
        if leaving != .no { return Self.draining }
        guard candidate.deadline <= now else { return nil }
        if let pause { return Held(pause.cause, retryAfter: Double(pause.until - now) / Self.second) }
        let turns = urgent.count + (candidate.isResend ? 0 : queue.turns(before: candidate.place))
        return Held(.waitTooLong, retryAfter: Double(departure(after: turns, at: now) - now) / Self.second)
    }

    private func queueFull(of ticket: Ticket, _ cause: Held.Cause, at now: UInt64) -> Held {
        guard let place = candidates[ticket]?.place else { return Held(cause, retryAfter: 1) }
        let departure = departure(after: urgent.count + queue.turns(before: place), at: now)
        return Held(cause, retryAfter: Double(departure - now) / Self.second)
    }

    /// When one can leave who has so many turns before him.
    private func departure(after turns: Int, at now: UInt64) -> UInt64 {
        let begin = max(pause?.until ?? now, now)
        return max(window.departure(turns + 1, at: begin), begin)
    }

    private mutating func nextTicket() -> Ticket? {
        urgent.isEmpty ? queue.next() : urgent.removeFirst()
    }

    private mutating func remove(_ candidate: Candidate) {
        if candidate.isResend {
            urgent.removeAll { $0 == candidate.ticket }
        } else {
            queue.leave(candidate.ticket, from: candidate.place)
        }
    }

    private mutating func settle(_ ticket: Ticket, as verdict: Verdict) -> [Settled] {
        candidates[ticket] = nil
        return [(ticket, verdict)]
    }
}

/// What the pace and the breaker need to know of a request's end.
struct SendEnding: Hashable {
    /// Whether it may have reached Graph.
    let reached: Bool
    let result: CircuitBreaker.Result
    var isThrottle = false
    /// What Graph asked for.
    var retryAfter: Double?
}

extension SendEnding {
    /// Graph's 4xx is a sign of life: only what failed counts against it.
    init(_ outcome: SendOutcome) {
        switch outcome {
        case .created, .refused, .unauthorized: self.init(reached: true, result: .success)
        case .throttled(_, let seconds):
            self.init(reached: true, result: .success, isThrottle: true, retryAfter: seconds)
        case .unknown(let answer, _): self.init(reached: true, result: .failure, retryAfter: answer?.retryAfter)
        case .notSent(.noConnection), .notSent(.abandoned): self.init(reached: false, result: .failure)
        case .notSent(.noToken), .notSent(.overloaded), .notSent(.held): self.init(reached: false, result: .neither)
        }
    }

    /// The gate's token was refused, and the request is to leave again with another.
    static let unauthorized = SendEnding(reached: true, result: .success)
    /// It was let go and did not leave after all.
    static let notSent = SendEnding(reached: false, result: .neither)
}
