public import Invitations

/// The oldest entries were to be removed, because they are older than entries are kept; written before they are.
public struct PrunedRecord: Hashable, Sendable {
    public var by: String
    /// Entries before this time were to go.
    public var before: Timestamp
    public var entries: Int64
    /// The row of the last of them.
    public var through: EntryID

    public init(by: String, before: Timestamp, entries: Int64, through: EntryID) {
        self.by = by
        self.before = before
        self.entries = entries
        self.through = through
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("before", before.description)
        object.member("by", by)
        object.member("entries", entries)
        object.member("through", through.number)
        return object.finish()
    }
}
