public import Invitations

/// The first place at which a trail does not check, and what is wrong there.
public struct ChainFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The entry's hash is not that of its fields.
        case altered
        /// Entries from this sequence on, up to the one found next, are not there.
        case missing
        /// The entry is there, but after later ones of its chain.
        case reordered
        /// The entry is whole, but does not name the hash of the one before it: written over, or forked.
        case wrongPrevious
        /// The entry's format is newer than this program.
        case unknownVersion(Int)
        /// The chain does not begin with `started`, or that entry lists no heads.
        case noStart
        /// A second `started` in one chain.
        case startedTwice
        /// The chain ends before an entry that another chain, or a head kept elsewhere, attests.
        case cut(attestedBy: String)
        /// The entry that another chain, or a head kept elsewhere, attests has another hash.
        case replaced(attestedBy: String)
        /// The side row is not what the chain committed to.
        case inviteeAltered
        /// A column that entries are found by differs from the content.
        case columnAltered(String)
    }

    public var kind: Kind
    public var writer: WriterID
    public var sequence: Int64
    /// The store's row, where the fault is in one.
    public var id: EntryID?

    public init(kind: Kind, writer: WriterID, sequence: Int64, id: EntryID? = nil) {
        self.kind = kind
        self.writer = writer
        self.sequence = sequence
        self.id = id
    }

    public var description: String {
        let place = "entry \(sequence) of writer \(writer)" + (id.map { " (row \($0))" } ?? "")
        return switch kind {
        case .altered: "\(place) was altered: its hash does not match"
        case .missing: "\(place) is missing"
        case .reordered: "\(place) stands after later entries of its chain"
        case .wrongPrevious: "\(place) does not follow the entry before it"
        case .unknownVersion(let version): "\(place) has format \(version), which this program does not know"
        case .noStart: "\(place) begins a chain but is no started entry with the heads of the others"
        case .startedTwice: "\(place) starts a chain that has begun"
        case .cut(let witness): "\(place) is missing: the chain ends before it, and \(witness) attests it"
        case .replaced(let witness): "\(place) is not the one that \(witness) attests"
        case .inviteeAltered: "\(place): its invitee is not the one recorded"
        case .columnAltered(let column): "\(place): the column \(column) differs from the entry"
        }
    }
}
