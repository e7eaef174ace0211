public import Invitations

/// One process's turn at feeding a sink, so that two that share a store do not send everything twice.
///
/// The time is the host's monotonic clock, which its processes share and nobody can set: a wall clock that steps by an
/// hour would make a lease end at once or last for an hour. After the host has started anew the clock is back at 0, and a
/// lease from before lies further ahead than any that could have been given: it is void.
public struct SinkLease: Hashable, Sendable {
    /// How long a lease holds unless it is renewed: how long a sink waits after its process was killed.
    public static let length: Int64 = 10_000
    /// How often it is renewed, in milliseconds: twice may fail.
    public static let heartbeat: Int64 = 3_000

    public var holder: WriterID
    /// In milliseconds of the monotonic clock.
    public var expires: Int64

    public init(holder: WriterID, expires: Int64) {
        self.holder = holder
        self.expires = expires
    }

    /// A lease given at this moment.
    public init(to holder: WriterID, at monotonic: Int64) {
        self.init(holder: holder, expires: monotonic + Self.length)
    }

    public func holds(at monotonic: Int64) -> Bool {
        monotonic < expires && expires <= monotonic + Self.length
    }
}

/// The answer to a process that wants to feed a sink.
public enum SinkClaim: Hashable, Sendable {
    /// It may, from after this entry on, until the lease ends.
    case granted(after: EntryID)
    /// Another one does.
    case heldElsewhere(WriterID)
}
