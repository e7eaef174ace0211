public import InvitationPolicy

/// A decision without the places of the file, which are all that another writing of the policy may change: all else of
/// it, for comparing.
public struct ComparedDecision: Hashable, Sendable {
    private struct Match: Hashable, Sendable {
        /// Of rules only: an entry is named by its place.
        let id: String?
        let effect: RuleEffect
        let isReportOnly: Bool
        let role: RuleMatch.Role
        let failedRequirement: String?

        init(_ match: RuleMatch) {
            id = match.id.hasPrefix("r") ? match.id : nil
            effect = match.effect
            isReportOnly = match.isReportOnly
            role = match.role
            failedRequirement = match.failedRequirement
        }
    }

    private struct Report: Hashable, Sendable {
        let verdict: Decision.Verdict
        let step: Int
        let deciding: Match?
        let failedRequirement: String?
    }

    private let verdict: Decision.Verdict
    private let step: Int
    private let matches: [Match]
    private let deciding: Match?
    private let target: String?
    private let failedRequirement: String?
    private let report: Report?
    private let claims: [QuotaClaim]
    private let exhausted: QuotaClaim?
    private let message: String

    public init(_ decision: Decision) {
        verdict = decision.verdict
        step = decision.step
        matches = decision.matches.map(Match.init)
        deciding = decision.deciding.map(Match.init)
        target = decision.target
        failedRequirement = decision.failedRequirement
        report = decision.reportOnly.map { report in
            Report(
                verdict: report.verdict, step: report.step, deciding: report.deciding.map(Match.init),
                failedRequirement: report.failedRequirement)
        }
        claims = decision.claims
        exhausted = decision.exhausted
        message = decision.message
    }
}
