/// An entry as a store gives it back.
public struct StoredEntry: Hashable, Sendable {
    public var id: EntryID
    public var entry: Entry
    /// The columns that the store finds it by.
    public var fields: EntryFields
    /// The side row; nil when the entry never had one or it was erased (then the content still has `invitee`).
    public var invitee: InviteeRow?

    public init(id: EntryID, entry: Entry, fields: EntryFields, invitee: InviteeRow? = nil) {
        self.id = id
        self.entry = entry
        self.fields = fields
        self.invitee = invitee
    }
}
