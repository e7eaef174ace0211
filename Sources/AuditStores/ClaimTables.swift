import AuditTrail
import GRDB
import Invitations

/// Claims on idempotency keys and the replies that go with them, inside the writer's transaction: nothing here is on disk
/// unless the entry is.
enum ClaimTables {
    /// Whether another decision holds what is claimed. A claim that expired and is not held in doubt is none, and goes.
    static func isTaken(_ claim: KeyClaim, at now: Timestamp, _ db: Database) throws -> Bool {
        let find = try db.cachedStatement(sql: "SELECT id, expires, held FROM idempotency_claims WHERE key = ?")
        guard let row = try Row.fetchOne(find, arguments: [claim.key.blob]) else { return false }
        let (id, expires, held): (Int64, Int64, Int64) = (row[0], row[1], row[2])
        guard held == 0, expires <= now.milliseconds else { return true }
        try remove(id, db)
        return false
    }

    /// Takes the claim for a decision; the caller has seen that it is free.
    static func take(_ claim: KeyClaim, for decision: DecisionID, entry: Int64, at time: Timestamp, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_claims (key, fingerprint, decision, entry, time, expires, held)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            claim.key.blob, claim.fingerprint.blob, decision.blob, entry, time.milliseconds, claim.expires.milliseconds,
            claim.isHeldInDoubt ? 1 : 0,
        ])
    }

    /// The decision is settled: its claim is given up, or kept until it expires, with the reply if there is one.
    static func settle(
        _ decision: DecisionID, releasing: Bool, keeping reply: SealedReply?, atMost mostReplies: Int, _ db: Database
    ) throws {
        let find = try db.cachedStatement(sql: "SELECT id FROM idempotency_claims WHERE decision = ?")
        guard let id = try Int64.fetchOne(find, arguments: [decision.blob]) else { return }
        guard !releasing else { return try remove(id, db) }
        try db.cachedStatement(sql: "UPDATE idempotency_claims SET held = 0 WHERE id = ?").execute(arguments: [id])
        guard let reply, mostReplies > 0 else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO idempotency_replies (claim, key_id, sealed) VALUES (?, ?, ?)")
            .execute(arguments: [id, DatabaseBytes(reply.key.bytes), DatabaseBytes(reply.bytes)])
        // By their numbers, so that nothing has to be counted: there are never more than this, and fewer where numbers are
        // missing.
        try db.cachedStatement(
            sql: "DELETE FROM idempotency_replies WHERE claim <= (SELECT max(claim) FROM idempotency_replies) - ?"
        ).execute(arguments: [mostReplies])
    }

    private static func remove(_ id: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM idempotency_replies WHERE claim = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM idempotency_claims WHERE id = ?").execute(arguments: [id])
    }

    /// Takes away claims that expired, with their replies: the longest expired first.
    ///
    /// - Returns: how many, at most `step`.
    static func purge(at now: Timestamp, step: Int, _ db: Database) throws -> Int {
        let ids = try Int64.fetchAll(
            db, sql: "SELECT id FROM idempotency_claims WHERE held = 0 AND expires <= ? ORDER BY expires LIMIT ?",
            arguments: [now.milliseconds, step])
        for id in ids { try remove(id, db) }
        return ids.count
    }

    static func hasExpired(at now: Timestamp, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM idempotency_claims WHERE held = 0 AND expires <= ?)",
            arguments: [now.milliseconds]) ?? false
    }

    /// The claim on a key, if there is one that counts at this time.
    static func held(_ key: Digest256, at now: Timestamp, _ db: Database) throws -> ClaimRow? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT claims.fingerprint, claims.decision, claims.time, replies.key_id, replies.sealed, claims.entry,
                    chains.writer, entries.sequence, bodies.hash
                FROM idempotency_claims AS claims
                LEFT JOIN idempotency_replies AS replies ON replies.claim = claims.id
                LEFT JOIN entries ON entries.id = claims.entry
                LEFT JOIN bodies ON bodies.entry = entries.id
                LEFT JOIN chains ON chains.id = entries.chain
                WHERE claims.key = ? AND (claims.held = 1 OR claims.expires > ?)
                """, arguments: [key.blob, now.milliseconds])
        guard let row else { return nil }
        let decision: DatabaseBytes = row[1]
        let outcome = try Row.fetchOne(
            db,
            sql: """
                SELECT bodies.content FROM entries JOIN bodies ON bodies.entry = entries.id
                WHERE entries.decision = ? AND entries.kind = 'outcome' ORDER BY entries.id DESC LIMIT 1
                """, arguments: [decision])
        return ClaimRow(row, outcome: (outcome?[0] as String?).map { Array($0.utf8) })
    }
}

/// A claim as it lies in the tables.
struct ClaimRow: Sendable {
    let fingerprint: [UInt8]
    let decision: [UInt8]
    let time: Int64
    let sealed: SealedReply?
    let receipt: AuditReceipt?
    /// The content of the last outcome's entry.
    let outcome: [UInt8]?

    init(_ row: Row, outcome: [UInt8]?) {
        func bytes(_ column: Int) -> [UInt8]? { (row[column] as DatabaseBytes?)?.bytes }
        fingerprint = bytes(0) ?? []
        decision = bytes(1) ?? []
        time = row[2]
        sealed = bytes(3).flatMap { id in bytes(4).map { SealedReply(key: ReplyKeyring.KeyID(bytes: id), bytes: $0) } }
        let sequence: Int64? = row[7]
        if let writer = bytes(6).flatMap({ WriterID(blob: $0) }), let sequence, let hash = bytes(8).flatMap({ Digest256(bytes: $0) }) {
            receipt = AuditReceipt(id: EntryID(row[5]), writer: writer, sequence: sequence, hash: hash)
        } else {
            receipt = nil
        }
        self.outcome = outcome
    }

    /// Nil when the row holds what this program would never have written.
    func claim(on key: Digest256, opening keyring: ReplyKeyring) -> HeldClaim? {
        guard let fingerprint = Digest256(bytes: fingerprint), let decision = DecisionID(blob: decision) else { return nil }
        let standing: HeldClaim.Standing
        if let outcome {
            let settled = SettledOutcome(content: outcome)
            switch settled?.outcome {
            case .created, .refused:
                let reply = sealed.flatMap { keyring.open($0, for: decision, key: key, fingerprint) }
                standing = settled.map { .settled($0, reply) } ?? .inDoubt
            // Those which prove that nothing was sent gave the claim up: one that is there all the same proves nothing.
            case .unknown, .notSent, .throttled, nil: standing = .inDoubt
            }
        } else {
            standing = .open
        }
        return HeldClaim(
            fingerprint: fingerprint, decision: decision, decidedAt: Timestamp(milliseconds: time), receipt: receipt,
            standing: standing)
    }
}

extension Digest256 {
    var blob: DatabaseBytes { DatabaseBytes(bytes) }
}
