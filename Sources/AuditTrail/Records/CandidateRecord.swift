public import Invitations

/// What the candidate policy, which runs beside the one in force, said of the same invitation.
public struct CandidateRecord: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        case approved
        case denied
        /// It would need facts that the policy in force did not ask for.
        case undecided
    }

    public var policy: PolicyReference
    public var verdict: Verdict
    public var reason: ReasonCode?
    /// The step of the decision order that decided.
    public var step: String?
    /// The rule that decided.
    public var rule: String?
    /// The requirement that was not met, as the policy names it.
    public var requirement: String?

    public init(
        policy: PolicyReference, verdict: Verdict, reason: ReasonCode? = nil, step: String? = nil, rule: String? = nil,
        requirement: String? = nil
    ) {
        self.policy = policy
        self.verdict = verdict
        self.reason = reason
        self.step = step
        self.rule = rule
        self.requirement = requirement
    }

    /// Whether its verdict is another than the policy's in force.
    public func differs(from verdict: AuditTrail.Verdict) -> Bool {
        self.verdict.rawValue != verdict.rawValue
    }
}

extension CanonicalObject {
    /// - Parameter verdict: of the policy in force.
    mutating func candidate(_ candidate: CandidateRecord?, beside verdict: Verdict) {
        guard let candidate else { return }
        object("candidate") {
            $0.member("differs", candidate.differs(from: verdict))
            $0.policy(candidate.policy)
            $0.member("reason", candidate.reason?.rawValue)
            $0.member("requirement", candidate.requirement)
            $0.member("rule", candidate.rule)
            $0.member("step", candidate.step)
            $0.member("verdict", candidate.verdict.rawValue)
        }
    }
}
