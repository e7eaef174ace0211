public import AuditTrail
import GRDB
public import Invitations

/// Whether a decision is in doubt, inside the writer's transaction: of two who settle it, one is second.
enum DoubtTables {
    static func maySettle(_ draft: SettlingDraft, _ db: Database) throws -> Bool {
        guard let decision = draft.draft.decision else { return false }
        let isFinal = try db.cachedStatement(sql: "SELECT final FROM open_intents WHERE decision = ?")
        guard let final = try Int.fetchOne(isFinal, arguments: [decision.blob]) else { return false }
        return final == 0 || draft.settlesFinalUnknown
    }

    /// An outcome that says `unknown` for good.
    static func keepForAPerson(_ decision: DecisionID, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE open_intents SET final = 1 WHERE decision = ?").execute(arguments: [decision.blob])
    }
}

extension SQLiteAuditStore {
    /// Returns once the outcome is on disk and the decision settled; nil, with nothing written, when it is not in doubt any
    /// more, or somebody else was quicker.
    public func settle(_ draft: SettlingDraft) async throws(AuditUnavailable) -> AuditReceipt? {
        switch await submit(.settling(draft)) {
        case .success(let receipt): return receipt
        case .failure(.notInDoubt): return nil
        case .failure(.unavailable(let unavailable)): throw unavailable
        // Told only to who reserves.
        case .failure(.exhausted), .failure(.taken): throw .invalidReservation
        }
    }

    /// Decisions in doubt that are still to be looked up, the oldest first, made before a time.
    public func pendingDoubts(
        before: Timestamp, after: EntryID?, limit: Int
    ) async throws(AuditUnreadable) -> [OpenDecision] {
        try await reader.reading { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT entries.id, entries.decision, entries.time, invitees.address,
                        json_extract(\(SearchIndexes.json("bodies.content")), '$.guestExists'),
                        (SELECT max(time) FROM entries AS later
                            WHERE later.decision = open_intents.decision AND later.kind = 'outcome')
                    FROM open_intents JOIN entries ON entries.id = open_intents.entry
                    JOIN bodies ON bodies.entry = entries.id
                    LEFT JOIN invitees ON invitees.entry = entries.id
                    WHERE open_intents.final = 0 AND entries.id > ? AND entries.time < ?
                    ORDER BY entries.id LIMIT ?
                    """, arguments: [after?.number ?? .min, before.milliseconds, limit])
            var found: [OpenDecision] = []
            while let row = try rows.next() {
                guard let bytes: DatabaseBytes = row[1], let decision = DecisionID(blob: bytes.bytes) else { continue }
                found.append(
                    OpenDecision(
                        entry: EntryID(row[0]), decision: decision, decidedAt: Timestamp(milliseconds: row[2]),
                        answeredAt: (row[5] as Int64?).map { Timestamp(milliseconds: $0) }, address: row[3],
                        guestExisted: Bool.fromDatabaseValue(row[4])))
            }
            return found
        }
    }

    /// Approved decisions of one address in one segment, by the index on the address: the stretch of time alone has no index,
    /// and half of all entries are approvals.
    static let approvalsSQL = """
        SELECT entries.decision, entries.time FROM invitees CROSS JOIN entries ON entries.id = invitees.entry
        WHERE invitees.entry >> \(SearchIndexes.shift) = ? AND invitees.address = ? COLLATE NOCASE
        AND +entries.time >= ? AND +entries.time <= ? AND +entries.kind = 'decision' AND +entries.result = 'approved'
        AND +entries.decision <> ? ORDER BY invitees.entry LIMIT ?
        """

    /// Approved decisions of one address from a stretch of time, with their last outcomes; nil when there are more than
    /// `limit`. Looks into the segments of that stretch, and no others.
    public func approvals(
        of address: String, from: Timestamp, until: Timestamp, besides decision: DecisionID, limit: Int
    ) async throws(AuditUnreadable) -> [NearbyDecision]? {
        try await reader.reading { db in
            guard let span = try SegmentWalk.span(from: from, until: until.adding(seconds: 1), db) else { return [] }
            var found: [NearbyDecision] = []
            let statement = try db.cachedStatement(sql: Self.approvalsSQL)
            for segment in (span.lowerBound >> SearchIndexes.shift)...(span.upperBound >> SearchIndexes.shift) {
                let rows = try Row.fetchAll(
                    statement,
                    arguments: [
                        segment, address, from.milliseconds, until.milliseconds, decision.blob, limit + 1 - found.count,
                    ])
                for row in rows {
                    guard let bytes: DatabaseBytes = row[0], let id = DecisionID(blob: bytes.bytes) else { continue }
                    found.append(NearbyDecision(decision: id, decidedAt: Timestamp(milliseconds: row[1])))
                }
                guard found.count <= limit else { return nil }
            }
            return try found.map { try Self.withOutcome($0, db) }
        }
    }

    private static func withOutcome(_ nearby: NearbyDecision, _ db: Database) throws -> NearbyDecision {
        var nearby = nearby
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT entries.result, entries.time, json_extract(\(SearchIndexes.json("bodies.content")), '$.invitation')
                FROM entries JOIN bodies ON bodies.entry = entries.id
                WHERE entries.decision = ? AND entries.kind = 'outcome' ORDER BY entries.id DESC LIMIT 1
                """, arguments: [nearby.decision.blob])
        if let row {
            nearby.outcome = (row[0] as String?).flatMap { Outcome(rawValue: $0) }
            nearby.answeredAt = Timestamp(milliseconds: row[1])
            nearby.invitation = String.fromDatabaseValue(row[2])
        }
        return nearby
    }

    /// How many decisions that were made before a time are in doubt.
    public func doubts(before: Timestamp) async throws(AuditUnreadable) -> DoubtCount {
        try await reader.reading { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*) FILTER (WHERE final = 0), count(*) FILTER (WHERE final = 1),
                        min(entries.time) FILTER (WHERE final = 0)
                    FROM open_intents JOIN entries ON entries.id = open_intents.entry WHERE entries.time < ?
                    """, arguments: [before.milliseconds])
            return DoubtCount(
                pending: row?[0] ?? 0, unknown: row?[1] ?? 0,
                oldestPending: (row?[2] as Int64?).map { Timestamp(milliseconds: $0) })
        }
    }
}
