public import AuditTrail

/// Makes entries durable. What a store promises stands in AuditTrail's `StoreContract`.
public protocol AuditWriter: Sendable {
    /// Returns once the entry is on disk, not before.
    func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt
}
