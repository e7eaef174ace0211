import Testing

@testable import Gatekeeper

@Suite("The pace of what leaves")
struct OutboundPacerTests {
    private static func limits(_ change: (inout OutboundLimits) -> Void = { _ in }) -> OutboundLimits {
        var limits = OutboundLimits()
        limits.requests = 2
        change(&limits)
        return limits
    }

    private func candidate(
        _ ticket: UInt64, _ place: FairQueue.Place = place(1, 1), until deadline: Double, isResend: Bool = false
    ) -> OutboundPacer.Candidate {
        OutboundPacer.Candidate(ticket: ticket, place: place, deadline: seconds(deadline), isResend: isResend, since: 0)
    }

    private func held(_ settled: [OutboundPacer.Settled]) -> [Held.Cause?] {
        settled.map { if case .held(let held) = $0.verdict { held.cause } else { nil } }
    }

    private func retryAfter(_ settled: [OutboundPacer.Settled]) -> Double? {
        guard case .held(let held)? = settled.first?.verdict else { return nil }
        return held.retryAfter
    }

    private static let answered = SendEnding(reached: true, result: .success)
    private static let failed = SendEnding(reached: true, result: .failure)

    @Test("Two leave at once; the third leaves when a place is free, and nobody has to call for it")
    func waiting() {
        var pacer = OutboundPacer(Self.limits())
        for ticket: UInt64 in 1...2 {
            holds(pacer.enter(candidate(ticket, until: 10), at: 0).map(\.verdict) == [.go(isProbe: false)])
            _ = pacer.end(Self.answered, isProbe: false, at: 0, random: 0)
        }
        holds(pacer.enter(candidate(3, until: 10), at: 0).isEmpty)
        #expect(pacer.nextTurn(at: 0) == seconds(5))
        holds(pacer.turn(at: seconds(4.9)).isEmpty)
        holds(pacer.turn(at: seconds(5)).map(\.ticket) == [3])
        #expect(pacer.nextTurn(at: seconds(5)) == nil)
    }

    @Test("Who cannot leave in time is told at once, and when it could")
    func tooLong() {
        var pacer = OutboundPacer(Self.limits())
        for ticket: UInt64 in 1...6 { _ = pacer.enter(candidate(ticket, until: 60), at: 0) }
        // Two are on their way, four wait: those leave at 5 and 10 seconds, the next at 15.
        let settled = pacer.enter(candidate(7, until: 14), at: 0)
        #expect(held(settled) == [.waitTooLong] && retryAfter(settled) == 15)
        holds(pacer.enter(candidate(8, until: 15), at: 0).isEmpty, "the twin that can")
        // And it is true: who comes back then, and waits no longer than is usual, leaves.
        for _ in 1...2 { _ = pacer.end(Self.answered, isProbe: false, at: 0, random: 0) }
        var gone: [UInt64] = []
        for now in stride(from: 0.0, through: 15, by: 0.5) {
            for settled in pacer.turn(at: seconds(now)) {
                gone.append(settled.ticket)
                _ = pacer.end(Self.answered, isProbe: false, at: seconds(now), random: 0)
            }
        }
        #expect(gone == [3, 4, 5, 6, 8])
        holds(pacer.enter(candidate(9, until: 15), at: seconds(15)).map(\.verdict) == [.go(isProbe: false)])
    }

    @Test("Whose time is up leaves the queue, and those behind move up")
    func deadline() {
        var pacer = OutboundPacer(Self.limits { $0.requests = 1 })
        _ = pacer.enter(candidate(1, until: 60), at: 0)
        // As far as is known the first is answered now, so that the second can leave in five seconds: but it is not.
        holds(pacer.enter(candidate(2, until: 6), at: 0).isEmpty)
        holds(pacer.enter(candidate(3, place(1, 2), until: 60), at: 0).isEmpty)
        #expect(pacer.nextTurn(at: 0) == seconds(6))
        holds(held(pacer.turn(at: seconds(6))) == [.waitTooLong])
        _ = pacer.end(Self.answered, isProbe: false, at: seconds(6), random: 0)
        holds(pacer.turn(at: seconds(11)).map(\.ticket) == [3])
    }

    @Test("A flood of one inviter's delays another's by one turn")
    func flood() {
        var pacer = OutboundPacer(Self.limits { $0.requests = 1 })
        for ticket: UInt64 in 1...20 { _ = pacer.enter(candidate(ticket, until: 1_000), at: 0) }
        _ = pacer.enter(candidate(99, place(1, 2), until: 1_000), at: 0)
        _ = pacer.end(Self.answered, isProbe: false, at: 0, random: 0)
        holds(pacer.turn(at: seconds(5)).map(\.ticket) == [2])
        _ = pacer.end(Self.answered, isProbe: false, at: seconds(5), random: 0)
        holds(pacer.turn(at: seconds(10)).map(\.ticket) == [99])
    }

    @Test("One inviter's line is bounded, and the refusal is as long as the line")
    func line() {
        var pacer = OutboundPacer(Self.limits { ($0.requests, $0.waitingPerInviter) = (1, 3) })
        for ticket: UInt64 in 1...4 { holds(held(pacer.enter(candidate(ticket, until: 1_000), at: 0)).allSatisfy { $0 == nil }) }
        let settled = pacer.enter(candidate(5, until: 1_000), at: 0)
        #expect(held(settled) == [.inviterQueueFull] && retryAfter(settled) == 20)
        holds(pacer.enter(candidate(6, place(1, 2), until: 1_000), at: 0).isEmpty)
    }

