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
    /// The step that settled it, as numbered at ``Policy/decide(_:by:through:context:usage:at:)``.
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
    /// The counters that this approval takes one of each, with their limits; empty where no quota binds it. It holds only
    /// if all of them are reserved before any other decision takes the last one.
    public let claims: [QuotaClaim]
    /// The quota that is used up, where that is the reason.
    public let exhausted: QuotaClaim?
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

/// Who answers for the guest, as far as the directory knows the person whom the caller named.
public enum SponsorStanding: Hashable, Sendable {
    /// The caller named nobody.
    case notNamed
    case noSuchUser
    case user(ObjectID, enabled: Bool, kind: UserKind)

    /// Whether it is an enabled member of the tenant, as a required sponsor has to be.
    public var isEnabledMember: Bool {
        if case .user(_, enabled: true, kind: .member) = self { true } else { false }
    }
}

/// What is known beside the invitation itself. Of the texts it is judged that they are there, nothing more.
public struct DecisionContext: Hashable, Sendable {
    public var justification: String?
    public var ticket: String?
    public var sponsor: SponsorStanding
    /// Whether a user of the tenant has the invited address; nil where nobody looked. A policy with
    /// `existingGuest: refuse` approves nothing that was not looked up.
    public var guestExists: Bool?
    /// What the message holds, where it is known already or its words are not: judged in place of them.
    public var message: MessageContent?

    public init(
        justification: String? = nil, ticket: String? = nil, sponsor: SponsorStanding = .notNamed,
        guestExists: Bool? = nil, message: MessageContent? = nil
    ) {
        self.justification = justification
        self.ticket = ticket
        self.sponsor = sponsor
        self.guestExists = guestExists
        self.message = message
    }
}
