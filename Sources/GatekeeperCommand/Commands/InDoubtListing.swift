import AuditStores
import AuditTrail
import Invitations
import StrictJSON

/// What `audit query --in-doubt` says of each decision beyond its entry: whether it is still looked up, and what was tried.
struct InDoubtListing {
    /// The decision's entry with its outcomes, the oldest first.
    private let decisions: [(entry: StoredEntry, outcomes: [StoredEntry])]

    /// Reads the outcomes of the page's decisions, of which each has one or two.
    init(_ page: AuditPage, _ reader: SQLiteAuditReader) async throws(AuditUnreadable) {
        var decisions: [(StoredEntry, [StoredEntry])] = []
        for stored in page.entries {
            var query = AuditQuery()
            query.decision = stored.entry.decision
            query.kinds = [.outcome]
            query.order = .oldestFirst
            query.limit = 10
            decisions.append((stored, try await reader.query(query).entries))
        }
        self.decisions = decisions
    }

    var table: String {
        var table = TextTable(header: ["row", "time", "state", "why", "tried", "looked up", "invitee", "inviter", "decision"])
        table.rows = decisions.map { stored, outcomes in
            let last = LastWord(outcomes)
            func cell(_ text: String?, _ width: Int = 36) -> String { text.map { VisibleText.cell($0, width: width) } ?? "-" }
            return [
                stored.id.description, stored.entry.time.description, last.state, cell(last.why),
                cell(last.tried.isEmpty ? nil : last.tried.joined(separator: ", "), 100), cell(last.lookedUp),
                cell(stored.invitee?.invitee.address, 40), cell(stored.fields.inviter?.description),
                cell(stored.entry.decision?.description),
            ]
        }
        return table.text
    }

    /// One object a line: the entry, with `inDoubt` beside its own members.
    var lines: [JSON] {
        decisions.map { stored, outcomes in
            let last = LastWord(outcomes)
            guard case .object(var members) = stored.json() else { return stored.json() }
            members["inDoubt"] = [
                "state": .string(last.state), "why": last.why.map { .string($0) } ?? .null,
                "tried": last.content["tried"] ?? .array([]), "lookedUpAt": last.lookedUp.map { .string($0) } ?? .null,
            ]
            return .object(members)
        }
    }
}

/// What the last outcome of a decision in doubt says.
private struct LastWord {
    let content: JSON
    /// `unknown` when a look-up has ended in vain: a person has to find out. `pending` otherwise.
    let state: String
    let lookedUp: String?

    init(_ outcomes: [StoredEntry]) {
        content = outcomes.last.flatMap { try? JSON(parsing: $0.entry.content) } ?? .null
        let isLookedUp = content["source"]?.string == OutcomeSource.lookup.rawValue
        state = isLookedUp ? "unknown" : "pending"
        lookedUp = isLookedUp ? outcomes.last?.entry.time.description : nil
    }

    /// Of a pending one, why the request itself did not tell: it ended with this, or, without it, the gate died.
    var why: String? { content["detail"]?.string }

    var tried: [String] {
        content["tried"]?.array?.compactMap { one in
            guard let what = one["what"]?.string, let result = one["result"]?.string else { return nil }
            return "\(what): \(result)"
        } ?? []
    }
}
