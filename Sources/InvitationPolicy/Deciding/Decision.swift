public import Invitations

/// What the policy says to one invitation, with its evidence: a value, never a throw.
public struct Decision: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case approved
        case denied(ReasonCode)
        /// A fact that matters is not known: neither an approval nor a denial.
        case undecided(missing: Set<FactKind>)
    }

    public let verdict: Verdict
    /// The step that settled it, as numbered at ``Policy/decide(_:by:through:context:at:)``.
    public let step: Int
    /// Every rule and list entry that matched, not only the deciding one, in an order of their own that no order of
    /// the file changes.
    public let matches: [RuleMatch]
    /// The match that settled it, where one did.
    public let deciding: RuleMatch?
    /// The Graph property concerned, such as `invitedUserEmailAddress`.
    public let target: String?
    /// The requirement that was not met, such as `redirectHosts`.
    public let failedRequirement: String?
    /// What suspended steps, or report-only rules, would have said.
    public let reportOnly: ReportOnlyVerdict?
    /// For the caller: a sentence that a person can act on. It tells no rule and no list.
    public let message: String

    public var isApproved: Bool { verdict == .approved }
}

/// The verdict that a policy in report-only mode, or its report-only rules, would have brought.
public struct ReportOnlyVerdict: Hashable, Sendable {
    public let verdict: Decision.Verdict
    public let step: Int
    public let deciding: RuleMatch?
    public let failedRequirement: String?
}

/// One rule or list entry that matched an invitation.
public struct RuleMatch: Hashable, Sendable {
    /// What became of the match.
    public enum Role: String, Hashable, Sendable {
        /// An allow that held whole.
        case grants
        /// An allow whose requirements were not met.
        case requirementFailed
        /// A deny in force.
        case denies
        /// An allow passed over, since the domain is internal, an exclusive rule names it, or the request needs a
        /// permission.
        case excluded
        /// Report-only: recorded, without effect.
        case reported
        /// Past its last day: recorded, without effect.
        case expired
        /// A fact about the inviter that it needs is not known.
        case undetermined
    }

    /// A rule's id, or an entry's place such as `domains.deny[3]` or `lists/x.txt:12`.
    public let id: String
    public let effect: RuleEffect
    public let source: SourceLocation
    public let isReportOnly: Bool
    public let role: Role
    public let failedRequirement: String?
}

/// What a caller says beside the invitation itself. Each text is judged for being there, nothing more.
public struct DecisionContext: Hashable, Sendable {
    public var justification: String?
    public var ticket: String?

    public init(justification: String? = nil, ticket: String? = nil) {
        self.justification = justification
        self.ticket = ticket
    }
}
