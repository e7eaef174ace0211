import AuditTrail
import GRDB
import Invitations

/// One row as it lies in the tables.
struct EntryRow {
    /// The columns in the order in which ``init(_:)`` reads them.
    static let columns = """
        entries.id, chains.writer, entries.sequence, entries.version, entries.time, entries.kind, entries.decision,
        bodies.content, bodies.previous, bodies.hash, entries.result, entries.reason, entries.inviter,
        entries.caller, entries.channel, invitees.key, invitees.address, invitees.display_name, invitees.domain,
        invitees.cc_address, invitees.cc_name
        """

    static let tables = """
        entries JOIN bodies ON bodies.entry = entries.id JOIN chains ON chains.id = entries.chain
        LEFT JOIN invitees ON invitees.entry = entries.id
        """

    let id: EntryID
    let writer: WriterID?
    let sequence: Int64
    /// Nil when the row holds what this program would never have written.
    let stored: StoredEntry?

    init(_ row: Row) {
        let columns = Columns(row: row)
        id = EntryID(columns.integer(0) ?? 0)
        writer = columns.bytes(1).flatMap { WriterID(blob: $0) }
        sequence = columns.integer(2) ?? 0
        stored = Self.entry(columns, id: id, writer: writer, sequence: sequence)
    }

    private static func entry(_ row: Columns, id: EntryID, writer: WriterID?, sequence: Int64) -> StoredEntry? {
        guard let writer, let version = row.integer(3), let time = row.integer(4),
            let kind = row.text(5).flatMap({ EntryKind(rawValue: $0) }), let content = row.text(7),
            let previous = row.bytes(8).flatMap({ Digest256(bytes: $0) }),
            let hash = row.bytes(9).flatMap({ Digest256(bytes: $0) })
        else { return nil }
        let decision = row.bytes(6).map { DecisionID(blob: $0) }
        let inviter = row.bytes(12).map { ObjectID(blob: $0) }
        let caller = row.bytes(13).map { ApplicationID(blob: $0) }
        // There, but not an id.
        if case .some(.none) = decision { return nil }
        if case .some(.none) = inviter { return nil }
        if case .some(.none) = caller { return nil }
        let entry = Entry(
            version: Int(version), writer: writer, sequence: sequence, time: Timestamp(milliseconds: time), kind: kind,
            decision: decision ?? nil, content: Array(content.utf8), previous: previous, hash: hash)
        let fields = EntryFields(
            result: row.text(10), reason: row.text(11), inviter: inviter ?? nil, caller: caller ?? nil,
            channel: row.text(14))
        guard let key = row.bytes(15) else { return StoredEntry(id: id, entry: entry, fields: fields) }
        guard let key = CommitmentKey(bytes: key), let address = row.text(16) else { return nil }
        let invitee = Invitee(
            storedAddress: address, displayName: row.text(17), domain: row.text(18), ccAddress: row.text(19),
            ccName: row.text(20))
        return StoredEntry(
            id: id, entry: entry, fields: fields, invitee: InviteeRow(invitee: invitee, key: key))
    }
}

/// Reads columns without trusting their types: the file may have been made by somebody else, and a check of the trail
/// must be able to say so.
private struct Columns {
    let row: Row

    func integer(_ column: Int) -> Int64? { Int64.fromDatabaseValue(row[column]) }

    func text(_ column: Int) -> String? { String.fromDatabaseValue(row[column]) }

    func bytes(_ column: Int) -> [UInt8]? { DatabaseBytes.fromDatabaseValue(row[column])?.bytes }
}
