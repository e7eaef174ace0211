import AuditTrail
import GRDB
import Invitations

/// Makes the small tables anew out of the entries, whose columns are right by then.
enum TableRepair {
    /// - Parameter keys: that signed the anchor and the checkpoints.
    static func run(_ keys: [NoteVerifier], _ db: Database) throws {
        try repairStrays(db)
        try repairIntents(db)
        try repairClaims(db)
        try repairChains(keys, db)
        try repairCheckpoints(keys, db)
    }

    static func set(_ fields: EntryFields, of row: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE entries SET result = ?, reason = ?, inviter = ?, caller = ?, channel = ? WHERE id = ?",
            arguments: [fields.result, fields.reason, fields.inviter?.blob, fields.caller?.blob, fields.channel, row])
    }

    /// Rules and policies of segments in which there is no entry.
    private static func repairStrays(_ db: Database) throws {
        for table in ["entry_rules", "segment_policies"] {
            try db.execute(
                sql: """
                    DELETE FROM \(table) WHERE segment < (SELECT min(id) FROM entries) >> \(SearchIndexes.shift)
                    OR segment > (SELECT max(id) FROM entries) >> \(SearchIndexes.shift)
                    """)
        }
    }

    private static func repairIntents(_ db: Database) throws {
        let isSettled = """
            EXISTS (SELECT 1 FROM entries AS later
                WHERE later.decision = made.decision AND later.kind = 'outcome' AND later.result <> 'unknown' AND later.id > made.id)
            """
        let isOpen = "made.kind = 'decision' AND made.result = 'approved' AND NOT \(isSettled)"
        try db.execute(
            sql: """
                DELETE FROM open_intents WHERE NOT EXISTS (
                    SELECT 1 FROM entries AS made
                    WHERE made.id = open_intents.entry AND made.decision = open_intents.decision AND \(isOpen));
                INSERT OR IGNORE INTO open_intents (decision, entry, reserved, claimed)
                SELECT made.decision, min(made.id),
                    EXISTS (SELECT 1 FROM quota_reservations WHERE decision = made.decision),
                    EXISTS (SELECT 1 FROM idempotency_claims WHERE decision = made.decision)
                FROM entries AS made WHERE made.decision IS NOT NULL AND \(isOpen) GROUP BY made.decision;
                UPDATE open_intents SET final = EXISTS (
                    SELECT 1 FROM entries AS later JOIN bodies ON bodies.entry = later.id
                    WHERE later.decision = open_intents.decision AND later.kind = 'outcome' AND later.result = 'unknown'
                    AND json_extract(\(SearchIndexes.json("bodies.content")), '$.source') = 'lookup');
                """)
    }

    private static func repairClaims(_ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE idempotency_claims SET entry = made.id, time = made.time FROM entries AS made
                WHERE made.decision = idempotency_claims.decision AND made.kind = 'decision'
                AND (idempotency_claims.entry <> made.id OR idempotency_claims.time <> made.time);
                UPDATE idempotency_claims SET held = 0 WHERE held <> 0
                AND NOT EXISTS (SELECT 1 FROM open_intents WHERE open_intents.decision = idempotency_claims.decision);
                """)
    }

    private static func repairChains(_ keys: [NoteVerifier], _ db: Database) throws {
        var listed: [WriterID: Int64] = [:]
        let starts = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                WHERE entries.kind = 'started' AND entries.kind NOT IN ('decision', 'outcome') ORDER BY entries.id
                """)
        while let row = try starts.next() {
            for head in EntryRow(row).stored?.entry.listedHeads ?? [] { listed[head.writer] = head.sequence }
        }
        let anchor = try CheckpointTables.anchor(db).flatMap { try? SignedNote.attested($0, as: .anchor, by: keys).checkpoint }
        let anchored = Dictionary((anchor?.heads ?? []).map { ($0.writer, $0) }, uniquingKeysWith: { first, _ in first })
        for row in try Row.fetchAll(db, sql: "SELECT id, writer, EXISTS (SELECT 1 FROM entries WHERE chain = chains.id AND sequence = 1) FROM chains")
        {
            let (id, bytes, isWhole): (Int64, DatabaseBytes, Bool) = (row[0], row[1], row[2])
            guard let writer = WriterID(blob: bytes.bytes) else { continue }
            let head = anchored[writer]
            if head != nil || isWhole || anchor == nil {
                try db.execute(
                    sql: "UPDATE chains SET removed = ?, removed_hash = ? WHERE id = ?", arguments: [head?.sequence ?? 0, head?.hash.blob, id])
            }
            // Without a start that lists it: none was written, or it went with what it listed.
            try db.execute(
                sql: "UPDATE chains SET committed = coalesce(?, min(max(committed, 0), removed)) WHERE id = ?", arguments: [listed[writer], id])
        }
    }

    private static func repairCheckpoints(_ keys: [NoteVerifier], _ db: Database) throws {
        try SchemaCheck.without("checkpoints_are_final", db) {
            for row in try Row.fetchAll(db, sql: "SELECT id, note FROM checkpoints") {
                let (id, text): (Int64, String) = (row[0], row[1])
                guard let checkpoint = try? SignedNote.attested(text, as: .checkpoint, by: keys).checkpoint else { continue }
                try db.execute(
                    sql: "UPDATE checkpoints SET entries = ?1, time = ?2 WHERE id = ?3 AND (entries <> ?1 OR time <> ?2)",
                    arguments: [checkpoint.entries, checkpoint.time.milliseconds, id])
            }
        }
    }
}
