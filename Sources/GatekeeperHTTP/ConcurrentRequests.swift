import Synchronization

/// How many requests are under way, and no more than the bound: each holds memory and waits for the same disk.
final class ConcurrentRequests: Sendable {
    private let maximum: Int
    private let count = Atomic(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Whether there is a place, which is taken then and must be left.
    func enter() -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= maximum else {
            leave()
            return false
        }
        return true
    }

    func leave() { count.subtract(1, ordering: .relaxed) }
}
