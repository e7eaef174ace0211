import Invitations

extension PolicyCases {
    /// Judges every case whose name holds `filter` (all without one), in the order of the file.
    public func run(on policy: Policy, filter: String? = nil) -> CasesRun {
        var coverage = CasesCoverage(policy)
        let chosen = cases.filter { one in filter.map { one.name.lowercased().contains($0.lowercased()) } ?? true }
        let results = chosen.map { one in
            let result = one.result(on: policy)
            coverage.count(one, result.decision, policy)
            return result
        }
        return CasesRun(results: results, coverage: coverage)
    }
}

/// What became of the cases of one policy.
public struct CasesRun: Hashable, Sendable {
    public let results: [CaseResult]
    public let coverage: CasesCoverage

    public var failed: Int { results.filter { !$0.passed }.count }
}

/// What became of one case.
public struct CaseResult: Hashable, Sendable {
    public let policyCase: PolicyCase
    public let decision: Decision
    /// What differs from the expectation; empty where the case passed.
    public let differences: [Difference]

    public var passed: Bool { differences.isEmpty }

    /// One thing that was expected, and what came instead.
    public struct Difference: Hashable, Sendable {
        /// `verdict`, `rule`, `requirement`, or the same with `reportOnly.` before it.
        public let what: String
        public let expected: String
        public let got: String
    }
}

extension PolicyCase {
    /// Judges the case and compares.
    public func result(on policy: Policy) -> CaseResult {
        let decision = policy.decide(request, by: inviter, through: caller, context: context, usage: usage, at: time)
        return CaseResult(policyCase: self, decision: decision, differences: expectation.differences(from: decision))
    }

    /// The way to the case's decision.
    public func explanation(on policy: Policy) -> Explanation {
        policy.explain(request, by: inviter, through: caller, context: context, usage: usage, at: time)
    }
}

extension Expectation {
    func differences(from decision: Decision) -> [CaseResult.Difference] {
        let got = ruling.differences(
            from: decision.verdict, decision.deciding?.id, decision.failedRequirement, path: "")
        return got + reportDifferences(decision.reportOnly, decision.verdict)
    }

    /// A report that says what the decision says tells of no difference: it is none.
    private func reportDifferences(
        _ report: ReportOnlyVerdict?, _ verdict: Decision.Verdict
    ) -> [CaseResult.Difference] {
        switch reportOnly {
        case nil: return []
        case .some(.none):
            guard let report, report.verdict != verdict else { return [] }
            return [CaseResult.Difference(what: "reportOnly.verdict", expected: "none", got: report.verdict.words)]
        case .some(.ruling(let ruling)):
            guard let report else {
                return [
                    CaseResult.Difference(what: "reportOnly.verdict", expected: ruling.verdict.words, got: "nothing reported")
                ]
            }
            return ruling.differences(from: report.verdict, report.deciding?.id, report.failedRequirement, path: "reportOnly.")
        }
    }
}

extension Expectation.Ruling {
    func differences(
        from verdict: Decision.Verdict, _ deciding: String?, _ failed: String?, path: String
    ) -> [CaseResult.Difference] {
        var differences: [CaseResult.Difference] = []
        if !self.verdict.isMet(by: verdict) {
            differences.append(
                CaseResult.Difference(what: "\(path)verdict", expected: self.verdict.words, got: verdict.words))
        }
        if let rule, !Self.names(rule, deciding) {
            differences.append(CaseResult.Difference(what: "\(path)rule", expected: rule, got: deciding ?? "none"))
        }
        if let requirement, requirement != failed {
            differences.append(
                CaseResult.Difference(what: "\(path)requirement", expected: requirement, got: failed ?? "none"))
        }
        return differences
    }

    /// Whether `rule` is the deciding match, the list that it stands in, or the list file that it is a line of.
    private static func names(_ rule: String, _ deciding: String?) -> Bool {
        guard let deciding else { return false }
        return deciding == rule || deciding.hasPrefix("\(rule)[") || deciding.hasPrefix("\(rule):")
    }
}

extension Expectation.Verdict {
    func isMet(by verdict: Decision.Verdict) -> Bool {
        switch (self, verdict) {
        case (.approved, .approved): true
        case (.denied(let reason), .denied(let got)): reason == nil || reason == got
        case (.undecided(let facts), .undecided(let missing)): facts == nil || facts == missing
        default: false
        }
    }

    /// As a cases file writes it.
    public var words: String {
        switch self {
        case .approved: "approved"
        case .denied(let reason): reason.map { "denied: \($0.rawValue)" } ?? "denied"
        case .undecided(let facts): Decision.Verdict.words(ofMissing: facts)
        }
    }
}

extension Decision.Verdict {
    /// As a cases file writes it.
    public var words: String {
        switch self {
        case .approved: "approved"
        case .denied(let reason): "denied: \(reason.rawValue)"
        case .undecided(let missing): Self.words(ofMissing: missing)
        }
    }

    static func words(ofMissing facts: Set<FactKind>?) -> String {
        guard let facts else { return "undecided" }
        return "undecided: [\(facts.map(\.rawValue).sorted().joined(separator: ", "))]"
    }
}