    @Test("After Graph's 429 nothing leaves for as long as it says; whom that is too long for is told so")
    func pause() {
        var pacer = OutboundPacer(Self.limits())
        _ = pacer.enter(candidate(1, until: 10), at: 0)
        _ = pacer.end(SendEnding(reached: true, result: .success, isThrottle: true, retryAfter: 2.128), isProbe: false, at: 0, random: 0)
        #expect(pacer.pausedSeconds(at: 0) == 2.128)
        let settled = pacer.enter(candidate(2, until: 2), at: 0)
        #expect(held(settled) == [.graphPause] && retryAfter(settled) == 2.128)
        // The one that was refused goes first, although another waits already.
        holds(pacer.enter(candidate(3, until: 10), at: 0).isEmpty)
        holds(pacer.enter(candidate(1, until: 10, isResend: true), at: 0).isEmpty)
        holds(pacer.turn(at: seconds(2.1)).isEmpty)
        #expect(pacer.nextTurn(at: 0) == seconds(2.128))
        holds(pacer.turn(at: seconds(2.128)).map(\.ticket) == [1], "one place is free: the other is the first request's")
        holds(pacer.turn(at: seconds(5)).map(\.ticket) == [3])
    }

    @Test("A 429 that says nothing pauses for longer each time, until Graph takes one again")
    func backoff() {
        var pacer = OutboundPacer(Self.limits { $0.requests = 100 })
        var pauses: [Double] = []
        var now = 0.0
        for _ in 0..<8 {
            _ = pacer.end(SendEnding(reached: true, result: .success, isThrottle: true), isProbe: false, at: seconds(now), random: .max)
            pauses.append(pacer.pausedSeconds(at: seconds(now)).rounded())
            now += 100
            _ = pacer.turn(at: seconds(now))
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
        _ = pacer.end(Self.answered, isProbe: false, at: seconds(now), random: 0)
        _ = pacer.end(SendEnding(reached: true, result: .success, isThrottle: true), isProbe: false, at: seconds(now), random: .max)
        #expect(pacer.pausedSeconds(at: seconds(now)).rounded() == 1)
    }

    @Test("A dead Graph's breaker sends home whoever waits; later one goes to try, and the others when that succeeds")
    func breaker() {
        var pacer = OutboundPacer(Self.limits { $0.requests = 6 })
        for ticket: UInt64 in 1...6 { _ = pacer.enter(candidate(ticket, until: 100), at: 0) }
        holds(pacer.enter(candidate(7, until: 100), at: 0).isEmpty)
        for _ in 1...4 { holds(pacer.end(Self.failed, isProbe: false, at: 0, random: 0).isEmpty) }
        holds(held(pacer.end(Self.failed, isProbe: false, at: 0, random: 0)) == [.graphBreaker])
        let settled = pacer.enter(candidate(8, until: 100), at: 0)
        #expect(held(settled) == [.graphBreaker] && retryAfter(settled) == 4)
        let late = seconds(6)
        holds(pacer.enter(candidate(9, until: 100), at: late).map(\.verdict) == [.go(isProbe: true)])
        holds(held(pacer.enter(candidate(10, until: 100), at: late)) == [.graphBreaker])
        _ = pacer.end(Self.answered, isProbe: true, at: late, random: 0)
        holds(pacer.enter(candidate(11, until: 100), at: late).map(\.verdict) == [.go(isProbe: false)])
    }

    @Test("When the time for waiting is over what can leave at once leaves, and nothing waits")
    func waitingEnded() {
        var pacer = OutboundPacer(Self.limits { $0.requests = 1 })
        _ = pacer.enter(candidate(1, until: 60), at: 0)
        _ = pacer.enter(candidate(2, until: 60), at: 0)
        holds(held(pacer.endWaiting(at: 0)) == [.draining])
        holds(held(pacer.enter(candidate(3, until: 60), at: 0)) == [.draining])
        #expect(pacer.nextTurn(at: 0) == nil)
        _ = pacer.end(Self.answered, isProbe: false, at: 0, random: 0)
        holds(pacer.enter(candidate(4, until: 60), at: seconds(5)).map(\.verdict) == [.go(isProbe: false)])
    }

    @Test("When the time for leaving is over nothing leaves but what Graph has refused the first token of")
    func departuresEnded() {
        var pacer = OutboundPacer(Self.limits())
        _ = pacer.enter(candidate(1, until: 60), at: 0)
        holds(pacer.endDepartures(at: 0).isEmpty)
        holds(held(pacer.enter(candidate(2, until: 60), at: 0)) == [.draining], "although a place is free")
        _ = pacer.end(.unauthorized, isProbe: false, at: 0, random: 0)
        holds(pacer.enter(candidate(1, until: 60, isResend: true), at: 0).map(\.verdict) == [.go(isProbe: false)])
        holds(held(pacer.enter(candidate(1, until: 60, isResend: true), at: 0)) == [.draining], "and it does not wait")
        // What was ended stays so.
        _ = pacer.endWaiting(at: 0)
        holds(held(pacer.enter(candidate(3, until: 60), at: seconds(60))) == [.draining])
    }

    @Test("Graph's 4xx does not count against it")
    func signsOfLife() {
        let answer = GraphAnswer(status: 403, body: [], requestID: nil)
        for outcome: SendOutcome in [.refused(answer), .unauthorized(answer), .throttled(answer, retryAfter: 1), .created(answer)] {
            #expect(SendEnding(outcome).result == .success)
        }
        for outcome: SendOutcome in [.unknown(nil, .timeout), .unknown(answer, .serverError), .notSent(.noConnection("x"))] {
            #expect(SendEnding(outcome).result == .failure)
        }
        for outcome: SendOutcome in [.notSent(.noToken("x")), .notSent(.overloaded), .notSent(.held(Held(.draining)))] {
            #expect(SendEnding(outcome) == .notSent)
        }
    }
}
