public import Invitations

/// What a decision says.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    case approved
    case denied
}

/// A rule of the policy that matched, whether it decided or not.
public struct RuleRecord: Hashable, Sendable {
    /// The rule's id, or the list entry as the policy writes it.
    public var rule: String
    /// `allow` or `deny`.
    public var effect: String
    /// The part that it played, as given: `grants`, `requirementFailed`, `denies`, `excluded`, `reported`, `expired` or
    /// `undetermined`.
    public var role: String
    /// The requirement that was not met, as the policy names it.
    public var requirement: String?
    /// File and line of the policy.
    public var place: String?
    /// Whether the rule only reports, whatever part it would have played. Written only when it does.
    public var reportOnly: Bool

    public init(
        rule: String, effect: String, role: String, requirement: String? = nil, place: String? = nil,
        reportOnly: Bool = false
    ) {
        self.rule = rule
        self.effect = effect
        self.role = role
        self.requirement = requirement
        self.place = place
        self.reportOnly = reportOnly
    }
}

/// What steps that only report would have said.
public struct ReportOnlyRecord: Hashable, Sendable {
    public var verdict: Verdict
    public var reason: ReasonCode?
    public var step: String?
    public var rule: String?
    /// The requirement that would not have been met, as the policy names it.
    public var requirement: String?

    public init(
        verdict: Verdict, reason: ReasonCode? = nil, step: String? = nil, rule: String? = nil,
        requirement: String? = nil
    ) {
        self.verdict = verdict
        self.reason = reason
        self.step = step
        self.rule = rule
        self.requirement = requirement
    }
}

/// One judgement with everything it rests on: enough to explain it and to judge again. One shape for both verdicts, so
/// that a denial never says less than an approval.
public struct DecisionRecord: Hashable, Sendable {
    public var decision: DecisionID
    public var time: Timestamp
    public var request: RequestRecord
    public var caller: CallerRecord
    public var inviter: ObjectID
    public var proof: InviterProof
    public var facts: [FactRecord]
    public var invitation: InvitationRecord
    public var justification: String?
    public var ticket: String?
    public var sponsor: String?
    public var verdict: Verdict
    public var reason: ReasonCode?
    /// The step of the decision order that decided.
    public var step: String?
    /// The rule that decided.
    public var rule: String?
    /// Every rule that matched; at most 256 are written, with the number of those left out.
    public var matches: [RuleRecord]
    public var reportOnly: ReportOnlyRecord?
    public var policy: PolicyReference
    /// The HTTP status that a denial is answered with.
    public var status: Int?
    /// The quotas that the decision looked at; at most 256 are written, with the number of those left out.
    public var quotas: [QuotaRecord]
    /// What was known of the user whom `sponsor` names, where the policy asks for one.
    public var sponsorStanding: SponsorRecord?
    /// Whether a user already had the address, where the policy asks.
    public var guestExists: Bool?
    public var candidate: CandidateRecord?

    public init(
        decision: DecisionID, time: Timestamp, request: RequestRecord, caller: CallerRecord, inviter: ObjectID,
        proof: InviterProof, facts: [FactRecord], invitation: InvitationRecord, justification: String? = nil,
        ticket: String? = nil, sponsor: String? = nil, verdict: Verdict, reason: ReasonCode? = nil,
        step: String? = nil, rule: String? = nil, matches: [RuleRecord] = [], reportOnly: ReportOnlyRecord? = nil,
        policy: PolicyReference, status: Int? = nil, quotas: [QuotaRecord] = [], sponsorStanding: SponsorRecord? = nil,
        guestExists: Bool? = nil, candidate: CandidateRecord? = nil
    ) {
        self.decision = decision
        self.time = time
        self.request = request
        self.caller = caller
        self.inviter = inviter
        self.proof = proof
        self.facts = facts
        self.invitation = invitation
        self.justification = justification
        self.ticket = ticket
        self.sponsor = sponsor
        self.verdict = verdict
        self.reason = reason
        self.step = step
        self.rule = rule
        self.matches = matches
        self.reportOnly = reportOnly
        self.policy = policy
        self.status = status
        self.quotas = quotas
        self.sponsorStanding = sponsorStanding
        self.guestExists = guestExists
        self.candidate = candidate
    }
}

extension DecisionRecord {
    func content(invitee: Invitee, key: CommitmentKey) -> [UInt8] {
        var object = CanonicalObject()
        object.caller(caller)
        object.candidate(candidate, beside: verdict)
        object.facts(facts)
        object.member("guestExists", guestExists)
        object.invitation(invitation, under: key)
        object.member("invitee", invitee.commitment(under: key).description)
        object.member("inviter", inviter.description)
        object.member("justification", justification, limit: TextLimit.long)
        object.matches(matches)
        object.policy(policy)
        object.member("proof", proof.rawValue)
        object.quotas(quotas)
        object.member("reason", reason?.rawValue)
        object.reportOnly(reportOnly)
        object.request(request)
        object.member("rule", rule)
        object.member("sponsor", sponsor)
        object.sponsorStanding(sponsorStanding)
        object.member("status", status.map(Int64.init))
        object.member("step", step)
        object.member("ticket", ticket)
        object.member("verdict", verdict.rawValue)
        return object.finish()
    }
}

extension CanonicalObject {
    fileprivate mutating func matches(_ matches: [RuleRecord]) {
        let kept = Array(matches.prefix(TextLimit.elements))
        member("matches", kept) { object, match in
            object.member("effect", match.effect)
            object.member("place", match.place)
            if match.reportOnly { object.member("reportOnly", true) }
            object.member("requirement", match.requirement)
            object.member("role", match.role)
            object.member("rule", match.rule)
        }
        member("matchesOmitted", matches.count > kept.count ? Int64(matches.count - kept.count) : nil)
    }

    fileprivate mutating func reportOnly(_ report: ReportOnlyRecord?) {
        guard let report else { return }
        object("reportOnly") {
            $0.member("reason", report.reason?.rawValue)
            $0.member("requirement", report.requirement)
            $0.member("rule", report.rule)
            $0.member("step", report.step)
            $0.member("verdict", report.verdict.rawValue)
        }
    }
}
