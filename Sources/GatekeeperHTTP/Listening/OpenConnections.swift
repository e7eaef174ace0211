import NIOCore
import Synchronization

/// The connections of one listener, from their acceptance to their end.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Accepted and not yet in the hands of who serves them.
        var unsettled = 0
        var whenSettled: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A connection was accepted; ``settle()`` follows.
    func begin() { state.withLock { $0.unsettled += 1 } }

    func settle() {
        let act = state.withLock { state -> (@Sendable () -> Void)? in
            state.unsettled -= 1
            guard state.unsettled == 0 else { return nil }
            return state.whenSettled
        }
        act?()
    }

    /// Does something when every connection that was accepted is in the hands of who serves it.
    func whenSettled(_ act: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { state in
            state.whenSettled = act
            return state.unsettled == 0
        }
        if isSettled { act() }
    }

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        state.withLock { $0.channels[id] = channel }
        channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.channels.removeValue(forKey: id) } }
    }

    var isEmpty: Bool { state.withLock { $0.channels.isEmpty && $0.unsettled == 0 } }

    /// Has those that carry no request closed now, and the others once they are answered.
    func quiesce() {
        for channel in state.withLock({ Array($0.channels.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }
}
