import Invitations

/// Checks a trail against what was kept elsewhere, as it streams by in the order of its rows: a store or a whole export.
///
/// Besides what ``ChainVerifier`` checks: rows are numbered without a gap, a trail that does not begin with its first
/// row begins where a signed anchor says, and what checkpoints attest is there.
public struct TrailCheck: Sendable {
    private let evidence: TrailEvidence
    private let leavesColumns: Bool
    private var verifier: ChainVerifier?
    private var base: AttestedCheckpoint?
    private var unchecked: [String] = []
    private var nextRow: Int64 = 1
    private var misplaced: ChainFault?

    /// - Parameter leavesColumns: whether the columns that entries are found by are looked at elsewhere.
    public init(against evidence: TrailEvidence = TrailEvidence(), leavesColumns: Bool = false) {
        self.evidence = evidence
        self.leavesColumns = leavesColumns
    }

    /// Takes the next entry.
    ///
    /// - Throws: the first fault; nothing fed afterwards means anything.
    public mutating func feed(_ stored: StoredEntry) throws(ChainFault) {
        try feed(ExaminedEntry(stored))
    }

    /// Takes the next entry, examined before.
    public mutating func feed(_ examined: ExaminedEntry) throws(ChainFault) {
        let stored = examined.stored
        if verifier == nil { try begin(with: stored.id) }
        try verifier?.feed(examined)
        if stored.id.number != nextRow, misplaced == nil {
            // Told only if no chain tells more: which entries are missing, and whose.
            misplaced = ChainFault(
                kind: .misnumbered(expected: EntryID(nextRow)), writer: stored.entry.writer, sequence: stored.entry.sequence,
                id: stored.id)
        }
        nextRow = stored.id.number < .max ? stored.id.number + 1 : .max
    }

    /// Call at the end of the trail.
    public mutating func finish() throws(ChainFault) {
        if verifier == nil { try begin(with: nil) }
        try verifier?.finish()
        if let misplaced { throw misplaced }
    }

    /// What was found so far.
    public func report(fault: ChainFault?) -> TrailReport {
        var report = TrailReport(
            entries: verifier?.entries ?? 0, writers: verifier?.writers ?? 0, heads: verifier?.heads ?? [], fault: fault)
        report.removed = base?.checkpoint.entries ?? 0
        report.checkpoints = evidence.checkpoints.count { $0.checkpoint.entries > report.removed }
        report.unchecked = unchecked
        return report
    }

    private mutating func begin(with first: EntryID?) throws(ChainFault) {
        let removed = max(first?.number ?? 1, 1) - 1
        base = evidence.anchors.first { $0.checkpoint.entries == removed }
        let (expected, unchecked) = evidence.expectations(after: base)
        self.unchecked = unchecked
        verifier = ChainVerifier(expecting: expected, after: base?.checkpoint.heads ?? [], leavesColumns: leavesColumns)
        guard removed > 0, base == nil else {
            nextRow = removed + 1
            return
        }
        let why =
            evidence.anchorFault
            ?? (evidence.anchors.isEmpty
                ? "no anchor says that it was removed"
                : "the anchor says that only entries up to row \(evidence.anchors.map(\.checkpoint.entries).max() ?? 0) were removed")
        throw ChainFault(.unanchored(why: why), id: first)
    }
}
