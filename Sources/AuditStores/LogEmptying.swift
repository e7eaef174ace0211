import GRDB

/// Empties the write-ahead log into the file and cuts it, so that what was deleted is in neither.
///
/// SQLite waits for whoever reads an older state, and keeps every writer out while it waits, those of other processes too
/// (SQLite, `sqlite3_wal_checkpoint_v2`): it is let wait for a moment only, and tried again.
enum LogEmptying {
    /// How long one try may keep writers out, in milliseconds.
    private static let patience = 50
    /// Between two tries, in which others write.
    private static let pause = Duration.milliseconds(250)

    /// - Parameter tries: how often before it is given up.
    /// - Returns: whether the log is empty.
    static func empty(_ pool: DatabasePool, tries: Int) async -> Bool {
        for number in 0..<tries {
            if number > 0, (try? await Task.sleep(for: pause)) == nil { return false }
            let isEmpty = try? await pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA busy_timeout = \(patience)")
                defer { try? db.execute(sql: "PRAGMA busy_timeout = \(StoreConnection.busySeconds * 1_000)") }
                return try db.checkpoint(.truncate).walFrameCount == 0
            }
            if isEmpty == true { return true }
        }
        return false
    }
}
