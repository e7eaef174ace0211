public import AuditTrail
public import Invitations

/// What feeding the sinks needs of the store, over a connection of its own. Times are the host's monotonic clock in
/// milliseconds (``SinkLease``).
public protocol SinkFeed: Sendable {
    /// The lease to feed a sink, and where to go on; or who has it.
    func claim(
        _ sink: SinkName, for holder: WriterID, startingAt start: SinkStart, at monotonic: Int64
    ) async throws(AuditUnavailable) -> SinkClaim

    /// Notes what the sink has taken and renews the lease; false if another process has it.
    func move(
        _ sink: SinkName, to id: EntryID, for holder: WriterID, at monotonic: Int64
    ) async throws(AuditUnavailable) -> Bool

    func renew(_ sink: SinkName, for holder: WriterID, at monotonic: Int64) async throws(AuditUnavailable) -> Bool

    func release(_ sink: SinkName, by holder: WriterID) async throws(AuditUnavailable)

    /// The next durable rows after `id`, in the order of commits.
    func page(after id: EntryID, count: Int, bytes: Int) async throws(AuditUnreadable) -> [TrailItem]

    func position(of sink: SinkName, at monotonic: Int64) async throws(AuditUnreadable) -> SinkPosition
}

/// The time, so that tests own it.
public struct SinkClock: Sendable {
    public var now: @Sendable () -> Timestamp
    /// Milliseconds of the monotonic clock that all processes of the host share.
    public var monotonicMilliseconds: @Sendable () -> Int64

    public init(now: @escaping @Sendable () -> Timestamp, monotonicMilliseconds: @escaping @Sendable () -> Int64) {
        self.now = now
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}
