import AuditTrail
import Invitations
import StrictJSON

/// What a store's copies out of its entries ought to hold, as the entries stream by in their order.
///
/// Memory grows with the number of writers and of decisions in doubt, and with the policies of one segment.
struct CopyCheck: Sendable {
    /// An approved decision without an outcome that settles it.
    struct Intent: Sendable {
        var row: Int64
        /// Whether a look-up has ended with `unknown`.
        var isFinal = false
    }

    private(set) var findings = CopyFindings()
    private(set) var open: [DecisionID: Intent] = [:]
    /// The segment that is being gone through; nil before the first row.
    private(set) var segment: SegmentExpectation?
    /// The last entry of each chain that some `started` entry lists.
    private(set) var listed: [WriterID: Int64] = [:]
    /// Chains that begin among these entries.
    private(set) var begun: Set<WriterID> = []
    private var erasures = ErasureBalance()

    mutating func add(_ fault: CopyFault) { findings.add(fault) }
    mutating func place(_ head: ChainHead) { findings.place(head) }

    /// Takes the next entry.
    ///
    /// - Returns: the segment that ended before it, if one did.
    mutating func take(_ examined: ExaminedEntry) -> SegmentExpectation? {
        let row = examined.stored.id.number
        let number = row >> SearchIndexes.shift
        var ended: SegmentExpectation?
        if segment?.number != number {
            ended = segment
            segment = SegmentExpectation(number: number, first: row)
        }
        guard let content = examined.content else { return ended }
        if let column = examined.differingColumn {
            add(CopyFault(.altered, "entries.\(column)", "is not what the entry says", id: examined.stored.id))
        }
        segment?.take(row, content)
        erasures.take(examined.stored, content)
        takeIntent(examined.stored.entry, row, content)
        if examined.stored.entry.kind == .started {
            begun.insert(examined.stored.entry.writer)
            for head in examined.stored.entry.listedHeads { listed[head.writer] = head.sequence }
        }
        return ended
    }

    private mutating func takeIntent(_ entry: Entry, _ row: Int64, _ content: JSON) {
        guard let decision = entry.decision else { return }
        if entry.kind == .decision, content["verdict"]?.string == Verdict.approved.rawValue {
            if open[decision] == nil { open[decision] = Intent(row: row) }
        } else if entry.kind == .outcome, let outcome = content["outcome"]?.string {
            if outcome != Outcome.unknown.rawValue {
                open[decision] = nil
            } else if content["source"]?.string == OutcomeSource.lookup.rawValue {
                open[decision]?.isFinal = true
            }
        }
    }

    /// The first entry whose side row is gone without an erasure that accounts for it. Call at the end.
    var unaccounted: ChainFault? { erasures.unaccounted }
}

/// Side rows that are gone against those that `erased` entries say they took. Each erasure took rows of entries before it,
/// and retention removes an erasure later than what it took: so what is missing is never more than what is told.
private struct ErasureBalance: Sendable {
    /// Missing since the last erasure that accounts for all that was missing.
    private var missing: Int64 = 0
    private var first: StoredEntry?

    mutating func take(_ stored: StoredEntry, _ content: JSON) {
        if stored.invitee == nil, content["invitee"] != nil {
            if missing == 0 { first = stored }
            missing += 1
        }
        if stored.entry.kind == .erased, let rows = content["rows"]?.integer { missing -= min(missing, max(rows, 0)) }
    }

    var unaccounted: ChainFault? {
        guard missing > 0, let first else { return nil }
        return ChainFault(kind: .inviteeMissing, writer: first.entry.writer, sequence: first.entry.sequence, id: first.id)
    }
}

/// What the copies of one segment ought to hold.
struct SegmentExpectation: Sendable {
    let number: Int64
    /// The first row that was seen of it.
    let first: Int64
    private(set) var rules = RuleSum()
    /// The policies in force, each with the first row that names it.
    private(set) var policies: [[UInt8]: Int64] = [:]

    init(number: Int64, first: Int64) {
        (self.number, self.first) = (number, first)
    }

    fileprivate mutating func take(_ row: Int64, _ content: JSON) {
        if let digest = content["policy"]?["digest"]?.string.map(Self.extracted), policies[digest] == nil { policies[digest] = row }
        guard let matches = content["matches"]?.array, !matches.isEmpty else { return }
        // A rule stands there once for an entry, however often it matched.
        for rule in Set(matches.compactMap { $0["rule"]?.string.map(Self.extracted) }) { rules.add(rule, row) }
    }

    /// A text as SQLite's `json_extract` gives it: it ends at a NUL.
    private static func extracted(_ text: String) -> [UInt8] { Array(text.utf8.prefix { $0 != 0 }) }
}

/// A sum over rules and entries that is the same in any order, and that nobody can bring about by other ones: `Hasher` is
/// seeded at random in every process.
struct RuleSum: Hashable, Sendable {
    private var sum: UInt64 = 0
    private var count: Int64 = 0

    mutating func add(_ rule: [UInt8], _ row: Int64) {
        var hasher = Hasher()
        hasher.combine(row)
        hasher.combine(rule)
        sum &+= UInt64(bitPattern: Int64(hasher.finalize()))
        count += 1
    }
}
