import GraphFormat

/// In which order a batch's requests are done: each after those that it depends on, and only when these succeeded.
struct BatchSchedule {
    enum Step: Equatable {
        case perform(Int)
        /// Something that it depends on did not succeed.
        case fail(Int)
    }

    private let items: [BatchItem]
    private var waiting: [Int]
    private var succeeded: Set<Int> = []
    private var failed: Set<Int> = []

    init(_ items: [BatchItem]) {
        self.items = items
        waiting = Array(items.indices)
    }

    /// What can be done now, in the order in which it was written; nil while everything left waits for what is under way.
    mutating func next() -> Step? {
        guard let at = waiting.firstIndex(where: { isReady(items[$0]) }) else { return nil }
        let place = waiting.remove(at: at)
        return items[place].dependencies.isDisjoint(with: failed) ? .perform(place) : .fail(place)
    }

    mutating func finish(_ place: Int, succeeded hasSucceeded: Bool) {
        if hasSucceeded { succeeded.insert(place) } else { failed.insert(place) }
    }

    private func isReady(_ item: BatchItem) -> Bool {
        !item.dependencies.isDisjoint(with: failed) || item.dependencies.isSubset(of: succeeded)
    }
}
