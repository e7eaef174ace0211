import AuditTrail
import GRDB
import Invitations

/// The statements that every entry needs, prepared once for the connection.
struct EntryStatements {
    private let db: Database
    private let entry: Statement
    private let body: Statement
    private let invitee: Statement
    private let openIntent: Statement
    private let settleIntent: Statement
    private let mostReplies: Int

    init(_ db: Database, mostReplies: Int) throws {
        self.db = db
        self.mostReplies = mostReplies
        entry = try db.cachedStatement(
            sql: """
                INSERT INTO entries (chain, sequence, version, time, kind, decision, result, reason, inviter, caller,
                    channel)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        body = try db.cachedStatement(
            sql: "INSERT INTO bodies (entry, content, previous, hash) VALUES (?, ?, ?, ?)")
        invitee = try db.cachedStatement(
            sql: """
                INSERT INTO invitees (entry, key, address, display_name, domain, cc_address, cc_name)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        openIntent = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO open_intents (decision, entry, reserved, claimed) VALUES (?, ?, ?, ?)")
        settleIntent = try db.cachedStatement(
            sql: "DELETE FROM open_intents WHERE decision = ? RETURNING reserved + 2 * claimed")
    }

    /// - Parameters:
    ///   - reserving: the places in quotas that a decision takes; the caller has seen that they are free.
    ///   - claiming: the claim that a decision takes; the caller has seen that it is free.
    ///   - keeping: the reply that goes with an outcome.
    func insert(
        _ row: Entry, of draft: EntryDraft, chain: Int64, reserving reservations: [QuotaReservation], claiming claim: KeyClaim?,
        keeping reply: SealedReply?
    ) throws -> EntryID {
        try entryRow(row, draft.fields, chain).run(entry, in: db)
        let id = db.lastInsertedRowID
        var values = RowBinding(reserving: row.content.count + 64)
        values.add(id)
        values.add(text: row.content)
        values.add(row.previous)
        values.add(row.hash)
        try values.run(body, in: db)
        if let side = draft.invitee { try sideRow(side, id).run(invitee, in: db) }
        guard let decision = row.decision else { return EntryID(id) }
        if !reservations.isEmpty { try QuotaTables.reserve(reservations, for: decision, at: row.time, db) }
        if let claim { try ClaimTables.take(claim, for: decision, entry: id, at: row.time, db) }
        let held = Holdings(reserved: !reservations.isEmpty, claimed: claim != nil)
        let settled = try keepIntents(row.kind, draft, decision, id, held)
        if settled.reserved { try QuotaTables.settle(decision, releasing: draft.releasesQuota, db) }
        if settled.claimed {
            try ClaimTables.settle(decision, releasing: draft.releasesClaim, keeping: reply, atMost: mostReplies, db)
        }
        return EntryID(id)
    }

    private func entryRow(_ row: Entry, _ fields: EntryFields, _ chain: Int64) -> RowBinding {
        var values = RowBinding(reserving: 160)
        values.add(chain)
        values.add(row.sequence)
        values.add(Int64(row.version))
        values.add(row.time.milliseconds)
        values.add(row.kind.rawValue)
        values.add(row.decision)
        values.add(fields.result)
        values.add(fields.reason)
        values.add(fields.inviter)
        values.add(fields.caller)
        values.add(fields.channel)
        return values
    }

    private func sideRow(_ side: InviteeRow, _ id: Int64) -> RowBinding {
        let person = side.invitee
        var values = RowBinding(reserving: 256)
        values.add(id)
        values.add(side.key)
        values.add(person.address)
        values.add(person.displayName)
        values.add(person.domain)
        values.add(person.ccAddress)
        values.add(person.ccName)
        return values
    }

    /// What a decision took besides its entry.
    private struct Holdings {
        var reserved = false
        var claimed = false
    }

    /// - Returns: what the decision that the entry settles, if it settles one, had taken.
    private func keepIntents(
        _ kind: EntryKind, _ draft: EntryDraft, _ decision: DecisionID, _ id: Int64, _ held: Holdings
    ) throws -> Holdings {
        let result = draft.fields.result
        var values = RowBinding(reserving: 16)
        values.add(decision)
        if kind == .decision, result == Verdict.approved.rawValue {
            values.add(id)
            values.add(held.reserved ? 1 : 0)
            values.add(held.claimed ? 1 : 0)
            try values.run(openIntent, in: db)
        } else if kind == .outcome, result != Outcome.unknown.rawValue {
            let flags = try values.fetchInteger(settleIntent, in: db) ?? 0
            return Holdings(reserved: flags & 1 != 0, claimed: flags & 2 != 0)
        } else if draft.isFinalUnknown {
            try DoubtTables.keepForAPerson(decision, db)
        }
        return Holdings()
    }
}

extension RowBinding {
    fileprivate mutating func add<Kind>(_ id: Identifier<Kind>?) {
        if let id { add(blob: id.high, id.low) } else { addNull() }
    }

    fileprivate mutating func add(_ digest: Digest256) {
        let (a, b, c, d) = digest.words
        add(blob: a, b, c, d)
    }

    fileprivate mutating func add(_ key: CommitmentKey) {
        let (a, b, c, d) = key.words
        add(blob: a, b, c, d)
    }
}
