public import AuditTrail
import Synchronization

/// Syslog messages over one connection that is kept open. It has taken entries once the receiver's system has acknowledged
/// every byte of them.
///
/// The receiver itself may die with what its system acknowledged and it had not read. When a connection is lost, the last
/// messages sent over it are therefore sent again over the next: those of the last minute, a bounded number of them.
public final class SyslogSink: Sink {
    public let name = SinkName.syslog
    private let target: SyslogTarget
    private let format: SyslogFormat
    private let resendEntries: Int
    private let stallSeconds: Int
    private let state = Mutex(State())

    private struct State {
        var connection: SyslogConnection?
        /// The frames sent last, the oldest first.
        var recent: [Sent] = []
    }

    private struct Sent {
        var frame: [UInt8]
        var at: ContinuousClock.Instant
    }

    /// The most bytes of frames that are kept for sending again.
    private static let recentBytes = 4 << 20
    private static let recentAge = Duration.seconds(60)

    /// - Parameters:
    ///   - resendEntries: the most entries that are sent again after a lost connection.
    ///   - stallSeconds: after how long without an acknowledgement a connection is given up.
    public init(to target: SyslogTarget, format: SyslogFormat, resendEntries: Int, stallSeconds: Int = 30) {
        self.target = target
        self.format = format
        self.resendEntries = resendEntries
        self.stallSeconds = stallSeconds
    }

    public func take(_ items: [TrailItem]) async throws(SinkFailure) {
        let frames = items.map { format.frame(of: $0) }
        try await send(frames)
        remember(frames)
    }

    /// Connects where there is no connection, so that its faults show before there is something to send, and what was lost
    /// with the last one need not wait for the next entry.
    public func tend() async throws(SinkFailure) {
        if state.withLock({ $0.connection?.isOpen }) != true { try await send([]) }
    }

    public func close() async {
        let connection = state.withLock { state in
            // All of it was acknowledged, and a receiver reads on to the end of a connection that is closed in order.
            defer { state = State() }
            return state.connection
        }
        await connection?.close()
    }

    private func send(_ frames: [[UInt8]]) async throws(SinkFailure) {
        let (open, isLost) = state.withLock { state in (state.connection, state.connection.map { !$0.isOpen } ?? false) }
        if isLost { lose() }
        if let open, !isLost {
            try await deliver(frames, over: open)
        } else {
            let connection = try await SyslogConnection.open(to: target, stallSeconds: stallSeconds)
            let again = state.withLock { state in
                state.connection = connection
                return state.recent.map(\.frame)
            }
            try await deliver(again + frames, over: connection)
        }
    }

    private func deliver(_ frames: [[UInt8]], over connection: SyslogConnection) async throws(SinkFailure) {
        guard !frames.isEmpty else { return }
        do throws(SinkFailure) {
            try await connection.deliver(Array(frames.joined()))
        } catch {
            lose()
            await connection.close()
            throw error
        }
    }

    private func lose() {
        let oldest = ContinuousClock.now - Self.recentAge
        state.withLock { state in
            state.connection = nil
            state.recent.removeAll { $0.at < oldest }
        }
    }

    private func remember(_ frames: [[UInt8]]) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.recent.append(contentsOf: frames.map { Sent(frame: $0, at: now) })
            var bytes = 0
            let kept = state.recent.reversed().prefix(resendEntries).prefix { sent in
                bytes += sent.frame.count
                return bytes <= Self.recentBytes
            }
            state.recent = kept.reversed()
        }
    }
}
