public import Invitations

extension Policy {
    /// Judges one invitation. Pure: the same inputs give the same decision, on every load, in any order of the file.
    ///
    /// The order of checks:
    ///
    /// - *Before any step, in every mode.* The inviter's account is enabled (`inviterDisabled`). Where an application
    ///   or a chat names the inviter: the caller may name this one (`callerMayNotNameInviter`).
    /// - *Step 0, in every mode.* Always: `invitedUser` without a reset, which converts an internal account
    ///   (`internalConversionNotPermitted`), and an internal address (`internalDomain`). Unless a matching rule permits
    ///   it and the inviter holds the role that Entra asks for: `resetRedemption` (`resetRedemptionNotPermitted`),
    ///   `invitedUserType: Member` (`userTypeNotPermitted`).
    /// - *Step 1.* The inviter is among those who may invite at all (`whoMayInvite`).
    /// - *Step 2.* No entry of `domains.deny` covers the address (`domainDenied`), no deny rule matches (`ruleDenies`).
    /// - *Steps 3 and 4.* One grant holds whole: an entry of `domains.allow`, an allow rule, or `unlisted: allow`, with
    ///   its requirements and the defaults'. An exclusive rule's domain passes by exclusive rules only; what step 0
    ///   let pass by permission passes by a rule with that permission only. Where grants match but none holds, the
    ///   reason is that of the grant with the fewest requirements unmet.
    /// - *Step 5.* The quotas of the grant and the defaults' have room (`quotaExceeded`), as `usage` tells. A grant whose
    ///   quota is used up does not hold; the next one may.
    /// - *Step 6.* Nothing grants (`noRuleAllows`).
    ///
    /// A fact that matters and is unknown makes the verdict `.undecided`: never an approval, never a deny rule skipped.
    /// `mode: reportOnly` suspends steps 2 to 6, and step 1 if the policy says so; a report-only rule is recorded and
    /// has no effect. What they would have said stands in the decision's `reportOnly`.
    public func decide(
        _ request: InvitationRequest, by inviter: InviterFacts, through caller: PolicyCaller,
        context: DecisionContext = DecisionContext(), usage: QuotaUsage = QuotaUsage(), at now: Timestamp
    ) -> Decision {
        let hearing = Hearing(
            policy: self, request: request, inviter: inviter, caller: caller, context: context, usage: usage, now: now)
        let evidence = hearing.weigh()
        if let refusal = hearing.head() ?? hearing.stepZero() {
            return decision(refusal, evidence, nil, hearing)
        }
        switch mode {
        case .enforce:
            let ruling = hearing.level() ?? evidence.ruling
            return decision(ruling, evidence, hearing.reportOfRules(beside: ruling), hearing)
        case .reportOnly:
            let level = hearing.level()
            if let level, !reportsWhoMayInvite { return decision(level, evidence, nil, hearing) }
            let enforced = level ?? evidence.ruling
            // What would be refused takes nothing, so that the counts are those of the policy in force.
            let passed = Ruling(verdict: .approved, step: reportsWhoMayInvite ? 0 : 1, claims: enforced.claims)
            return decision(passed, evidence, ReportOnlyVerdict(enforced), hearing)
        }
    }

    private func decision(
        _ ruling: Ruling, _ evidence: Evidence, _ report: ReportOnlyVerdict?, _ hearing: Hearing
    ) -> Decision {
        Decision(
            verdict: ruling.verdict, step: ruling.step, matches: evidence.matches, deciding: ruling.deciding,
            target: ruling.target, failedRequirement: ruling.requirement?.rawValue, reportOnly: report,
            claims: ruling.claims, exhausted: ruling.exhausted, message: CallerMessage(policy: self, request: hearing.request).text(for: ruling))
    }
}

/// What a step says when it settles the matter.
struct Ruling {
    var verdict: Decision.Verdict
    var step: Int
    var deciding: RuleMatch?
    var target: String?
    var requirement: Requirement?
    var claims: [QuotaClaim] = []
    var exhausted: QuotaClaim?

    static func denied(_ reason: ReasonCode, step: Int, target: String? = nil, deciding: RuleMatch? = nil) -> Ruling {
        Ruling(verdict: .denied(reason), step: step, deciding: deciding, target: target)
    }

    static func undecided(_ missing: Set<FactKind>, step: Int, target: String? = nil) -> Ruling {
        Ruling(verdict: .undecided(missing: missing), step: step, target: target)
    }
}

extension ReportOnlyVerdict {
    init(_ ruling: Ruling) {
        self.init(
            verdict: ruling.verdict, step: ruling.step, deciding: ruling.deciding,
            failedRequirement: ruling.requirement?.rawValue)
    }
}

/// Graph's names of what a decision can be about.
enum Target {
    static let address = "invitedUserEmailAddress"
    static let redirect = "inviteRedirectUrl"
    static let displayName = "invitedUserDisplayName"
    static let userType = "invitedUserType"
    static let messageInfo = "invitedUserMessageInfo"
    static let reset = "resetRedemption"
    static let user = "invitedUser"
}
