public import StrictJSON

/// An entry with what can be told of it alone, whatever stands before it. This is the costly part of checking a trail, and
/// any number of entries can be examined at once.
public struct ExaminedEntry: Sendable {
    public let stored: StoredEntry
    /// The members of the content that checks look at; nil where it is no JSON.
    public let content: JSON?
    /// The first column that entries are found by and that differs from the content.
    public let differingColumn: String?
    let hasItsHash: Bool
    let hasItsInvitee: Bool

    public init(_ stored: StoredEntry) {
        self.init(stored, parsed: nil)
    }

    /// - Parameter parsed: the content, where it has been parsed already.
    init(_ stored: StoredEntry, parsed: JSON?) {
        self.stored = stored
        hasItsHash = stored.entry.computedHash() == stored.entry.hash
        content = parsed ?? (try? JSON(parsing: stored.entry.content, limits: ChainVerifier.limits, keeping: Self.members))
        differingColumn = content.flatMap { Self.differingColumn(stored.fields, EntryFields(content: $0)) }
        if let row = stored.invitee {
            hasItsInvitee = content?["invitee"]?.string == row.invitee.commitment(under: row.key).description
        } else {
            hasItsInvitee = true
        }
    }

    /// What any check of a trail or of its store asks for.
    private static let members: Set = [
        "caller", "heads", "invitee", "inviter", "matches", "outcome", "policy", "reason", "rows", "source", "verdict",
    ]

    /// Texts byte for byte, as a search compares them: Swift's own `==` takes the Kelvin sign for the letter K.
    private static func differingColumn(_ found: EntryFields, _ wanted: EntryFields) -> String? {
        if !isSame(wanted.result, found.result) { return "result" }
        if !isSame(wanted.reason, found.reason) { return "reason" }
        if wanted.inviter != found.inviter { return "inviter" }
        if wanted.caller != found.caller { return "caller" }
        return isSame(wanted.channel, found.channel) ? nil : "channel"
    }

    private static func isSame(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.utf8.elementsEqual(right.utf8)
    }
}
