public import AuditTrail
import GRDB
import Invitations

extension SQLiteAuditReader {
    /// Checks the whole trail against what was kept elsewhere, a page of rows at a time, so that neither memory nor an open
    /// snapshot grows with it. While one page is checked, the next is read.
    ///
    /// - Parameters:
    ///   - evidence: heads and signed notes from elsewhere.
    ///   - keys: with which the store's own checkpoints and its anchor are checked. Without any, checkpoints are left
    ///     unchecked, and a trail that retention shortened is not whole.
    ///   - advance: called for each entry.
    public func verify(
        against evidence: TrailEvidence, keys: [NoteVerifier], advance: () -> Void = {}
    ) async throws(AuditUnreadable) -> TrailReport {
        var tries = 0
        while true {
            let anchor = try await reading { db in try CheckpointTables.anchor(db) }
            let report = try await verifyOnce(against: evidence, keys: keys, advance: advance)
            tries += 1
            // Retention may have taken away under the walk what it looked for; a fault that is one shows again.
            guard !report.isWhole, tries < 3, try await reading({ db in try CheckpointTables.anchor(db) }) != anchor else { return report }
        }
    }

    private func verifyOnce(
        against evidence: TrailEvidence, keys: [NoteVerifier], advance: () -> Void
    ) async throws(AuditUnreadable) -> TrailReport {
        var evidence = evidence
        let anchor = try await addAnchor(to: &evidence, keys)
        var check = TrailCheck(against: evidence)
        var fault: ChainFault?
        do {
            try await feed(&check, advance)
            try check.finish()
        } catch let error as ChainFault {
            fault = error
        } catch let error as AuditUnreadable {
            throw error
        } catch {
            throw AuditUnreadable(error)
        }
        let own = try await checkOwnCheckpoints(keys, after: anchor)
        var report = check.report(fault: fault ?? own.fault)
        report.checkpoints += own.checked
        if let unchecked = own.unchecked { report.unchecked.append(unchecked) }
        return report
    }

    /// How many entries there are, for a progress bar.
    public func entryCount() async throws(AuditUnreadable) -> Int {
        let (first, last) = try await reading { db in
            (try Int.fetchOne(db, sql: "SELECT min(id) FROM entries") ?? 1, try Int.fetchOne(db, sql: "SELECT max(id) FROM entries") ?? 0)
        }
        return max(0, last - max(0, first - 1))
    }

    private func addAnchor(
        to evidence: inout TrailEvidence, _ keys: [NoteVerifier]
    ) async throws(AuditUnreadable) -> AttestedCheckpoint? {
        guard let text = try await reading({ db in try CheckpointTables.anchor(db) }) else { return nil }
        guard !keys.isEmpty else {
            evidence.anchorFault = "the store has an anchor that may say so, but no key was given to check it with (--key)"
            return nil
        }
        do throws(NoteFault) {
            let anchor = try SignedNote.attested(text, as: .anchor, by: keys)
            evidence.anchors.append(anchor)
            return anchor
        } catch {
            evidence.anchorFault = "the store's anchor is not believed: \(error)"
            return nil
        }
    }

    private func feed(_ check: inout TrailCheck, _ advance: () -> Void) async throws {
        var rows = try await page(after: .min)
        while let end = rows.last {
            async let following = page(after: end.id.number)
            for row in rows {
                guard let stored = row.stored else {
                    throw ChainFault(
                        kind: .altered, writer: row.writer ?? WriterID(high: 0, low: 0), sequence: row.sequence, id: row.id)
                }
                try check.feed(stored)
                advance()
            }
            rows = try await following
        }
    }

    /// At most a thousand rows and about four megabytes.
    private func page(after id: Int64) async throws(AuditUnreadable) -> [EntryRow] {
        try await reading { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(EntryRow.columns) FROM \(EntryRow.tables)
                    WHERE entries.id > ? ORDER BY entries.id LIMIT \(EntryStream.page)
                    """, arguments: [id])
            var rows: [EntryRow] = []
            var bytes = 0
            while bytes < SegmentWalk.pieceBytes, let row = try cursor.next().map(EntryRow.init) {
                bytes += row.stored?.entry.content.count ?? 0
                rows.append(row)
            }
            return rows
        }
    }
}
