public import AuditTrail
import Invitations

/// One export, begun: its first entry is durable, and whoever holds it gives the entries out, the oldest first.
///
/// Each piece is read by itself when the one before it has been taken, so neither memory nor a snapshot of the database grows
/// with what is exported, or with how slowly it is taken. What is written to the trail meanwhile is not in it.
public struct AuditExport: Sendable {
    public let format: ExportFormat
    let desk: AuditDesk
    let scope: AuditScope
    let query: AuditQuery
    let begun: ExportedRecord
    let caller: Dossier.Caller
    /// Given back when the export is let go, whether it was given out or not.
    private let slot: ExportSlots.Slot

    fileprivate init(
        format: ExportFormat, desk: AuditDesk, scope: AuditScope, query: AuditQuery, begun: ExportedRecord, caller: Dossier.Caller,
        slot: ExportSlots.Slot
    ) {
        self.format = format
        self.desk = desk
        self.scope = scope
        self.query = query
        self.begun = begun
        self.caller = caller
        self.slot = slot
    }

    /// Why an export ended early. Its reader must see that it did.
    public struct Broken: Error, Sendable {
        public let why: String
    }

    /// The pieces, to be taken one after the other.
    public func pieces() -> Pieces { Pieces(self) }

    /// What is still to be given out. The last piece comes when the trail says that the export is finished; whoever stops before
    /// it says so by ``broke()``.
    public struct Pieces: Sendable {
        private enum Stage {
            case head
            case entries
            case trailer
            case over
        }

        private let export: AuditExport
        private var query: AuditQuery
        private var record: ExportedRecord
        private var stage = Stage.head

        fileprivate init(_ export: AuditExport) {
            self.export = export
            query = export.query
            record = export.begun
        }

        /// The next piece, perhaps empty; nil after the last.
        ///
        /// - Throws: ``Broken`` when the trail cannot be read or written: that is recorded, and nothing comes after it.
        public mutating func next() async throws(Broken) -> [UInt8]? {
            switch stage {
            case .head:
                stage = .entries
                return Array(export.format.head.utf8)
            case .entries: return try await page()
            case .trailer:
                stage = .over
                record.state = .finished
                do { try await export.desk.note(record) } catch { throw Broken(why: error.description) }
                export.desk.observer.read(.export, Int(record.entries), record.filter ?? "", export.scope, export.caller)
                return Array(export.trailer(record).utf8)
            case .over: return nil
            }
        }

        private mutating func page() async throws(Broken) -> [UInt8] {
            let page: AuditPage
            do { page = try await export.desk.reader.query(query, until: .now + export.desk.limits.searchTime) } catch {
                await broke()
                throw Broken(why: error.description)
            }
            var piece: [UInt8] = []
            for stored in page.entries { piece.append(contentsOf: export.format.line(export.scope.json(stored)).utf8) }
            record.entries += Int64(page.entries.count)
            record.last = page.entries.last?.id.number ?? record.last
            query.after = page.next
            if page.next == nil { stage = .trailer }
            return piece
        }

        /// Says in the trail that the export ended early, unless it is over. The last piece that was made counts as given out:
        /// nobody knows how much of it arrived.
        public mutating func broke() async {
            if case .over = stage { return }
            stage = .over
            record.state = .broken
            try? await export.desk.note(record)
        }
    }

    /// The line by which an NDJSON export says that it is whole. CSV has no place for one: there the end of the response says it.
    private func trailer(_ record: ExportedRecord) -> String {
        guard format == .ndjson else { return "" }
        let last = (record.last ?? record.after).map(String.init) ?? ""
        return #"{"export":{"complete":true,"entries":\#(record.entries),"last":"\#(last)"}}"# + "\n"
    }
}

extension AuditDesk {
    /// Says in the trail that an export begins; nothing is given out unless that is durable.
    func begin(_ parameters: AuditParameters, _ scope: AuditScope, _ dossier: Dossier) async throws(Objection) -> AuditExport {
        guard let slot = slots.take() else {
            throw .tooFast(after: 30, "As many exports as the gate gives out at once are on their way.")
        }
        let newest = try await reading { () throws(AuditUnreadable) in try await reader.newest() }
        var query = parameters.query
        query.order = .oldestFirst
        query.limit = limits.exportPiece
        query.through = newest ?? EntryID(0)
        let user = dossier.caller.user.map { "user \($0) through " } ?? ""
        let record = ExportedRecord(
            by: "\(user)application \(dossier.caller.application)", filter: parameters.filter.isEmpty ? nil : parameters.filter,
            format: parameters.format.rawValue, entries: 0, state: .begun, export: dossier.submission.requestID.description,
            after: query.after?.number, through: newest?.number)
        do { try await note(record) } catch {
            throw Objection(
                .record, .auditUnavailable, "The export cannot be recorded at the moment, so nothing is given out. Try again shortly.",
                detail: error.description)
        }
        return AuditExport(format: parameters.format, desk: self, scope: scope, query: query, begun: record, caller: dossier.caller, slot: slot)
    }

    func note(_ record: ExportedRecord) async throws(AuditUnavailable) {
        do { _ = try await gate.audit.append(.exported(record, at: gate.world.now())) } catch {
            gate.observer.auditFailed(error, decision: nil, at: gate.world.now())
            throw error
        }
    }
}
