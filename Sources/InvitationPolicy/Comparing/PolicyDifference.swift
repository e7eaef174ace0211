public import Invitations

/// What changes between two policies, told by invitations that the two judge differently.
///
/// Not the text is compared but what it means. Domains fall into classes whose members neither policy tells apart, and
/// inviters and requests are built from what the rules of both ask for; each combination is judged by both. So every
/// change that is told of is a real one, with a witness that shows it. Whatever had to be bounded is named in `limits`.
public struct PolicyDifference: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        case newlyAllowed
        case newlyDenied
        /// Denied before and after, for another reason.
        case otherReason
        /// Let pass or denied as before, but what only reports would say something else.
        case otherReport
    }

    /// What one of the two policies says to the witness.
    public struct Opinion: Hashable, Sendable {
        public let verdict: Decision.Verdict
        /// Of the decision order.
        public let step: Int
        /// The rule or list entry that decided, where one did.
        public let rule: String?
        public let source: SourceLocation?
        public let requirement: String?
        /// What the steps and rules that only report would have said.
        public let reportOnly: Decision.Verdict?
    }

    /// Invitations that the two policies judge differently, in one way.
    public struct Change: Hashable, Sendable {
        public let direction: Direction
        /// From when on it is so; nil if it is at the time of the comparison.
        public let since: Timestamp?
        public let before: Opinion
        public let after: Opinion
        public let domains: ChangedDomains
        /// Of whom it was found, the plainest first; at most ``mostExamples``. Each stands for all whom neither policy
        /// tells apart, such as `a member, in one of the groups 5d0e…, 8f0c…`.
        public let inviters: [String]
        /// How many more there are.
        public let invitersOmitted: Int
        /// What else the invitation has, such as `a ticket`; at most ``mostExamples``.
        public let requests: [String]
        public let requestsOmitted: Int
        /// Number of combinations of domain class, inviter and request that were found to change so.
        public let combinations: Int
        public let witness: Witness
    }

    /// Which domains a change was found for.
    public struct ChangedDomains: Hashable, Sendable {
        /// Names that the policies list and their subdomains, as far as the change is about them.
        public let listed: Int
        /// Whether it is also about domains that neither policy names.
        public let includesUnlisted: Bool
        public let examples: [String]
    }

    public static let mostExamples = 5

    /// At the present time first, then by direction.
    public let changes: [Change]
    /// Every key that the policies give different values, whether or not an invitation shows it. Never empty where the
    /// digests differ.
    public let beside: [String]
    /// What has to be known to read the changes: that a policy lists no caller.
    public let notes: [String]
    /// What was left out, and what that means; empty if nothing was.
    public let limits: [String]
    /// Number of invitations that were judged by both.
    public let judged: Int
    /// Whether some request can be answered otherwise: an invitation is judged differently, a default is filled in
    /// differently, a caller may name inviters in another way, or something was left out.
    public let answersCanDiffer: Bool

    /// Whether there is no difference at all. Where something was left out, there may be one.
    public var isEmpty: Bool { changes.isEmpty && beside.isEmpty && limits.isEmpty }
}

extension PolicyDifference {
    /// An invitation with everything that a decision about it rests on.
    public struct Witness: Hashable, Sendable {
        public let request: InvitationRequest
        public let inviter: InviterFacts
        public let caller: ApplicationID
        public let callerName: String
        public let context: DecisionContext
        public let usage: QuotaUsage
        public let time: Timestamp
        /// Takes the caller's place where neither policy lists one.
        let standIn: PolicyCaller?

        public var isThroughStandIn: Bool { standIn != nil }

        /// What a policy says to it, as ``PolicyDifference/Opinion``.
        public func judged(by policy: Policy) -> Opinion {
            guard let listed = policy.caller(caller) ?? standIn else {
                return Opinion(
                    verdict: .denied(.callerNotListed), step: 0, rule: nil, source: nil, requirement: nil, reportOnly: nil)
            }
            let decision = policy.decide(request, by: inviter, through: listed, context: context, usage: usage, at: time)
            return Opinion(
                verdict: decision.verdict, step: decision.step, rule: decision.deciding?.id,
                source: decision.deciding?.source, requirement: decision.failedRequirement,
                reportOnly: decision.reportOnly?.verdict)
        }
    }
}

extension PolicyDifference.Direction {
    /// Nil where both say the same.
    init?(_ before: PolicyDifference.Opinion, _ after: PolicyDifference.Opinion) {
        switch (before.verdict == .approved, after.verdict == .approved) {
        case (false, true): self = .newlyAllowed
        case (true, false): self = .newlyDenied
        case (false, false) where before.verdict != after.verdict: self = .otherReason
        default:
            guard before.reportOnly != after.reportOnly else { return nil }
            self = .otherReport
        }
    }
}
