import Synchronization

/// How far the service has come in leaving: everything that must know of it asks here.
public final class Drain: Sendable {
    /// How long kept connections that carry no request may bring one more before they are closed, in seconds.
    public let idleSeconds: Int
    private let state = Mutex(State())

    private struct State {
        var isBegun = false
        var waiting: [@Sendable () -> Void] = []
    }

    public init(idleSeconds: Int = 0) {
        self.idleSeconds = idleSeconds
    }

    /// From now on the service is not ready, and each answer is the last one on its connection.
    public func begin() {
        let waiting = state.withLock { state in
            state.isBegun = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for act in waiting { act() }
    }

    public var isBegun: Bool { state.withLock { $0.isBegun } }

    /// Does something when it begins; nothing if it has begun.
    func whenBegun(_ act: @escaping @Sendable () -> Void) {
        state.withLock { state in
            if !state.isBegun { state.waiting.append(act) }
        }
    }
}
