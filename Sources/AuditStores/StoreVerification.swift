public import AuditTrail
import GRDB
import Invitations

extension SQLiteAuditReader {
    /// Checks the whole trail against what was kept elsewhere, and the copies out of it by which entries are found, a page of rows
    /// at a time, so that neither memory nor an open snapshot grows with it. While one page is checked, the next is read. In the
    /// end SQLite checks its indexes, which takes some microseconds an entry and one snapshot.
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
        // Whoever has the file can write any number there.
        let format = try await reading { db in min(max(try SegmentWalk.format(of: db), 1), StoreSchema.version) }
        var walk = StoreWalk(self, against: evidence, anchor: anchor, format: format)
        var fault: ChainFault?
        do {
            try await walk.run(advance)
        } catch let error as ChainFault {
            fault = error
        } catch let error as AuditUnreadable {
            throw error
        } catch {
            throw AuditUnreadable(error)
        }
        let own = try await checkOwnCheckpoints(keys, after: anchor)
        var report = walk.check.report(fault: fault ?? own.fault)
        var copies = walk.copies.findings
        for fault in own.copies { copies.add(fault) }
        report.copies = copies
        if fault != nil {
            report.unchecked.append(
                "the copies by which entries are found, from that entry on: they cannot be held against a trail that is not whole")
        }
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
}
