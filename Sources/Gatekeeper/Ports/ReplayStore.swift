public import AuditTrail
public import Invitations

/// Remembers which decision acts under an idempotency key, and what its request was answered, for as long as twins of the
/// request may come. A claim is taken with the decision's entry (``AuditWriter``); what a store promises about it stands in
/// AuditTrail's `StoreContract`.
public protocol ReplayStore: Sendable {
    /// The claim that a decision holds on `key` at this time; nil when the key is free.
    ///
    /// - Throws: `AuditUnreadable` when that cannot be told: never "free" in its place.
    func claim(on key: Digest256, at now: Timestamp) async throws(AuditUnreadable) -> HeldClaim?

    /// Returns once the outcome's entry is on disk, and the reply with it.
    func append(
        _ outcome: EntryDraft, keeping reply: KeptReply, under claim: KeyClaim
    ) async throws(AuditUnavailable) -> AuditReceipt
}
