/// So many sends, and no more, in any stretch of a window's length as Graph sees it.
///
/// When a request reaches Graph is known no closer than between its departure and its answer. A place is therefore taken
/// with the departure and free again a window after the answer: no two requests that share a place can reach Graph within
/// one window, however Graph counts it. The price is a pace that falls as Graph slows down.
struct SendWindow {
    let places: Int
    let length: UInt64
    private(set) var underWay = 0
    /// When the places of answered requests are free again, the earliest first; those before `head` are past.
    private var releases: [UInt64] = []
    private var head = 0

    /// - Parameter length: in nanoseconds.
    init(places: Int, length: UInt64) {
        self.places = places
        self.length = length
    }

    /// Takes a place, if one is free.
    mutating func take(at now: UInt64) -> Bool {
        forget(until: now)
        guard underWay + releases.count - head < places else { return false }
        underWay += 1
        return true
    }

    /// The request of a place has ended.
    ///
    /// - Parameter reached: whether it may have reached Graph; else the place is free at once.
    mutating func end(reached: Bool, at now: UInt64) {
        underWay -= 1
        if reached { releases.append(max(now + length, releases.last ?? 0)) }
    }

    /// When the next place is free; nil while that hangs on an answer, or one is free now.
    func nextRelease(at now: UInt64) -> UInt64? {
        let pending = pending(at: now)
        return underWay + pending.count < places ? nil : pending.first
    }

    /// When the n-th send from now can depart at the earliest, counted from 1: that of requests under way is taken as if
    /// they were answered now.
    func departure(_ n: Int, at now: UInt64) -> UInt64 {
        let pending = pending(at: now)
        let free = max(places - pending.count - underWay, 0)
        guard n > free else { return now }
        // Each place once, in the order in which they come free; then all of them anew, a window later.
        let position = n - free - 1
        let (round, place) = (position / places, position % places)
        let first = place < pending.count ? pending[pending.startIndex + place] : now + length
        return first + UInt64(round) * length
    }

    private func pending(at now: UInt64) -> ArraySlice<UInt64> {
        var first = head
        while first < releases.endIndex, releases[first] <= now { first += 1 }
        return releases[first...]
    }

    private mutating func forget(until now: UInt64) {
        head = pending(at: now).startIndex
        // Now and then the past is thrown away: each place is moved once, on average.
        if head > 64, 2 * head > releases.count {
            releases.removeFirst(head)
            head = 0
        }
    }
}
