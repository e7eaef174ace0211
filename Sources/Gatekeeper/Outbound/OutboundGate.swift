import Invitations
import Synchronization

/// Where approved invitations wait until they may leave for Graph: ``OutboundPacer`` with tasks that wait and a clock.
final class OutboundGate: Sendable {
    /// How a wait ended.
    enum Verdict: Sendable {
        case go(Departure)
        case held(Held)
        /// Whoever asked has gone.
        case abandoned
    }

    private struct State {
        var pacer: OutboundPacer
        var nextTicket: OutboundPacer.Ticket = 1
        var waiters: [OutboundPacer.Ticket: CheckedContinuation<OutboundPacer.Verdict?, Never>] = [:]
        /// Cancelled before they came to wait.
        var gone: Set<OutboundPacer.Ticket> = []
        var alarm: (at: UInt64, number: UInt64, task: Task<Void, Never>)?
        var alarms: UInt64 = 0
    }

    /// One request that was let go. Told once how it ended, it holds its place no longer.
    final class Departure: Sendable {
        private let state: Mutex<(isOpen: Bool, isProbe: Bool)>

        fileprivate init(isProbe: Bool) { state = Mutex((true, isProbe)) }

        /// Nil when its end was told already.
        fileprivate func end() -> Bool? {
            state.withLock { state in
                defer { state.isOpen = false }
                return state.isOpen ? state.isProbe : nil
            }
        }

        fileprivate func again(isProbe: Bool) { state.withLock { $0 = (true, isProbe) } }
    }

    private let world: World
    private let metrics: OutboundMetrics
    private let state: Mutex<State>

    init(_ limits: OutboundLimits, world: World, metrics: OutboundMetrics) {
        self.world = world
        self.metrics = metrics
        state = Mutex(State(pacer: OutboundPacer(limits)))
    }

    /// Waits for the turn of one invitation.
    ///
    /// - Parameters:
    ///   - deadline: monotonic; it does not leave later, unless it need not wait.
    ///   - isResend: whether Graph answered 429 to it before.
    func pass(_ place: FairQueue.Place, until deadline: UInt64, isResend: Bool = false) async -> Verdict {
        let ticket = state.withLock { state in
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        let since = world.monotonicNanoseconds()
        let candidate = OutboundPacer.Candidate(
            ticket: ticket, place: place, deadline: deadline, isResend: isResend, since: since)
        let verdict = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<OutboundPacer.Verdict?, Never>) in
                step { state, now in
                    if state.gone.remove(ticket) != nil {
                        continuation.resume(returning: nil)
                        return []
                    }
                    state.waiters[ticket] = continuation
                    return state.pacer.enter(candidate, at: now)
                }
            }
        } onCancel: {
            abandon(ticket)
        }
        state.withLock { _ = $0.gone.remove(ticket) }
        metrics.waited(nanoseconds: world.monotonicNanoseconds() &- since)
        switch verdict {
        case .go(let isProbe): return .go(Departure(isProbe: isProbe))
        case .held(let held):
            metrics.held(held.cause)
            return .held(held)
        case nil: return .abandoned
        }
    }

    /// Waits for another turn of a request that Graph answered 401, which is to leave again with another token.
    func passAgain(_ departure: Departure, at place: FairQueue.Place, until deadline: UInt64) async -> Bool {
        end(departure, .unauthorized)
        metrics.resent(.unauthorized)
        guard case .go(let next) = await pass(place, until: deadline, isResend: true), let isProbe = next.end() else { return false }
        departure.again(isProbe: isProbe)
        return true
    }

    func end(_ departure: Departure, _ ending: SendEnding) {
        guard let isProbe = departure.end() else { return }
        let random = world.random()
        step { $0.pacer.end(ending, isProbe: isProbe, at: $1, random: random) }
    }

    /// Refuses all that wait at this moment.
    func refuseAll(_ held: Held) { step { state, _ in state.pacer.refuseAll(held) } }

    func endWaiting() { step { $0.pacer.endWaiting(at: $1) } }

    func endDepartures() { step { $0.pacer.endDepartures(at: $1) } }

    /// How it stands.
    func look<Answer: Sendable>(_ look: (OutboundPacer, UInt64) -> Answer) -> Answer {
        let now = world.monotonicNanoseconds()
        return state.withLock { look($0.pacer, now) }
    }

    private func abandon(_ ticket: OutboundPacer.Ticket) {
        let waiter = state.withLock { state in
            state.pacer.abandon(ticket)
            let waiter = state.waiters.removeValue(forKey: ticket)
            if waiter == nil { state.gone.insert(ticket) }
            return waiter
        }
        waiter?.resume(returning: nil)
    }

    /// Does one thing to the pacer, wakes whose cases it settled, and sees to it that time does the rest.
    private func step(_ change: (inout State, UInt64) -> [OutboundPacer.Settled]) {
        let now = world.monotonicNanoseconds()
        let woken = state.withLock { state in
            let settled = change(&state, now).map { ($0.verdict, state.waiters.removeValue(forKey: $0.ticket)) }
            setAlarm(&state, at: now)
            return settled
        }
        for (verdict, waiter) in woken { waiter?.resume(returning: verdict) }
    }

    private func setAlarm(_ state: inout State, at now: UInt64) {
        guard let next = state.pacer.nextTurn(at: now) else {
            state.alarm?.task.cancel()
            state.alarm = nil
            return
        }
        if let alarm = state.alarm, alarm.at <= next { return }
        state.alarm?.task.cancel()
        state.alarms += 1
        let number = state.alarms
        let task = Task { [weak self, sleep = world.sleepUntil] in
            await sleep(next)
            self?.ring(number)
        }
        state.alarm = (next, number, task)
    }

    private func ring(_ number: UInt64) {
        step { state, now in
            guard state.alarm?.number == number else { return [] }
            state.alarm = nil
            return state.pacer.turn(at: now)
        }
    }
}
