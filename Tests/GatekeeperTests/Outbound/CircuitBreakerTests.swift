import Testing

@testable import Gatekeeper

@Suite("A circuit breaker")
struct CircuitBreakerTests {
    /// In the middle of the spread: opening times come out as configured.
    private static let middle = UInt64.max / 2

    private func opened(at now: UInt64 = 0) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<5 { breaker.record(.failure, isProbe: false, at: now, random: Self.middle) }
        return breaker
    }

    @Test("opens at the fifth failure in a row, and not while successes lie between")
    func inRow() {
        var breaker = CircuitBreaker()
        for _ in 0..<4 { breaker.record(.failure, isProbe: false, at: 0, random: 0) }
        breaker.record(.success, isProbe: false, at: 0, random: 0)
        for _ in 0..<4 { breaker.record(.failure, isProbe: false, at: 0, random: 0) }
        holds(breaker.state(at: 0) == .closed && breaker.permit(at: 0) == .go)
        breaker.record(.failure, isProbe: false, at: 0, random: 0)
        #expect(breaker.state(at: 0) == .open)
    }

    @Test("opens when half of many fail, and not when those are long ago")
    func rate() {
        func state(after pause: UInt64) -> CircuitBreaker.State {
            var breaker = CircuitBreaker()
            for _ in 0..<9 {
                breaker.record(.failure, isProbe: false, at: 0, random: 0)
                breaker.record(.success, isProbe: false, at: 0, random: 0)
            }
            breaker.record(.success, isProbe: false, at: pause, random: 0)
            breaker.record(.failure, isProbe: false, at: pause, random: 0)
            return breaker.state(at: pause)
        }
        #expect(state(after: seconds(29)) == .open)
        #expect(state(after: seconds(31)) == .closed)
    }

    @Test("says how long, lets one probe go then, and closes when that succeeds")
    func life() {
        var breaker = opened()
        holds(breaker.permit(at: seconds(1)) == .refused(4))
        #expect(breaker.state(at: seconds(6)) == .halfOpen)
        holds(breaker.permit(at: seconds(6)) == .probe)
        guard case .refused = breaker.permit(at: seconds(6)) else {
            Issue.record("a second probe")
            return
        }
        // Answers to what left before it opened decide nothing.
        breaker.record(.success, isProbe: false, at: seconds(6), random: 0)
        breaker.record(.failure, isProbe: false, at: seconds(6), random: 0)
        #expect(breaker.state(at: seconds(6)) == .halfOpen)
        breaker.record(.success, isProbe: true, at: seconds(7), random: 0)
        holds(breaker.permit(at: seconds(7)) == .go)
    }

    @Test("stays open twice as long after each probe that fails, up to a bound")
    func doubling() {
        var breaker = opened()
        var now: UInt64 = 0
        var lengths: [Double] = []
        for _ in 0..<6 {
            guard let left = breaker.refusal(at: now) else { break }
            lengths.append(left)
            now += seconds(left)
            holds(breaker.permit(at: now) == .probe)
            breaker.record(.failure, isProbe: true, at: now, random: Self.middle)
        }
        #expect(lengths.map { $0.rounded() } == [5, 10, 20, 40, 60, 60])
    }

    @Test("gives the probe to the next one where it was not used")
    func unused() {
        var breaker = opened()
        holds(breaker.permit(at: seconds(6)) == .probe)
        breaker.record(.neither, isProbe: true, at: seconds(6), random: 0)
        holds(breaker.permit(at: seconds(6)) == .probe)
    }

    @Test("does not open for the same time everywhere")
    func jitter() {
        func length(_ random: UInt64) -> Double? {
            var breaker = CircuitBreaker()
            for _ in 0..<5 { breaker.record(.failure, isProbe: false, at: 0, random: random) }
            return breaker.refusal(at: 0)
        }
        #expect(length(0) == 4)
        #expect(abs((length(.max) ?? 0) - 6) < 0.001)
    }
}
