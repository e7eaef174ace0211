import Testing

@testable import Gatekeeper

@Suite("A queue that is fair")
struct FairQueueTests {
    private func queue(_ places: [FairQueue.Place], most: Int = 1_000, perInviter: Int = 1_000) -> FairQueue {
        var queue = FairQueue(most: most, mostPerInviter: perInviter)
        for (ticket, place) in places.enumerated() { _ = queue.join(UInt64(ticket), at: place) }
        return queue
    }

    private func order(_ queue: FairQueue) -> [UInt64] {
        var queue = queue
        var order: [UInt64] = []
        while let next = queue.next() { order.append(next) }
        return order
    }

    @Test("keeps the order of one inviter")
    func order() {
        #expect(order(queue([place(1, 1), place(1, 1), place(1, 1)])) == [0, 1, 2])
    }

    @Test("lets a flooding inviter delay another of the same application by one turn in each round")
    func inviters() {
        let flood = Array(repeating: place(1, 1), count: 100)
        #expect(order(queue(flood + [place(1, 2), place(1, 2)])).prefix(4) == [0, 100, 1, 101])
    }

    @Test("lets an application with many inviters delay another application by one turn in each round")
    func applications() {
        let many = (0..<100).map { place(1, $0) }
        #expect(order(queue(many + [place(2, 1), place(2, 1)])).prefix(4) == [0, 100, 1, 101])
    }

    @Test("tells how many turns are before one, and it is never more")
    func turns() {
        var seed: UInt64 = 7
        func random(_ bound: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % bound
        }
        for _ in 0..<500 {
            var filled = queue((0..<random(40)).map { _ in place(random(3), random(4)) })
            let mine = place(random(3), random(4))
            for _ in 0..<random(5) { _ = filled.next() }
            let told = filled.turns(before: mine)
            holds(filled.join(999, at: mine) == .joined)
            let real = order(filled).firstIndex(of: 999) ?? .max
            #expect(real <= told && told - real <= 12, "told \(told), real \(real)")
        }
    }

    @Test("takes one inviter's tickets up to a bound, and others' beyond it")
    func perInviter() {
        var full = queue([place(1, 1), place(1, 1)], perInviter: 2)
        holds(full.join(9, at: place(1, 1)) == .full)
        holds(full.join(9, at: place(1, 2)) == .joined)
        holds(full.join(10, at: place(2, 1)) == .joined, "the same person through another application")
    }

    @Test("that is full makes room for one who waits less, at the cost of the longest line")
    func displacing() {
        var full = queue([place(1, 1), place(1, 1), place(1, 1), place(2, 5)], most: 4)
        holds(full.join(9, at: place(2, 6)) == .joinedInsteadOf(2))
        holds(full.join(10, at: place(1, 2)) == .joinedInsteadOf(1))
        holds(full.join(11, at: place(1, 3)) == .full, "the others wait no less than this one would")
        #expect(full.count == 4)
        #expect(Set(order(full)) == [0, 3, 9, 10])
    }

    @Test("that is full refuses the one who filled it")
    func flood() {
        var full = queue([place(1, 1), place(1, 1), place(1, 1), place(2, 5)], most: 4)
        holds(full.join(9, at: place(1, 1)) == .full)
        holds(full.join(9, at: place(1, 2)) == .joinedInsteadOf(2), "another inviter of that application is better off")
    }

    @Test("forgets one who leaves")
    func leaving() {
        var queue = queue([place(1, 1), place(1, 2), place(2, 1)])
        queue.leave(1, from: place(1, 2))
        queue.leave(1, from: place(1, 2))
        queue.leave(77, from: place(3, 3))
        #expect(queue.count == 2)
        #expect(order(queue) == [0, 2])
    }
}
