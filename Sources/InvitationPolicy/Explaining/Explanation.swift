public import Invitations

/// A decision with the way to it: what every step of the decision order found, and what would have let it pass.
public struct Explanation: Hashable, Sendable {
    /// ``Policy/decide(_:by:through:context:usage:at:)``'s own.
    public let decision: Decision
    /// All of them, in the order of checks.
    public let steps: [ExplainedStep]
    /// For a denial, or one that report-only mode suspends: the ways to an approval, what can be done without a change
    /// of the policy first; never empty then. Empty for an approval and where a fact is missing.
    public let wouldPass: [Remedy]
}

/// One step of the decision order and what became of it.
public struct ExplainedStep: Hashable, Sendable {
    /// The steps by name, in the order of checks.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case accountEnabled
        case callerMayName
        case internalConversion
        case internalAddress
        case resetRedemption
        case userType
        case whoMayInvite
        case denies
        case grants
        case requirements
        case existingGuest
        case quotas
        case somethingGrants
    }

    public enum Status: String, Hashable, Sendable, CaseIterable {
        case passed
        case failed
        /// An earlier step settled it.
        case notReached
        /// It fails, and `mode: reportOnly` lets the invitation pass all the same.
        case suspended
        /// A fact that it needs is not known.
        case undecided
        /// It was asked and has nothing to say: no grant matches.
        case nothing
    }

    public let kind: Kind
    public let status: Status
    /// One sentence: what was found.
    public let finding: String
    /// Where the step failed or would have.
    public let reason: ReasonCode?
    public let evidence: [StepEvidence]
}

/// A rule or list entry that a step looked at.
public struct StepEvidence: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case grants
        case requirementFailed
        case denies
        case excluded
        case reported
        case expired
        case undetermined
        /// The rule is about this address, but not about this inviter.
        case otherInviters
        /// The address is the tenant's own.
        case isInternal
    }

    /// As in ``RuleMatch/id``.
    public let id: String
    public let source: SourceLocation
    public let outcome: Outcome
    /// What of the invitation and the inviter matched, or does not: `group 8f0c…`, `domain fabrikam.com`.
    public let because: [String]
    /// The requirements that are not met, as the policy names them.
    public let unmet: [String]
}

/// One way to an approval.
public struct Remedy: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// With these, and nothing else changed, this policy approves: it was judged again to make sure.
        case suffices
        /// Somebody who answers for the policy would have to change it.
        case changesPolicy
        /// There is none, for the last of the reasons.
        case never
        /// It takes these; what more cannot be told.
        case needed
    }

    public let kind: Kind
    /// All of them together; one for what has no further parts.
    public let needs: [String]
    /// The rule or entry that it concerns.
    public let id: String?
    public let source: SourceLocation?
}

extension ExplainedStep.Kind {
    /// As numbered at ``Policy/decide(_:by:through:context:usage:at:)``.
    public var number: Int {
        switch self {
        case .accountEnabled, .callerMayName, .internalConversion, .internalAddress, .resetRedemption, .userType: 0
        case .whoMayInvite: 1
        case .denies: 2
        case .grants: 3
        case .requirements, .existingGuest: 4
        case .quotas: 5
        case .somethingGrants: 6
        }
    }

    public var title: String {
        switch self {
        case .accountEnabled: "the inviter's account is enabled"
        case .callerMayName: "the caller may name this inviter"
        case .internalConversion: "no internal account is converted"
        case .internalAddress: "the address is not one of our own"
        case .resetRedemption: "a reset of redemption is permitted"
        case .userType: "the user type is permitted"
        case .whoMayInvite: "the inviter is among those who may invite"
        case .denies: "nothing denies it"
        case .grants: "a grant matches"
        case .requirements: "a grant's requirements are met"
        case .existingGuest: "the guest may exist already"
        case .quotas: "a grant's quotas are not used up"
        case .somethingGrants: "something grants it"
        }
    }
}
