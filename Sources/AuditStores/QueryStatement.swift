import AuditTrail
import GRDB
import Invitations

/// An ``AuditQuery`` as SQL. Values are bound, never written into the text.
struct QueryStatement {
    private(set) var sql: String
    private(set) var arguments: StatementArguments
    private(set) var limit: Int

    init(_ query: AuditQuery) {
        var conditions = Conditions()
        conditions.addPlace(query)
        conditions.addContent(query)
        conditions.addPerson(query)
        let direction = query.order == .newestFirst ? "DESC" : "ASC"
        limit = min(max(query.limit, 1), 1_000)
        sql = """
            SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
            \(conditions.clause) ORDER BY entries.id \(direction) LIMIT \(limit + 1)
            """
        arguments = conditions.arguments
    }

    /// One page of a walk over the rows in `range`, in the order asked for.
    init(walking range: ClosedRange<Int64>, _ query: AuditQuery, page: Int) {
        var conditions = Conditions(isWalk: true)
        conditions.addPlace(query)
        conditions.addContent(query)
        conditions.addPerson(query)
        conditions.add("entries.id >= ?", range.lowerBound)
        conditions.add("entries.id <= ?", range.upperBound)
        limit = page
        sql = """
            SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
            \(conditions.clause) ORDER BY entries.id \(query.order == .newestFirst ? "DESC" : "ASC") LIMIT \(page)
            """
        arguments = conditions.arguments
    }

    /// How many entries match.
    init(counting query: AuditQuery) {
        var conditions = Conditions()
        conditions.addPlace(query)
        conditions.addContent(query)
        conditions.addPerson(query)
        limit = 1
        let readsContent = query.rule != nil || query.candidateDiffers
        let bodies = readsContent ? "JOIN bodies ON bodies.entry = entries.id" : ""
        sql = "SELECT count(*) FROM entries \(bodies) \(conditions.clause)"
        arguments = conditions.arguments
    }

    /// The first and the last row that can match, by the index over times alone; nulls if there is none.
    init(rangeOf query: AuditQuery) {
        limit = 1
        if query.from == nil, query.until == nil {
            sql = "SELECT (SELECT min(id) FROM entries), (SELECT max(id) FROM entries)"
            arguments = []
        } else {
            sql = "SELECT min(id), max(id) FROM entries WHERE time >= ? AND time < ?"
            arguments = [query.from?.milliseconds ?? .min, query.until?.milliseconds ?? .max]
        }
    }
}

private struct Conditions {
    private var parts: [String] = []
    private(set) var arguments = StatementArguments()
    /// A walk goes along the rows: no other index may tempt it into sorting what is left at every page.
    private let isWalk: Bool

    init(isWalk: Bool = false) {
        self.isWalk = isWalk
    }

    var clause: String { parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ") }

    mutating func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        parts.append(condition)
        arguments += [value]
    }

    mutating func addPlace(_ query: AuditQuery) {
        let time = isWalk ? "+entries.time" : "entries.time"
        add("\(time) >= ?", query.from?.milliseconds)
        add("\(time) < ?", query.until?.milliseconds)
        add(query.order == .newestFirst ? "entries.id < ?" : "entries.id > ?", query.after?.number)
        if !query.kinds.isEmpty {
            let names = query.kinds.map(\.rawValue).sorted()
            parts.append("entries.kind IN (\(names.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(names)
        }
        if query.inDoubt { parts.append("entries.id IN (SELECT entry FROM open_intents)") }
    }

    mutating func addContent(_ query: AuditQuery) {
        add("entries.result = ? AND entries.kind IN ('decision', 'inquiry')", query.verdict?.rawValue)
        add("entries.result = ? AND entries.kind = 'outcome'", query.outcome?.rawValue)
        add("entries.reason = ?", query.reason?.rawValue)
        add("entries.inviter = ?", query.inviter?.blob)
        add("entries.caller = ?", query.caller?.blob)
        add("entries.channel = ?", query.channel)
        add("entries.decision = ?", query.decision?.blob)
        add(
            """
            EXISTS (SELECT 1 FROM json_each(bodies.content, '$.matches') AS match
                WHERE json_extract(match.value, '$.rule') = ?)
            """, query.rule)
        if query.candidateDiffers {
            // What has no candidate in it need not be read.
            parts.append("entries.kind IN ('decision', 'inquiry') AND json_extract(bodies.content, '$.candidate.differs') = 1")
        }
    }

    mutating func addPerson(_ query: AuditQuery) {
        if isWalk {
            // The side row is at hand; `coalesce` keeps the walk from going along the side table instead.
            add("coalesce(invitees.domain, x'') = ?", query.domain?.ascii)
            add("coalesce(invitees.address, x'') = ? COLLATE NOCASE", query.address)
            return
        }
        // One walk through the side table, rather than a look-up for every entry.
        add("entries.id IN (SELECT entry FROM invitees WHERE domain = ?)", query.domain?.ascii)
        add("entries.id IN (SELECT entry FROM invitees WHERE address = ? COLLATE NOCASE)", query.address)
    }
}
