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
}

private struct Conditions {
    private var parts: [String] = []
    private(set) var arguments = StatementArguments()

    var clause: String { parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ") }

    mutating func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        parts.append(condition)
        arguments += [value]
    }

    mutating func addPlace(_ query: AuditQuery) {
        add("entries.time >= ?", query.from?.milliseconds)
        add("entries.time < ?", query.until?.milliseconds)
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
    }

    mutating func addPerson(_ query: AuditQuery) {
        // One walk through the side table, rather than a look-up for every entry.
        add("entries.id IN (SELECT entry FROM invitees WHERE domain = ?)", query.domain?.ascii)
        add("entries.id IN (SELECT entry FROM invitees WHERE address = ? COLLATE NOCASE)", query.address)
    }
}
