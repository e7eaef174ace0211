import Testing

@testable import Gatekeeper

@Suite("A window of sends")
struct SendWindowTests {
    @Test("lets so many go, and the next one a window after the first answer")
    func places() {
        var window = SendWindow(places: 2, length: seconds(5))
        holds(window.take(at: 0))
        holds(window.take(at: 0))
        holds(!window.take(at: 0))
        window.end(reached: true, at: seconds(1))
        holds(!window.take(at: seconds(5.9)))
        #expect(window.nextRelease(at: seconds(2)) == seconds(6))
        holds(window.take(at: seconds(6)))
    }

    @Test("gives the place of what did not reach Graph back at once")
    func unreached() {
        var window = SendWindow(places: 1, length: seconds(5))
        holds(window.take(at: 0))
        window.end(reached: false, at: 1)
        holds(window.take(at: 1))
    }

    @Test("never lets more reach Graph in any stretch of its length, whenever in their time the requests get there")
    func bound() {
        var seed: UInt64 = 3
        func random(_ bound: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % bound
        }
        let length: UInt64 = 100
        var window = SendWindow(places: 7, length: length)
        var now: UInt64 = 1_000
        var open: [(sent: UInt64, answer: UInt64)] = []
        var arrivals: [UInt64] = []
        for _ in 0..<5_000 {
            now += random(12)
            for request in open where request.answer <= now { window.end(reached: true, at: now) }
            open.removeAll { $0.answer <= now }
            guard window.take(at: now) else { continue }
            let duration = random(150)
            // At its very end, or at its very beginning.
            arrivals.append(now + (random(2) == 0 ? 0 : duration))
            open.append((now, now + duration))
        }
        #expect(arrivals.count > 500)
        arrivals.sort()
        for (first, last) in zip(arrivals, arrivals.dropFirst(7)) { #expect(last - first >= length) }
    }

    @Test("tells when the n-th from now can go, as it comes to pass")
    func departure() {
        var window = SendWindow(places: 3, length: 100)
        for moment: UInt64 in [0, 10, 20] {
            holds(window.take(at: moment))
            window.end(reached: true, at: moment)
        }
        // Places are free at 100, 110, 120, and then a window later each.
        let told = (1...7).map { window.departure($0, at: 50) }
        #expect(told == [100, 110, 120, 200, 210, 220, 300])
        var real: [UInt64] = []
        for now: UInt64 in 50..<310 where window.take(at: now) {
            window.end(reached: true, at: now)
            real.append(now)
        }
        #expect(real == told)
        #expect(SendWindow(places: 3, length: 100).departure(3, at: 5) == 5)
        #expect(SendWindow(places: 3, length: 100).departure(4, at: 5) == 105)
    }
}
