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
        /// The entry that was just before it stands there again.
        case repeated
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
        /// The side row is gone, and no `erased` entry accounts for it.
        case inviteeMissing
        /// A column that entries are found by differs from the content.
        case columnAltered(String)
        /// The entry does not stand in the row that follows the one before it, though rows are numbered without a gap.
        case misnumbered(expected: EntryID)
        /// The trail begins after its first row, and no valid anchor says that what is missing was removed: why.
        case unanchored(why: String)
        /// There is no entry at all.
        case empty
        /// What stands there is no entry: why.
        case unreadable(why: String)
        /// A checkpoint that the store holds is not believed: why.
        case checkpointRefused(why: String)
    }

    public var kind: Kind
    public var writer: WriterID
    public var sequence: Int64
    /// The store's row, where the fault is in one.
    public var id: EntryID?
    /// The line of an export, from 1, where the fault is in one.
    public var line: Int?

    public init(kind: Kind, writer: WriterID, sequence: Int64, id: EntryID? = nil, line: Int? = nil) {
        self.kind = kind
        self.writer = writer
        self.sequence = sequence
        self.id = id
        self.line = line
    }

    /// A fault at a place of which not even the writer is known.
    public init(_ kind: Kind, id: EntryID? = nil, line: Int? = nil) {
        self.init(kind: kind, writer: WriterID(high: 0, low: 0), sequence: 0, id: id, line: line)
    }

    public var description: String {
        let places = [id.map { "row \($0)" }, line.map { "line \($0)" }].compactMap(\.self).joined(separator: ", ")
        let place = "entry \(sequence) of writer \(writer)" + (places.isEmpty ? "" : " (\(places))")
        return switch kind {
        case .altered: "\(place) was altered: its hash does not match"
        case .missing: "\(place) is missing"
        case .reordered: "\(place) stands after later entries of its chain"
        case .repeated: "\(place) stands there twice"
        case .wrongPrevious: "\(place) does not follow the entry before it"
        case .unknownVersion(let version): "\(place) has format \(version), which this program does not know"
        case .noStart: "\(place) begins a chain but is no started entry with the heads of the others"
        case .startedTwice: "\(place) starts a chain that has begun"
        case .cut(let witness): "\(place) is missing: the chain ends before it, but \(witness) attests that it went on"
        case .replaced(let witness): "\(place) is not the one that \(witness) attests"
        case .inviteeAltered: "\(place): its invitee is not the one recorded"
        case .inviteeMissing: "\(place): its invitee is gone, and no erasure that the trail tells of accounts for that"
        case .columnAltered(let column): "\(place): the column \(column) differs from the entry"
        case .misnumbered(let expected):
            "\(place) does not stand in row \(expected), which comes next: entries before it are missing, or its number was altered"
        case .unanchored(let why): "the trail begins with row \(id.map(\.description) ?? "?"), and what was before it is missing: \(why)"
        case .empty: "it holds no entry, and every trail has at least one"
        case .unreadable(let why): "\(places) is no entry: \(why)"
        case .checkpointRefused(let why): "a checkpoint in the store cannot be believed: \(why)"
        }
    }
}

extension ChainFault.Kind {
    /// One word for it, for programs.
    public var name: String {
        switch self {
        case .altered: "altered"
        case .missing: "missing"
        case .reordered: "reordered"
        case .repeated: "repeated"
        case .wrongPrevious: "wrongPrevious"
        case .unknownVersion: "unknownVersion"
        case .noStart: "noStart"
        case .startedTwice: "startedTwice"
        case .cut: "cut"
        case .replaced: "replaced"
        case .inviteeAltered: "inviteeAltered"
        case .inviteeMissing: "inviteeMissing"
        case .columnAltered: "columnAltered"
        case .misnumbered: "misnumbered"
        case .unanchored: "unanchored"
        case .empty: "empty"
        case .unreadable: "unreadable"
        case .checkpointRefused: "checkpointRefused"
        }
    }
}
