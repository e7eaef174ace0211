import AuditStores
import AuditTrail
import Invitations
import StrictJSON
import Testing

/// A whole trail as counts: what a load is checked against.
struct TrailTally {
    /// Entries of each decision, in order.
    private(set) var entries: [DecisionID: [StoredEntry]] = [:]

    init(_ reader: SQLiteAuditReader) async throws {
        var query = AuditQuery()
        query.order = .oldestFirst
        query.limit = 1_000
        repeat {
            let page = try await reader.query(query)
            for stored in page.entries {
                guard let decision = stored.entry.decision else { continue }
                entries[decision, default: []].append(stored)
            }
            query.after = page.next
        } while query.after != nil
    }

    /// Requests: each has one decision or one refusal, and at most one outcome.
    var requests: Int { entries.count }

    func count(_ kind: EntryKind, result: String? = nil) -> Int {
        entries.values.joined().count { $0.entry.kind == kind && (result == nil || $0.fields.result == result) }
    }

    /// Addresses of created invitations, each as often as it was created.
    var created: [String: Int] {
        var counts: [String: Int] = [:]
        for stored in entries.values where stored.contains(where: { $0.fields.result == Outcome.created.rawValue }) {
            guard let address = stored.first?.invitee?.invitee.address else { continue }
            counts[address, default: 0] += 1
        }
        return counts
    }

    /// Decisions whose entries are not one judgement or refusal and, after an approval, at most one outcome.
    var misshapen: [DecisionID] {
        entries.filter { _, stored in
            let kinds = stored.map(\.entry.kind).filter { $0 != .replayed }
            switch stored.first.map({ ($0.entry.kind, $0.fields.result) }) {
            case (.decision, "approved")?: return kinds != [.decision] && kinds != [.decision, .outcome]
            case (.decision, "denied")?: return kinds != [.decision]
            case (.refusal, _)?: return kinds != [.refusal]
            default: return true
            }
        }.map(\.key)
    }

    func hasOutcome(_ decision: DecisionID) -> Bool {
        entries[decision]?.contains { $0.entry.kind == .outcome } ?? false
    }
}
