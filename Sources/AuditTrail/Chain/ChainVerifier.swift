import Invitations
import StrictJSON

/// Checks a trail as it streams by, in the order in which its store committed it. Memory grows with the number of
/// writers, not of entries.
///
/// What it cannot see: entries cut from the end of a chain that no later chain attests, and a trail written anew as a
/// whole by someone who can write the file. A head kept elsewhere shows both.
public struct ChainVerifier: Sendable {
    private struct Chain {
        var sequence: Int64
        var hash: Digest256
    }

    /// A head that the trail must hold, and who says so.
    struct Expected {
        var head: ChainHead
        var witness: String
    }

    private var chains: [WriterID: Chain] = [:]
    private let expected: [WriterID: [Expected]]
    private let removed: [WriterID: ChainHead]
    /// Whether the columns that entries are found by are looked at elsewhere.
    private let leavesColumns: Bool
    /// A gap: it is *missing* unless the entry turns up later, when it is *reordered*.
    private var gap: ChainFault?
    public private(set) var entries: Int64 = 0

    /// - Parameter expected: heads kept elsewhere that the trail must hold.
    public init(expecting expected: [ChainHead] = []) {
        self.init(expecting: expected.map { Expected(head: $0, witness: Self.keptHead) }, after: [])
    }

    /// Checks what is left of a trail.
    ///
    /// - Parameter removed: where its chains stood at the end of what was removed, as a valid anchor says.
    public init(after removed: [ChainHead]) {
        self.init(expecting: [], after: removed)
    }

    init(expecting expected: [Expected], after removed: [ChainHead], leavesColumns: Bool = false) {
        self.leavesColumns = leavesColumns
        self.expected = Dictionary(grouping: expected, by: \.head.writer)
        self.removed = Dictionary(removed.map { ($0.writer, $0) }, uniquingKeysWith: { first, _ in first })
        for head in removed { chains[head.writer] = Chain(sequence: head.sequence, hash: head.hash) }
    }

    public var writers: Int { chains.count }

    /// The last entry of each chain so far, by writer.
    public var heads: [ChainHead] {
        chains.map { ChainHead(writer: $0.key, sequence: $0.value.sequence, hash: $0.value.hash) }
            .sorted { $0.writer < $1.writer }
    }

    /// Takes the next entry.
    ///
    /// - Throws: the first fault; nothing fed afterwards means anything. A gap is told by ``finish()``, or as soon as
    ///   the entry that seemed missing turns up.
    public mutating func feed(_ stored: StoredEntry) throws(ChainFault) {
        try feed(ExaminedEntry(stored))
    }

    /// Takes the next entry, examined before.
    public mutating func feed(_ examined: ExaminedEntry) throws(ChainFault) {
        let stored = examined.stored
        let entry = stored.entry
        if let gap {
            guard entry.writer == gap.writer, entry.sequence == gap.sequence else { return }
            throw fault(.reordered, stored)
        }
        guard entry.version == EntryFormat.current else { throw fault(.unknownVersion(entry.version), stored) }
        guard examined.hasItsHash, let content = examined.content else { throw fault(.altered, stored) }
        try place(stored, content)
        guard gap == nil else { return }
        guard examined.hasItsInvitee else { throw fault(.inviteeAltered, stored) }
        if let column = examined.differingColumn, !leavesColumns { throw fault(.columnAltered(column), stored) }
        try checkExpectation(stored)
        chains[entry.writer] = Chain(sequence: entry.sequence, hash: entry.hash)
        entries += 1
    }

    /// Call at the end of the trail.
    public func finish() throws(ChainFault) {
        if let gap { throw gap }
        for (head, witness) in expected.values.joined().map({ ($0.head, $0.witness) })
            .sorted(by: { $0.0.writer < $1.0.writer })
        {
            if let last = removed[head.writer], last.sequence == head.sequence, last.hash != head.hash {
                throw ChainFault(kind: .replaced(attestedBy: witness), writer: head.writer, sequence: head.sequence)
            }
            try requireReached(head, attestedBy: witness)
        }
    }

    /// Throws where the chain ends before the head, or where the head is its last and is another: what was removed by
    /// retention comes by nobody's hands but the anchor's.
    private func requireReached(_ head: ChainHead, attestedBy witness: String) throws(ChainFault) {
        let chain = chains[head.writer]
        let last = chain?.sequence ?? 0
        if last < head.sequence {
            throw ChainFault(
                kind: .cut(attestedBy: "\(witness), up to entry \(head.sequence),"), writer: head.writer, sequence: last + 1)
        }
        if last == head.sequence, chain?.hash != head.hash {
            throw ChainFault(kind: .replaced(attestedBy: witness), writer: head.writer, sequence: head.sequence)
        }
    }

    private mutating func place(_ stored: StoredEntry, _ content: JSON) throws(ChainFault) {
        let entry = stored.entry
        let last = chains[entry.writer]
        let next = (last?.sequence ?? 0) + 1
        guard entry.sequence >= next else {
            throw fault(entry.sequence == last?.sequence && entry.hash == last?.hash ? .repeated : .reordered, stored)
        }
        guard entry.sequence == next else {
            gap = ChainFault(kind: .missing, writer: entry.writer, sequence: next)
            return
        }
        if let last {
            guard entry.kind != .started else { throw fault(.startedTwice, stored) }
            guard entry.previous == last.hash else { throw fault(.wrongPrevious, stored) }
        } else {
            try begin(stored, content)
        }
    }

    private func begin(_ stored: StoredEntry, _ content: JSON) throws(ChainFault) {
        let entry = stored.entry
        guard entry.kind == .started, let heads = ChainOrigin.heads(in: content) else { throw fault(.noStart, stored) }
        guard entry.previous == ChainOrigin.previous(writer: entry.writer, heads: heads, version: entry.version) else {
            throw fault(.wrongPrevious, stored)
        }
        let witness = "the start of writer \(entry.writer)"
        for head in heads {
            try requireReached(head, attestedBy: witness)
            // The heads were read in the transaction that wrote this entry, so no entry of theirs lies between.
            guard chains[head.writer]?.sequence == head.sequence else { throw fault(.reordered, stored) }
        }
    }

    private func checkExpectation(_ stored: StoredEntry) throws(ChainFault) {
        let entry = stored.entry
        for one in expected[entry.writer] ?? [] where one.head.sequence == entry.sequence && one.head.hash != entry.hash {
            throw fault(.replaced(attestedBy: one.witness), stored)
        }
    }

    private func fault(_ kind: ChainFault.Kind, _ stored: StoredEntry) -> ChainFault {
        ChainFault(kind: kind, writer: stored.entry.writer, sequence: stored.entry.sequence, id: stored.id)
    }

    static let keptHead = "a head kept elsewhere"

    /// The largest content: lists of 256 with some members each, and a `started` entry's heads.
    static let limits = JSONLimits(depth: 8, members: 128, values: 1_000_000)
}
