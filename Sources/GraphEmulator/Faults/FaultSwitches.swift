import Synchronization

/// The faults that are switched on. Of several that reach a request, the one switched on first acts.
public final class FaultSwitches: Sendable {
    private struct Armed {
        let id: Int
        let fault: Fault
        var matched = 0
        var acted = 0
    }

    /// A fault that is switched on, and how often it acted.
    public struct Status: Sendable, Equatable {
        public let id: Int
        public let fault: Fault
        public let acted: Int
    }

    private let state = Mutex<(next: Int, armed: [Armed])>((1, []))

    init() {}

    /// Switches a fault on.
    ///
    /// - Returns: its id.
    @discardableResult
    public func add(_ fault: Fault) -> Int {
        state.withLock { state in
            state.armed.append(Armed(id: state.next, fault: fault))
            state.next += 1
            return state.next - 1
        }
    }

    /// Switches one off; false if no fault has that id.
    @discardableResult
    public func remove(_ id: Int) -> Bool {
        state.withLock { state in
            let before = state.armed.count
            state.armed.removeAll { $0.id == id }
            return state.armed.count < before
        }
    }

    public func removeAll() {
        state.withLock { $0.armed.removeAll() }
    }

    public var all: [Status] {
        state.withLock { $0.armed.map { Status(id: $0.id, fault: $0.fault, acted: $0.acted) } }
    }

    /// The effect on this request, counted.
    func effect(on exchange: Exchange) -> Fault.Effect? {
        state.withLock { state in
            for index in state.armed.indices where state.armed[index].fault.matches(exchange) {
                state.armed[index].matched += 1
                if Self.acts(state.armed[index]) {
                    state.armed[index].acted += 1
                    return state.armed[index].fault.effect
                }
            }
            return nil
        }
    }

    private static func acts(_ armed: Armed) -> Bool {
        switch armed.fault.reach {
        case .all: true
        case .next(let count): armed.acted < count
        case .everyNth(let n): armed.matched % max(1, n) == 0
        }
    }
}
