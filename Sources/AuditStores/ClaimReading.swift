public import AuditTrail
import GRDB
public import Invitations

extension SQLiteAuditStore {
    /// The claim that a decision holds on a key at this time, with what became of that decision; nil when the key is free.
    ///
    /// - Throws: ``AuditUnreadable`` when that cannot be told: never "free" in its place.
    public func claim(on key: Digest256, at now: Timestamp) async throws(AuditUnreadable) -> HeldClaim? {
        guard let row = try await reader.reading({ db in try ClaimTables.held(key, at: now, db) }) else { return nil }
        guard let claim = row.claim(on: key, opening: replies) else {
            throw .failed(code: -1, message: "a claim on an idempotency key is damaged")
        }
        return claim
    }

    /// Appends an outcome together with the reply that twins of its request are to be given. A reply that cannot be
    /// encrypted is not kept.
    public func append(
        _ outcome: EntryDraft, keeping reply: KeptReply, under claim: KeyClaim
    ) async throws(AuditUnavailable) -> AuditReceipt {
        // Here, not on the writer's thread, which all others wait for.
        guard let decision = outcome.decision, let sealed = try? replies.seal(reply, for: decision, under: claim) else {
            return try await append(outcome)
        }
        return try await receipt(of: .answering(outcome, sealed))
    }

    /// Takes away claims that expired, and their replies, from the tables and from the write-ahead log.
    ///
    /// - Returns: how many.
    @discardableResult
    public func purgeClaims(at now: Timestamp) async throws(AuditUnavailable) -> Int {
        do {
            var count = 0
            // Asked of a reader first: where there is nothing to take away, nothing is written.
            while try await pool.read({ db in try ClaimTables.hasExpired(at: now, db) }) {
                // A few at a time: whoever waits for an entry waits for this, too.
                count += try await pool.write { db in try ClaimTables.purge(at: now, step: 200, db) }
            }
            // If a reader is in the way, the next checkpoint does it.
            if count > 0 { _ = await LogEmptying.empty(pool, tries: 1) }
            return count
        } catch {
            throw AuditUnavailable(error)
        }
    }
}
