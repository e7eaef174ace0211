import GRDB

extension SQLiteAuditStore {
    /// Whether an entry could be written now: tried by a durable commit that changes nothing.
    ///
    /// Setting a header field to the value it has writes the header's page anew, through the write-ahead log and to the
    /// disk, as an entry's commit would be.
    public func isWritable() async -> Bool {
        do {
            try await pool.write { db in
                let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
                try db.execute(sql: "PRAGMA application_id = \(id)")
            }
            return place.holds
        } catch {
            return false
        }
    }
}
