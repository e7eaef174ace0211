import AuditTrail
import GRDB
import Invitations

/// An ``AuditQuery`` as SQL over one range of rows. Values are bound, never written into the text, which is the same for every
/// range.
struct QueryStatement {
    let sql: String
    private let arguments: StatementArguments
    private let bySegment: Bool

    /// What the rows are read for.
    enum Purpose {
        case entries
        case count
    }

    init(_ query: AuditQuery, by path: AccessPath, format: Int, for purpose: Purpose) {
        var conditions = QueryConditions(path: path, format: format)
        conditions.add(query)
        bySegment = path.bySegment
        let order = query.order == .newestFirst ? "DESC" : "ASC"
        // The range comes first among the arguments, then the conditions, then the limit.
        let unused = path.bySegment || path == .decision ? "+" : ""
        var clause = "\(unused)\(path.row) >= ? AND \(unused)\(path.row) <= ?"
        switch path {
        case .address, .domain: clause += " AND invitees.entry >> \(SearchIndexes.shift) = ?"
        case .inviter: clause += " AND entries.id >> \(SearchIndexes.shift) = ?"
        case .rule: clause += " AND entry_rules.segment = ?"
        default: break
        }
        if !conditions.parts.isEmpty { clause += " AND " + conditions.parts.joined(separator: " AND ") }
        switch purpose {
        case .entries:
            sql = """
                SELECT \(EntryRow.columns) FROM \(path.tables(bodies: true))
                WHERE \(clause) ORDER BY \(path.row) \(order) LIMIT ?
                """
        case .count:
            sql = "SELECT count(*) FROM \(path.tables(bodies: conditions.readsContent)) WHERE \(clause)"
        }
        arguments = conditions.arguments
    }

    /// - Parameter limit: of a count, which has none, nil.
    func arguments(over rows: ClosedRange<Int64>, limit: Int?) -> StatementArguments {
        var all: StatementArguments = [rows.lowerBound, rows.upperBound]
        if bySegment { all += [rows.upperBound >> SearchIndexes.shift] }
        all += arguments
        if let limit { all += [limit] }
        return all
    }
}
