import Invitations

/// Checks entries that were picked out of a trail: each one's own hash, their order, and that each follows the one before
/// it where no other lies between. What was left out, and whether anything was dropped, it cannot tell.
public struct FilteredCheck: Sendable {
    private var chains: [WriterID: ChainHead] = [:]
    private let expected: [WriterID: [ChainVerifier.Expected]]
    private var found: Set<ChainHead> = []
    private var lastRow: Int64 = .min
    /// The row of the last entry of each chain.
    private var rows: [WriterID: Int64] = [:]
    public private(set) var entries: Int64 = 0
    /// Places where entries of a chain were left out.
    public private(set) var gaps = 0

    /// - Parameter evidence: what the entries are held against, as far as they are among those attested.
    public init(against evidence: TrailEvidence = TrailEvidence()) {
        expected = Dictionary(grouping: evidence.expectations(after: nil).expected, by: \.head.writer)
    }

    public mutating func feed(_ stored: StoredEntry) throws(ChainFault) {
        let entry = stored.entry
        func fault(_ kind: ChainFault.Kind) -> ChainFault {
            ChainFault(kind: kind, writer: entry.writer, sequence: entry.sequence, id: stored.id)
        }
        guard entry.version == EntryFormat.current else { throw fault(.unknownVersion(entry.version)) }
        guard entry.computedHash() == entry.hash else { throw fault(.altered) }
        // Whoever makes an export up can write any numbers, and hash them: none is reckoned with that no trail has.
        guard entry.sequence >= 1, stored.id.number >= 1 else { throw fault(.unreadable(why: "entries and rows are numbered from 1")) }
        if let last = chains[entry.writer] {
            guard entry.sequence > last.sequence else {
                throw fault(entry.sequence == last.sequence && entry.hash == last.hash ? .repeated : .reordered)
            }
            // As many rows lie between two entries of a chain as there are entries of it, or more.
            guard let row = rows[entry.writer], stored.id.number - row >= entry.sequence - last.sequence else { throw fault(.reordered) }
            if entry.sequence == last.sequence + 1 {
                guard entry.previous == last.hash else { throw fault(.wrongPrevious) }
            } else {
                gaps += 1
            }
        } else if entry.sequence > 1 {
            gaps += 1
        }
        guard stored.id.number > lastRow else { throw fault(.reordered) }
        guard stored.id.number >= entry.sequence else { throw fault(.misnumbered(expected: EntryID(entry.sequence))) }
        for one in expected[entry.writer] ?? [] where one.head.sequence == entry.sequence {
            guard one.head.hash == entry.hash else { throw fault(.replaced(attestedBy: one.witness)) }
            found.insert(one.head)
        }
        lastRow = stored.id.number
        rows[entry.writer] = stored.id.number
        chains[entry.writer] = ChainHead(writer: entry.writer, sequence: entry.sequence, hash: entry.hash)
        entries += 1
    }

    public func report(fault: ChainFault?) -> TrailReport {
        var report = TrailReport(
            entries: entries, writers: chains.count, heads: chains.values.sorted { $0.writer < $1.writer }, fault: fault)
        report.unchecked = ["\(gaps) gaps between the entries, since the export was filtered: what is missing there cannot be told"]
        report.unchecked.append("the rows' numbers, but for their order: no hash holds them")
        let missing = expected.values.joined().count { !found.contains($0.head) }
        if missing > 0 { report.unchecked.append("\(missing) attested entries that are not among those exported") }
        return report
    }
}
