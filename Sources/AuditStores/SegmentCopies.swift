import AuditTrail
import GRDB

/// What the tables hold of one segment.
struct SegmentCopies: Sendable {
    private var rules = RuleSum()
    private var policies: Set<[UInt8]> = []

    init(of number: Int64, _ db: Database) throws {
        let found = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT CAST(rule AS BLOB), entry FROM entry_rules WHERE segment = ?"), arguments: [number])
        while let row = try found.next() {
            rules.add(DatabaseBytes.fromDatabaseValue(row[0])?.bytes ?? [], Int64.fromDatabaseValue(row[1]) ?? 0)
        }
        let digests = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT CAST(digest AS BLOB) FROM segment_policies WHERE segment = ?"), arguments: [number])
        while let row = try digests.next() { policies.insert(DatabaseBytes.fromDatabaseValue(row[0])?.bytes ?? []) }
    }

    /// What differs in the policies of a segment.
    ///
    /// - Parameter removed: rows that retention removed. Of a segment that it took rows of, policies are left behind.
    func policyFaults(_ expected: SegmentExpectation, removed: Int64) -> [CopyFault] {
        let missing = expected.policies.filter { !policies.contains($0.key) }.sorted { $0.value < $1.value }.map {
            CopyFault(.missing, "segment_policies", "lacks the policy \(Self.shown($0.key)) of segment \(expected.number)", id: EntryID($0.value))
        }
        guard removed == 0 || expected.number > removed >> SearchIndexes.shift else { return missing }
        let extra = policies.filter { expected.policies[$0] == nil }.map {
            CopyFault(
                .extra, "segment_policies", "claims the policy \(Self.shown($0)) for segment \(expected.number), whose entries name it nowhere",
                id: EntryID(expected.first))
        }
        return missing + extra
    }

    /// Whether the rules of a segment may differ: then ``ruleFaults(in:_:_:)`` says where.
    func mayDiffer(from expected: SegmentExpectation) -> Bool { rules != expected.rules }

    private static func shown(_ text: [UInt8]) -> String { VisibleText.cell(String(decoding: text, as: UTF8.self), width: 80) }

    /// Where `entry_rules` differs from the entries of a segment, the first entry first.
    static func ruleFaults(in number: Int64, _ db: Database, _ report: (CopyFault) -> Void) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                WITH wanted AS (
                    SELECT bodies.entry AS entry, json_extract(match.value, '$.rule') AS rule
                    FROM bodies JOIN json_each(\(SearchIndexes.json("bodies.content")), '$.matches') AS match
                    WHERE bodies.entry >> \(SearchIndexes.shift) = ?1
                    AND bodies.entry BETWEEN ?1 << \(SearchIndexes.shift) AND (?1 + 1) << \(SearchIndexes.shift)
                    AND match.type = 'object' AND typeof(json_extract(match.value, '$.rule')) = 'text'
                ), found AS (SELECT entry, rule FROM entry_rules WHERE segment = ?1)
                SELECT entry, rule, 0 FROM (SELECT entry, rule FROM wanted EXCEPT SELECT entry, rule FROM found)
                UNION ALL SELECT entry, rule, 1 FROM (SELECT entry, rule FROM found EXCEPT SELECT entry, rule FROM wanted)
                ORDER BY 1, 3, 2
                """, arguments: [number])
        while let row = try rows.next() {
            let rule = VisibleText.cell(String.fromDatabaseValue(row[1]) ?? "?", width: 80)
            let entry = (Int64.fromDatabaseValue(row[0])).map { EntryID($0) }
            let isExtra = Int64.fromDatabaseValue(row[2]) == 1
            report(
                isExtra
                    ? CopyFault(.extra, "entry_rules", "claims the rule \(rule), which did not match", id: entry)
                    : CopyFault(.missing, "entry_rules", "lacks the rule \(rule), which matched", id: entry))
        }
    }

    /// How many strays are looked for.
    private static let most = 1_000

    /// Rows of segments in which there is no entry.
    static func strayFaults(outside segments: ClosedRange<Int64>, _ db: Database, _ report: (CopyFault) -> Void) throws {
        let rules = try Row.fetchCursor(
            db, sql: "SELECT entry, segment FROM entry_rules WHERE segment < ? OR segment > ? ORDER BY entry LIMIT \(most)",
            arguments: [segments.lowerBound, segments.upperBound])
        while let row = try rules.next() {
            let segment = Int64.fromDatabaseValue(row[1]) ?? 0
            report(
                CopyFault(
                    .extra, "entry_rules", "claims a rule in segment \(segment), where there is no entry",
                    id: Int64.fromDatabaseValue(row[0]).map { EntryID($0) }))
        }
        // Those of earlier segments may be left over from what retention removed; nothing is found by them.
        let policies = try Row.fetchCursor(
            db, sql: "SELECT segment FROM segment_policies WHERE segment > ? OR segment < 0 ORDER BY segment LIMIT \(most)",
            arguments: [segments.upperBound])
        while let row = try policies.next() {
            report(
                CopyFault(
                    .extra, "segment_policies", "claims a policy for segment \(Int64.fromDatabaseValue(row[0]) ?? 0), where there is no entry"))
        }
    }
}
