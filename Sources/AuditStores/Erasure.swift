public import AuditTrail
import GRDB
public import Invitations

/// The wish to forget a person: every side row with this address goes, as invitee or as copy recipient, with the key
/// that ties it to the chain. What remains is who invited somebody, when, and why it was allowed.
public struct Erasure: Hashable, Sendable {
    public var address: String
    /// Who asked, and why; recorded in place of the person.
    public var by: String
    public var why: String?
    public var time: Timestamp

    public init(address: String, by: String, why: String? = nil, at time: Timestamp) {
        self.address = address
        self.by = by
        self.why = why
        self.time = time
    }

    func draft(rows: Int) -> EntryDraft {
        .erased(ErasedRecord(by: by, why: why, rows: Int64(rows)), at: time)
    }
}

extension SQLiteAuditReader {
    /// How many side rows an ``Erasure`` of this address would take.
    public func sideRowCount(of address: String) async throws(AuditUnreadable) -> Int {
        try await reading { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM invitees WHERE address = ?1 COLLATE NOCASE OR cc_address = ?1 COLLATE NOCASE
                    """, arguments: [address]) ?? 0
        }
    }
}
