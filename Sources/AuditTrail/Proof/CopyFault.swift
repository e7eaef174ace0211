/// A copy out of an entry, by which a store finds it or goes on from it, that is not what the entry says. The entry itself
/// may be as it was written: then the copy can be made anew from it.
public struct CopyFault: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case altered
        case missing
        /// Nothing in the trail says it.
        case extra
    }

    public var kind: Kind
    /// The table, with the column where one is at fault, or the index or trigger: `entries.reason`, `entry_rules`.
    public var copy: String
    /// What it says, or ought to.
    public var detail: String
    /// The row of the entry that the copy is of.
    public var id: EntryID?
    /// The place of that entry in its chain.
    public var head: ChainHead?

    public init(_ kind: Kind, _ copy: String, _ detail: String, id: EntryID? = nil, head: ChainHead? = nil) {
        self.kind = kind
        self.copy = copy
        self.detail = detail
        self.id = id
        self.head = head
    }

    public var description: String {
        let row = id.map { "row \($0)" }
        let place = head.map { "entry \($0.sequence) of writer \($0.writer)\(row.map { " (\($0))" } ?? "")" } ?? row
        return "\(place.map { "\($0): " } ?? "")\(copy): \(detail)"
    }
}

/// What was found wrong with a store's copies.
public struct CopyFindings: Hashable, Sendable {
    /// Of the entry that comes first.
    public private(set) var first: CopyFault?
    public private(set) var count: Int64 = 0

    public init() {}

    public mutating func add(_ fault: CopyFault) {
        count += 1
        // What is of no one entry comes last.
        guard let first, (first.id?.number ?? .max) <= (fault.id?.number ?? .max) else { return self.first = fault }
    }

    /// Says where the first one's entry stands.
    public mutating func place(_ head: ChainHead) { first?.head = head }
}
