public import AuditTrail
import GRDB
public import Invitations

/// Which entries are old enough to be removed: always the first rows of the trail, so that what is left is a trail too.
public struct PruningPlan: Hashable, Sendable {
    /// What keeps entries that are old enough.
    public enum Hold: Hashable, Sendable, CustomStringConvertible {
        /// A decision whose outcome is not known, or is younger than the limit.
        case decision(DecisionID, EntryID)
        /// Forwarding is paused, which this entry alone says: without it a restart would take forwarding up again.
        case paused(EntryID)
        /// A sink has not taken this entry yet.
        case sink(EntryID)
        /// The newest entry of all, which stays so that rows go on being counted.
        case newest(EntryID)

        public var description: String {
            switch self {
            case .decision(let decision, let row): "the decision \(decision) in row \(row) is in doubt, or its outcome is younger"
            case .paused(let row): "row \(row) says that forwarding is paused, or an inviter suspended"
            case .sink(let row): "row \(row) has not reached every sink"
            case .newest(let row): "row \(row) is the newest of all"
            }
        }
    }

    /// Entries before this time are old.
    public var before: Timestamp
    /// Rows removed before.
    public var removed: Int64
    /// The last row to remove; as `removed` when there is none.
    public var through: Int64
    public var hold: Hold?

    public var entries: Int64 { through - removed }
}

/// Why nothing was removed, or no more.
public enum PruningFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Removing entries of a trail that does not check would hide that it does not.
    case notWhole(ChainFault)
    /// The anchor that is there is not believed: a new one would vouch for it.
    case anchorRefused(NoteFault)
    case unsigned(NoteFault)
    /// Another process removed entries meanwhile.
    case overtaken
    case unavailable(AuditUnavailable)
    case unreadable(AuditUnreadable)

    public var description: String {
        switch self {
        case .notWhole(let fault): "the trail is not whole, and nothing is removed from it: \(fault)"
        case .anchorRefused(let fault):
            "the anchor in the store is not believed: \(fault). If its key was replaced, name it in audit.checkpoints.trustedKeys"
        case .unsigned(let fault): "\(fault)"
        case .overtaken: "another process removes entries from the trail at this moment"
        case .unavailable(let unavailable): "\(unavailable)"
        case .unreadable(let unreadable): "\(unreadable)"
        }
    }
}

extension SQLiteAuditStore {
    /// Finds the entries that can go, and checks them while they are there.
    ///
    /// From the first row on, as far as all are older than `before`; not a decision in doubt, nor one with an outcome that
    /// stays, nor what comes after it.
    ///
    /// - Parameters:
    ///   - keys: those that may have signed the anchor that is there.
    ///   - sinks: those that are switched on: what one of them has not taken yet stays.
    public func planPruning(
        before: Timestamp, keys: [NoteVerifier], sinks: Set<SinkName> = []
    ) async throws(PruningFault) -> PruningPlan {
        let base = try await pruningBase(keys, sinks, before)
        let removed = base.anchor?.checkpoint.entries ?? 0
        var plan = PruningPlan(before: before, removed: removed, through: removed, hold: nil)
        var check = TrailCheck(against: TrailEvidence(anchors: [base.anchor].compactMap(\.self)))
        while true {
            let (rows, held) = try await oldRows(after: plan.through, before)
            for row in rows {
                guard let stored = row.stored else { throw .notWhole(ChainFault(.altered, id: row.id)) }
                guard stored.entry.time < before else { return plan }
                if let held, held.row == row.id { plan.hold = .decision(held.decision, row.id) }
                if row.id.number == base.paused { plan.hold = .paused(row.id) }
                if let taken = base.taken, row.id > taken { plan.hold = .sink(row.id) }
                if row.id.number >= base.newest { plan.hold = .newest(row.id) }
                guard plan.hold == nil else { return plan }
                do throws(ChainFault) { try check.feed(stored) } catch { throw .notWhole(error) }
                guard row.id.number == plan.through + 1 else {
                    let gap = ChainFault.Kind.misnumbered(expected: EntryID(plan.through + 1))
                    throw .notWhole(ChainFault(kind: gap, writer: stored.entry.writer, sequence: stored.entry.sequence, id: row.id))
                }
                plan.through = row.id.number
            }
            if rows.isEmpty { return plan }
        }
    }

    private struct PruningBase: Sendable {
        var anchor: AttestedCheckpoint?
        var newest: Int64
        /// The first row that says that forwarding is paused, or an inviter suspended, if something is.
        var paused: Int64?
        /// The last row that every sink has taken; nil if there are no sinks.
        var taken: EntryID?
    }

    private func pruningBase(
        _ keys: [NoteVerifier], _ sinks: Set<SinkName>, _ before: Timestamp
    ) async throws(PruningFault) -> PruningBase {
        let (text, found): (String?, PruningBase)
        do {
            (text, found) = try await reader.reading { db in
                let base = PruningBase(
                    newest: try CheckpointTables.entries(db), paused: try Self.firstPause(db, endingAfter: before),
                    taken: try SinkTables.slowest(of: sinks, db))
                return (try CheckpointTables.anchor(db), base)
            }
        } catch {
            throw .unreadable(error)
        }
        var base = found
        do throws(NoteFault) {
            base.anchor = try text.map { text throws(NoteFault) in try SignedNote.attested(text, as: .anchor, by: keys) }
            return base
        } catch {
            throw .anchorRefused(error)
        }
    }

    /// Of all that was paused, the first entry that still counts: no `resumed` for everybody came after it, and a suspension's end
    /// is not past. A `resumed` for one inviter alone lets the entry stay a while longer, which does no harm.
    private static func firstPause(_ db: Database, endingAfter before: Timestamp) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(entries.id) FROM entries JOIN bodies ON bodies.entry = entries.id
                WHERE entries.kind NOT IN ('decision', 'outcome') AND entries.kind = 'paused'
                AND coalesce(json_extract(bodies.content, '$.until') > ?, TRUE)
                AND entries.id > coalesce((
                    SELECT max(later.id) FROM entries AS later JOIN bodies AS said ON said.entry = later.id
                    WHERE later.kind NOT IN ('decision', 'outcome') AND later.kind = 'resumed'
                    AND json_extract(said.content, '$.inviter') IS NULL), 0)
                """, arguments: [before.description])
    }

    /// The next rows, and the first decision among them that has to stay.
    private func oldRows(
        after row: Int64, _ before: Timestamp
    ) async throws(PruningFault) -> ([EntryRow], (row: EntryID, decision: DecisionID)?) {
        do {
            return try await reader.reading { db in
                let rows = try EntryRow.fetch(after: row, limit: Pruning.step, db)
                guard let last = rows.last?.id.number else { return ([], nil) }
                let held = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT entries.id, entries.decision FROM entries
                        WHERE entries.id > ? AND entries.id <= ? AND entries.kind = 'decision' AND (
                            EXISTS (SELECT 1 FROM open_intents WHERE open_intents.decision = entries.decision)
                            OR EXISTS (
                                SELECT 1 FROM entries AS outcomes
                                WHERE outcomes.decision = entries.decision AND outcomes.kind = 'outcome' AND outcomes.time >= ?))
                        ORDER BY entries.id LIMIT 1
                        """, arguments: [row, last, before.milliseconds])
                let decision = (held?[1] as DatabaseBytes?).flatMap { DecisionID(blob: $0.bytes) }
                return (rows, held.flatMap { held in decision.map { (EntryID(held[0]), $0) } })
            }
        } catch {
            throw .unreadable(error)
        }
    }
}
