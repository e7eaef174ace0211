import AuditTrail
import GRDB
import Invitations

/// The counters of quotas, inside the writer's transaction: nothing here is on disk unless the entry is.
enum QuotaTables {
    /// How many ended counters, and how many of the reservations on such, one entry takes away at most: more than an
    /// entry can add, so that none pile up, and few enough that no caller waits for them.
    static let purgeStep = 2 * ReservingDraft.mostReservations

    /// How long a counter is kept after its period. An entry bears the time at which its request came in, and is written
    /// while others bear later ones: it must still find the counter that it was judged by.
    static let grace: Int64 = 3_600

    /// - Returns: nil if each counter has a place left; else what they all stand at.
    static func shortage(_ reservations: [QuotaReservation], _ db: Database) throws -> [String: Int]? {
        guard !reservations.isEmpty else { return nil }
        let usage = try usage(of: reservations.map(\.counter), db)
        return reservations.contains { usage[$0.counter, default: 0] >= $0.limit } ? usage : nil
    }

    /// What these counters stand at. Those that nobody took a place in are not named.
    static func usage(of counters: [String], _ db: Database) throws -> [String: Int] {
        let statement = try db.cachedStatement(sql: "SELECT used FROM quota_counters WHERE counter = ?")
        var usage: [String: Int] = [:]
        for counter in counters {
            usage[counter] = try Int.fetchOne(statement, arguments: [counter])
        }
        return usage
    }

    /// Takes a place in each, and makes room for a counter that is new.
    static func reserve(
        _ reservations: [QuotaReservation], for decision: DecisionID, at time: Timestamp, _ db: Database
    ) throws {
        let count = try db.cachedStatement(
            sql: """
                INSERT INTO quota_counters (counter, ends, used) VALUES (?, ?, 1)
                ON CONFLICT (counter) DO UPDATE SET used = used + 1 RETURNING used
                """)
        let keep = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO quota_reservations (decision, counter) VALUES (?, ?)")
        var hasNew = false
        for reservation in reservations {
            let used = try Int.fetchOne(count, arguments: [reservation.counter, reservation.ends.milliseconds])
            if used == 1 { hasNew = true }
            try keep.execute(arguments: [decision.blob, reservation.counter])
        }
        if hasNew { try purge(at: time, db) }
    }

    /// The decision is settled: its places are given back or are final, and are not asked about again.
    static func settle(_ decision: DecisionID, releasing: Bool, _ db: Database) throws {
        if releasing {
            try db.cachedStatement(
                sql: """
                    UPDATE quota_counters SET used = used - 1
                    WHERE used > 0 AND counter IN (SELECT counter FROM quota_reservations WHERE decision = ?)
                    """
            ).execute(arguments: [decision.blob])
        }
        try db.cachedStatement(sql: "DELETE FROM quota_reservations WHERE decision = ?")
            .execute(arguments: [decision.blob])
    }

    /// Takes away a bounded number of counters whose period is over, the longest ended first, and the reservations on
    /// them. A counter goes after its reservations: a reservation left behind would have nothing by which to be found.
    private static func purge(at time: Timestamp, _ db: Database) throws {
        let ended = time.adding(seconds: -grace).milliseconds
        try db.cachedStatement(
            sql: """
                DELETE FROM quota_reservations WHERE (decision, counter) IN (
                    SELECT reserved.decision, reserved.counter FROM quota_counters AS ended
                    CROSS JOIN quota_reservations AS reserved ON reserved.counter = ended.counter
                    WHERE ended.ends <= ?1 ORDER BY ended.ends LIMIT \(purgeStep))
                """
        ).execute(arguments: [ended])
        try db.cachedStatement(
            sql: """
                DELETE FROM quota_counters WHERE counter IN (
                    SELECT counter FROM quota_counters WHERE ends <= ?1 ORDER BY ends LIMIT \(purgeStep))
                AND NOT EXISTS (SELECT 1 FROM quota_reservations WHERE counter = quota_counters.counter)
                """
        ).execute(arguments: [ended])
    }
}
