public import Invitations

/// A place besides the trail that entries are given to, by the name under which the store keeps how far it has come.
///
/// The names are stored: one that was used keeps its meaning.
public enum SinkName: String, Hashable, Sendable, CaseIterable {
    /// JSON lines in a file.
    case file
    /// JSON lines on standard output.
    case stdout
    /// Syslog over TCP or TLS.
    case syslog
}

/// What a store gives to sinks: its rows in the order of commits, each once.
public enum TrailItem: Hashable, Sendable {
    case entry(StoredEntry)
    /// A row that holds what no version of this program wrote. It is told to the sinks as such: neither is it skipped in
    /// silence, nor does it hold up what comes after it.
    case damaged(EntryID)

    public var id: EntryID {
        switch self {
        case .entry(let stored): stored.id
        case .damaged(let id): id
        }
    }
}

/// Where a sink stands.
public struct SinkPosition: Hashable, Sendable {
    /// The last entry that the sink has taken; 0 before the first.
    public var taken: EntryID
    /// The last entry of the trail.
    public var newest: EntryID
    /// When the oldest entry that it has not taken was written.
    public var pendingSince: Timestamp?
    /// The process that feeds it; nil when none does.
    public var holder: WriterID?

    public init(taken: EntryID, newest: EntryID, pendingSince: Timestamp?, holder: WriterID?) {
        self.taken = taken
        self.newest = newest
        self.pendingSince = pendingSince
        self.holder = holder
    }

    /// How many entries it has not taken. Row numbers have no gaps above a cursor: only taken entries are ever deleted.
    public var pending: Int64 { max(0, newest.number - taken.number) }
}

/// Where a sink begins that the store has never seen.
public enum SinkStart: String, Hashable, Sendable, CaseIterable {
    /// At the first entry that the trail still holds.
    case oldest
    /// At the next entry to be written.
    case newest
}
