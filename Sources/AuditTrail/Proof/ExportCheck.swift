import Invitations
import StrictJSON

/// Checks an export of the trail (NDJSON, an entry a line as ``StoredEntry/json()`` gives it, the oldest first), line by
/// line and without the store.
///
/// The last line may be a trailer, an object with the one member `export`; its `entries` are counted after, and its
/// `filter`, where it is not null, says that entries were left out.
public struct ExportCheck: Sendable {
    /// A longer line is refused: an entry's lists and texts are bounded, and so is it.
    public static let mostLineBytes = 16 << 20

    /// One of the two.
    private var whole: TrailCheck?
    private var filtered: FilteredCheck?
    private var sideRows = 0
    private var entries: Int64 = 0
    private var line = 0
    private var lastRow: EntryID?
    private var hasEnded = false

    /// - Parameter isFiltered: whether entries were left out on purpose. Otherwise each one that is missing is a fault.
    public init(against evidence: TrailEvidence, isFiltered: Bool) {
        if isFiltered { filtered = FilteredCheck(against: evidence) } else { whole = TrailCheck(against: evidence) }
    }

    /// Takes the next line, without its line feed.
    public mutating func feed(line bytes: [UInt8]) throws(ChainFault) {
        line += 1
        guard !hasEnded else { throw unreadable("something follows the trailer") }
        guard bytes.count <= Self.mostLineBytes else { throw unreadable("it is longer than \(Self.mostLineBytes) bytes") }
        if line == 1, bytes.starts(with: "id,time,kind,".utf8) {
            throw unreadable("the export is CSV, which holds only a part of what is hashed and cannot be checked; take one in NDJSON")
        }
        let json: JSON
        do { json = try JSON(parsing: bytes, limits: Self.limits) } catch { throw unreadable("\(error)") }
        if let trailer = json["export"], json.object?.count == 1 { return try end(trailer) }
        let stored: StoredEntry
        do { stored = try StoredEntry(exported: json) } catch { throw unreadable(error.why) }
        if json["invitee"] != nil {
            sideRows += 1
            // What it says cannot be told without its key, but whether the entry was about somebody can.
            guard json["content"]?["invitee"]?.string != nil else { throw unreadable("it names an invitee, and what is hashed has none") }
        }
        do {
            // A string stands for bytes that did not parse when they were exported.
            let content = json["content"]
            try whole?.feed(ExaminedEntry(stored, parsed: content?.object == nil ? nil : content))
            try filtered?.feed(stored)
        } catch {
            var fault = error
            fault.line = line
            throw fault
        }
        entries += 1
        lastRow = stored.id
    }

    /// Call at the end of the export.
    public mutating func finish() throws(ChainFault) {
        try whole?.finish()
        // Every trail has an entry, and retention leaves the newest: nothing at all is an export that failed.
        if whole != nil, entries == 0 { throw ChainFault(.empty) }
    }

    public func report(fault: ChainFault?) -> TrailReport {
        var report =
            whole?.report(fault: fault) ?? filtered?.report(fault: fault)
            ?? TrailReport(entries: 0, writers: 0, heads: [], fault: fault)
        if sideRows > 0 {
            report.unchecked.append(
                "the invitees of \(sideRows) entries: an export has no keys to hold them against what the chain committed to")
        }
        return report
    }

    private mutating func end(_ trailer: JSON) throws(ChainFault) {
        hasEnded = true
        guard let members = trailer.object, members.allSatisfy({ Self.trailerNames.contains($0.name) }) else {
            throw unreadable("a trailer has no such member")
        }
        if let complete = trailer["complete"], complete != true { throw unreadable("it says that the export is not complete") }
        // An export that found nothing names the row that it was to go on after, if any.
        if let last = trailer["last"], lastRow.map({ last != .string($0.description) }) ?? (last.string == nil) {
            throw unreadable("it tells of another last row than that before it")
        }
        if let filter = trailer["filter"], filter != .null, whole != nil {
            throw unreadable("it says that the export was filtered; check it with --filtered")
        }
        if let told = trailer["entries"], told != .integer(entries) {
            throw unreadable("it tells of another number of entries than the \(entries) that there are")
        }
    }

    private static let trailerNames: Set = ["complete", "entries", "filter", "last"]

    private func unreadable(_ why: String) -> ChainFault { ChainFault(.unreadable(why: why), line: line) }

    /// The verifier's, one object further in.
    private static let limits = JSONLimits(
        depth: ChainVerifier.limits.depth + 1, members: ChainVerifier.limits.members, values: ChainVerifier.limits.values)
}
