import AuditTrail
import GRDB
import Invitations

/// The conditions of a query, as SQL. A `+` before a column keeps SQLite from looking for an index on it.
struct QueryConditions {
    let path: AccessPath
    let format: Int
    private(set) var parts: [String] = []
    private(set) var arguments = StatementArguments()
    /// Whether a condition looks into the entries' content.
    private(set) var readsContent = false

    init(path: AccessPath, format: Int) {
        self.path = path
        self.format = format
    }

    mutating func add(_ query: AuditQuery) {
        addTime(query)
        addKinds(query)
        addFields(query)
        addResults(query)
        addContent(query)
        addPerson(query)
    }

    private mutating func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        parts.append(condition)
        arguments += [value]
    }

    /// The column, open to an index only on the path that is taken.
    private func column(_ name: String, _ own: AccessPath) -> String { path == own ? name : "+\(name)" }

    private mutating func addTime(_ query: AuditQuery) {
        add("+entries.time >= ?", query.from?.milliseconds)
        add("+entries.time < ?", query.until?.milliseconds)
        if query.inDoubt, path != .openIntents { parts.append("entries.id IN (SELECT entry FROM open_intents)") }
    }

    private mutating func addKinds(_ query: AuditQuery) {
        guard !query.kinds.isEmpty else { return }
        let names = query.kinds.map(\.rawValue).sorted()
        parts.append("\(column("entries.kind", .kind)) IN (\(names.map { _ in "?" }.joined(separator: ", ")))")
        arguments += StatementArguments(names)
        // In the words of the index: SQLite does not conclude it.
        if path == .kind { parts.append("entries.kind NOT IN ('decision', 'outcome')") }
    }

    private mutating func addFields(_ query: AuditQuery) {
        add("\(column("entries.inviter", .inviter)) = ?", query.inviter?.blob)
        add("\(column("entries.caller", .caller)) = ?", query.caller?.blob)
        add("\(column("entries.channel", .channel)) = ?", query.channel)
        add("\(column("entries.decision", .decision)) = ?", query.decision?.blob)
    }

    private mutating func addResults(_ query: AuditQuery) {
        add("\(column("entries.result", .result)) = ? AND +entries.kind IN ('decision', 'inquiry')", query.verdict?.rawValue)
        if query.reasonIsItsOwn {
            add("\(column("entries.reason", .reason)) = ?", query.reason?.rawValue)
        } else if let reason = query.reason?.rawValue {
            parts.append("(+entries.reason = ? OR +entries.kind = 'decision' AND \(Self.latestOutcome("reason")) = ?)")
            arguments += [reason, reason]
        }
        if query.asksForJudgements {
            add("+entries.kind = 'decision' AND \(Self.latestOutcome("result")) = ?", query.outcome?.rawValue)
        } else {
            add("\(column("entries.result", .result)) = ? AND +entries.kind = 'outcome'", query.outcome?.rawValue)
        }
    }

    /// What the decision at hand came to last: an outcome that was unknown may have been settled later.
    private static func latestOutcome(_ column: String) -> String {
        """
        (SELECT latest.\(column) FROM entries AS latest
        WHERE latest.decision = entries.decision AND +latest.kind = 'outcome' ORDER BY latest.id DESC LIMIT 1)
        """
    }

    private mutating func addContent(_ query: AuditQuery) {
        let content = SearchIndexes.json("bodies.content")
        if path == .rule {
            add("entry_rules.rule = ?", query.rule)
        } else if format >= SearchIndexes.format {
            add(
                """
                EXISTS (SELECT 1 FROM entry_rules WHERE segment = entries.id >> \(SearchIndexes.shift) AND rule = ?
                    AND entry = entries.id)
                """, query.rule)
        } else if query.rule != nil {
            readsContent = true
            add(
                """
                EXISTS (SELECT 1 FROM json_each(\(content), '$.matches') AS match
                    WHERE json_extract(match.value, '$.rule') = ?)
                """, query.rule)
        }
        if let policy = query.policy {
            readsContent = true
            parts.append("substr(json_extract(\(content), '$.policy.digest'), 1, ?) = ?")
            arguments += [policy.unicodeScalars.count, policy]
        }
        if query.candidateDiffers {
            readsContent = true
            // What has no candidate in it need not be read.
            parts.append("+entries.kind IN ('decision', 'inquiry') AND json_extract(\(content), '$.candidate.differs') = 1")
        }
    }

    private mutating func addPerson(_ query: AuditQuery) {
        if path == .address || path == .domain {
            add("\(column("invitees.domain", .domain)) = ?", query.domain?.ascii)
            add("\(column("invitees.address", .address)) = ? COLLATE NOCASE", query.address)
        } else {
            // A condition on the side row itself would turn the left join round.
            add("coalesce(invitees.domain, x'') = ?", query.domain?.ascii)
            add("coalesce(invitees.address, x'') = ? COLLATE NOCASE", query.address)
        }
    }
}
