import Synchronization

/// A place where the code under test waits until the test opens it, and the test until the code has come there.
public final class Turnstile: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    public init() {}

    public func pass() async {
        await withCheckedContinuation { continuation in
            let resumed = state.withLock { state in
                state.arrived += 1
                let (seen, waiting) = (state.watchers.filter { $0.count <= state.arrived }, state.watchers.filter { $0.count > state.arrived })
                state.watchers = waiting
                if state.isOpen { return seen.map(\.continuation) + [continuation] }
                state.held.append(continuation)
                return seen.map(\.continuation)
            }
            for continuation in resumed { continuation.resume() }
        }
    }

    /// Returns once `count` have arrived since the beginning.
    public func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrived >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets everybody through, now and from now on.
    public func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}
