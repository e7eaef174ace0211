public import AuditTrail
public import Invitations

/// The trail, as it is read and written to settle what is in doubt.
public protocol DoubtLedger: Sendable {
    /// Decisions in doubt that are still to be looked up, the oldest first, made before a time.
    func pendingDoubts(
        before: Timestamp, after: EntryID?, limit: Int
    ) async throws(AuditUnreadable) -> [OpenDecision]

    /// Other approved decisions of the same address from a stretch of time; nil when there are more than `limit`.
    func approvals(
        of address: String, from: Timestamp, until: Timestamp, besides decision: DecisionID, limit: Int
    ) async throws(AuditUnreadable) -> [NearbyDecision]?

    /// How many decisions that were made before a time are in doubt.
    func doubts(before: Timestamp) async throws(AuditUnreadable) -> DoubtCount

    /// Returns once the outcome is on disk; nil, with nothing written, when the decision is not in doubt any more.
    func settle(_ draft: SettlingDraft) async throws(AuditUnavailable) -> AuditReceipt?
}
