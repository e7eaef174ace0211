public import StrictJSON

/// How entries are given out in bulk.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable {
    /// One JSON object a line (``StoredEntry/json()``), whole: what a program reads, and what can be checked.
    case ndjson
    /// RFC 4180, a line an entry, for a spreadsheet: the members that people ask for, made harmless (``EntryCSV``).
    case csv

    /// What stands before the first entry.
    public var head: String {
        switch self {
        case .ndjson: ""
        case .csv: EntryCSV.header
        }
    }

    /// One entry's line, with its end. There is no line break within it, so that a file cut anywhere can be gone on with.
    ///
    /// - Parameter entry: as ``StoredEntry/json()`` has it, or less of it.
    public func line(_ entry: JSON) -> String {
        switch self {
        case .ndjson: entry.visibleText() + "\n"
        case .csv: EntryCSV.line(entry)
        }
    }

    /// The largest entry there is: lists of 256 with some members each, and a `started` entry's heads.
    private static let limits = JSONLimits(depth: 16, members: 128, values: 1_000_000)

    /// The row number in a line that ``line(_:)`` made; nil for any other, such as the header.
    public func row(of line: some StringProtocol) -> EntryID? {
        switch self {
        case .ndjson: (try? JSON(parsing: Array(line.utf8), limits: Self.limits))?["id"]?.integer.map { EntryID($0) }
        case .csv: line.split(separator: ",", maxSplits: 1).first.flatMap { Int64($0) }.map { EntryID($0) }
        }
    }
}
