import AuditTrail
import InvitationPolicy

/// The outcome of cases as a tree: policy, cases, what differs and why, coverage.
struct CasesText {
    let report: CasesReport
    let colours: TerminalColours

    var text: String {
        let failed = report.results.filter { !$0.passed }.count
        let total = "\(report.results.count - failed) passed, \(failed) failed"
        return (report.policies.flatMap(lines) + [colours.paint(total, failed == 0 ? .green : .red)]).joined(separator: "\n")
    }

    private func lines(_ tested: TestedPolicy) -> [String] {
        let head = VisibleText.line("\(tested.policy.name) (\(tested.file))")
        return [head] + tested.run.results.flatMap { lines($0, tested.policy) } + coverage(tested)
    }

    private func lines(_ result: CaseResult, _ policy: Policy) -> [String] {
        let name = VisibleText.line(result.policyCase.name)
        guard !result.passed else { return ["  \(colours.paint("✓", .green)) \(name)"] }
        let place = VisibleText.line("\(result.policyCase.source)")
        let head = "  \(colours.paint("✗", .red)) \(name)  \(colours.paint(place, .dim))"
        let differences = result.differences.map { difference in
            let what = "\(difference.what): expected \(difference.expected), got \(difference.got)"
            return "      " + colours.paint(VisibleText.line(what), .red)
        }
        let explanation = result.policyCase.explanation(on: policy)
        return [head] + differences + ExplanationText(explanation: explanation, colours: colours).lines.map { "      " + $0 }
    }

    private func coverage(_ tested: TestedPolicy) -> [String] {
        let coverage = tested.run.coverage
        let isEnough = report.isCovered(tested)
        let short = isEnough ? "" : ", less than the \(report.threshold ?? 0) % asked for"
        let head = "coverage: \(coverage.covered) of \(coverage.items.count) rules and entries (\(coverage.percent) %)\(short)"
        let never = coverage.uncovered.map { "never tried: \($0.words)" }
        let oneSided = coverage.oneSided.map { item in
            let what = item.acting == 0 ? "never seen to act" : "never seen to hold back"
            return "\(what): \(item.words)"
        }
        return ["  " + colours.paint(head, isEnough ? .dim : .red)]
            + (never + oneSided).map { "    " + colours.paint(VisibleText.line($0), .yellow) }
    }
}

extension CasesCoverage.Item {
    /// Such as `deny rule auditors at policy.yaml:41:7`.
    var words: String {
        let what =
            switch kind {
            case .rule: "rule"
            case .entry: "entry"
            case .listFile: "list file"
            }
        return "\(effect.rawValue) \(what) \(id) at \(source)"
    }
}
