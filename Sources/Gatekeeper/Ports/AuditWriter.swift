public import AuditTrail

/// Makes entries durable. What a store promises stands in AuditTrail's `StoreContract`.
public protocol AuditWriter: Sendable {
    /// Returns once the entry is on disk, not before.
    func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt

    /// Returns once the entry is on disk, and has taken the decision's places in quotas in the same transaction; or has written and
    /// taken nothing, because one of them has no place left.
    func append(_ draft: ReservingDraft) async throws(AuditUnavailable) -> QuotaAnswer
}
