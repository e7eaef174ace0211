import AuditTrail
import CallerVerification
public import InvitationPolicy
public import Invitations

/// What an inquiry is answered with: as much as its caller may know.
public struct Judged: Sendable {
    public let decisionID: DecisionID
    public let isApproved: Bool
    public let reason: ReasonCode?
    /// For a person.
    public let message: String
    /// The property concerned.
    public let target: String?
    /// The requirement that was not met, as the policy names it.
    public let requirement: String?
    /// The quota that is used up.
    public let exhausted: QuotaClaim?
    /// Whom to ask.
    public let contact: String?
    /// Rules and entries that matched, with their places: for those alone who may read the policy or the trail.
    public let matches: [RuleMatch]?
    /// Of the inquiry's entry.
    public let receipt: Receipt
}

extension Gate {
    /// Makes the inquiry's entry durable, then answers.
    func note(_ dossier: Dossier, for caller: VerifiedCaller) async throws(Refusal) -> Judged {
        let (record, invitee, decision) = try entry(of: dossier)
        let receipt = try await append(.inquiry(record, invitee: invitee, key: newKey()))
        observer.inquired(record)
        return Judged(
            decisionID: dossier.decisionID, isApproved: decision.isApproved, reason: record.reason,
            message: decision.message, target: decision.target, requirement: decision.failedRequirement,
            exhausted: decision.exhausted, contact: dossier.policy.policy.owner,
            matches: caller.auditingRoles.isEmpty ? nil : decision.matches, receipt: Receipt(receipt))
    }
}
