import InvitationPolicy
import SeededRandom

extension DecisionProperty {
    /// A policy that only reports forwards what the enforcing one approves and what it would have denied, says which, and
    /// takes of the quotas what the enforcing one takes.
    func reportOnlyPolicy(_ given: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        var draft = given
        let enforcing = try draft.load()
        draft.mode = "reportOnly"
        draft.reportsWhoMayInvite = Bool.random(using: &random)
        let reporting = try draft.load()
        for _ in 0..<hearings {
            let hearing = try DrawnHearing(&random)
            let usage = try hearing.usage(under: enforcing, reporting)
            let (enforced, reported) = (try hearing.judge(enforcing, usage: usage), try hearing.judge(reporting, usage: usage))
            if enforced.step == 0 || enforced.step == 1 && !draft.reportsWhoMayInvite {
                try demand(
                    reported.verdict == enforced.verdict && reported.reportOnly == nil, draft, hearing,
                    "a step that report-only does not suspend was suspended")
                continue
            }
            try demand(reported.isApproved, draft, hearing, "report-only held back")
            try demand(
                reported.reportOnly?.verdict == enforced.verdict && reported.reportOnly?.step == enforced.step
                    && reported.reportOnly?.deciding?.id == enforced.deciding?.id
                    && reported.reportOnly?.failedRequirement == enforced.failedRequirement,
                draft, hearing, "the report is not what enforcing says: \(enforced)")
            try demand(reported.claims == enforced.claims, draft, hearing, "other claims: \(enforced.claims)")
        }
    }

    /// Past step 0, which no rule's mode suspends, the policy with all its rules in force says what this one reports, or
    /// what it decides where it reports nothing.
    func reportOnlyRules(_ draft: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        var all = draft
        all.rules = draft.rules.map { $0.with("mode", nil) }
        let (policy, enforcing) = (try draft.load(), try all.load())
        for _ in 0..<hearings {
            let hearing = try DrawnHearing(&random)
            let usage = try hearing.usage(under: policy, enforcing)
            let (decision, enforced) = (try hearing.judge(policy, usage: usage), try hearing.judge(enforcing, usage: usage))
            guard decision.step > 0 else { continue }
            try demand(
                (decision.reportOnly?.verdict ?? decision.verdict) == enforced.verdict, draft, hearing,
                "with its report-only rules in force: \(enforced)")
        }
    }
}
