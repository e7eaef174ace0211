public import AuditTrail
import GRDB
public import Invitations

extension SQLiteAuditStore {
    /// Makes the copies out of the entries anew, where they differ, after an entry that says so. The caller has seen that the
    /// entries themselves are whole: out of others nothing is made.
    ///
    /// A segment at a time, so that no request waits for longer; but indexes that have to be made anew are made in one piece.
    /// What has no source but itself stays: contents and side rows of no entry, and a claim that names another decision.
    ///
    /// - Parameters:
    ///   - differing: how many places were found to differ, for the record.
    ///   - keys: that signed the store's anchor and checkpoints.
    ///   - by: who has it done.
    public func reindex(
        differing: CopyFindings, keys: [NoteVerifier], by: String, at time: Timestamp
    ) async throws(AuditUnavailable) {
        do {
            // First of all: a trigger that is missing, or one too many, would do the same to what is written now.
            try await repairing { db in try SchemaCheck.repair(db) }
            _ = try await append(.reindexed(ReindexedRecord(by: by, differing: differing.count, first: differing.first?.copy), at: time))
            try await repairing { db in try SchemaCheck.remakeIndexes(db) }
            guard let rows = try await reader.reading({ db in try SegmentWalk.rows(of: db) }) else { return }
            var first = rows.lowerBound
            while first <= rows.upperBound {
                let last = min(rows.upperBound, first | ((1 << SearchIndexes.shift) - 1))
                try await repairSegment(first...last)
                first = last + 1
            }
            try await repairing { db in try TableRepair.run(keys, db) }
        } catch let error as AuditUnavailable {
            throw error
        } catch {
            throw AuditUnavailable(error)
        }
    }

    private func repairing(_ body: @Sendable @escaping (Database) throws -> Void) async throws {
        try await pool.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                try body(db)
                return .commit
            }
        }
    }

    private func repairSegment(_ rows: ClosedRange<Int64>) async throws {
        let number = rows.lowerBound >> SearchIndexes.shift
        let columns = try await differingColumns(rows)
        let rulesDiffer = try await reader.reading { db in
            var differ = false
            try SegmentCopies.ruleFaults(in: number, db) { _ in differ = true }
            return differ
        }
        try await repairing { db in
            if !columns.isEmpty {
                try SchemaCheck.without("entries_are_final", db) {
                    for (row, fields) in columns { try TableRepair.set(fields, of: row, db) }
                }
            }
            if rulesDiffer { try SearchIndexes.refillRules(of: number, db) }
            try SearchIndexes.refillPolicies(of: number, db)
        }
    }

    /// Entries whose columns are not what their content says, with what it says.
    private func differingColumns(_ rows: ClosedRange<Int64>) async throws -> [(row: Int64, fields: EntryFields)] {
        var found: [(Int64, EntryFields)] = []
        var last = rows.lowerBound - 1
        while last < rows.upperBound {
            let after = last
            let page = try await reader.reading { db in try EntryRow.fetch(after: after, limit: Int64(EntryStream.page), db) }
            guard let end = page.last else { return found }
            for row in page where row.id.number <= rows.upperBound {
                guard let stored = row.stored else { continue }
                let examined = ExaminedEntry(stored)
                if examined.differingColumn != nil, let content = examined.content {
                    found.append((row.id.number, EntryFields(content: content)))
                }
            }
            last = end.id.number
        }
        return found
    }
}

extension SearchIndexes {
    /// Makes a segment's rows of `entry_rules` anew.
    fileprivate static func refillRules(of number: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM entry_rules WHERE segment = ?", arguments: [number])
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO entry_rules
                SELECT ?1, json_extract(match.value, '$.rule'), bodies.entry
                FROM bodies JOIN json_each(\(json("bodies.content")), '$.matches') AS match
                WHERE bodies.entry BETWEEN ?1 << \(shift) AND ((?1 + 1) << \(shift)) - 1
                AND match.type = 'object' AND typeof(json_extract(match.value, '$.rule')) = 'text'
                """, arguments: [number])
    }

    /// Makes a segment's rows of `segment_policies` anew.
    fileprivate static func refillPolicies(of number: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM segment_policies WHERE segment = ?", arguments: [number])
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO segment_policies
                SELECT ?1, json_extract(\(json("content")), '$.policy.digest') FROM bodies
                WHERE entry BETWEEN ?1 << \(shift) AND ((?1 + 1) << \(shift)) - 1
                AND typeof(json_extract(\(json("content")), '$.policy.digest')) = 'text'
                """, arguments: [number])
    }
}
