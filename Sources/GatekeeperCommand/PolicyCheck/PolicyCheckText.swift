import AuditTrail
import InvitationPolicy

/// What was found as lines for people: `file:line:column: level: message [kind]`, as compilers write it and editors read
/// it, and a last line for each policy.
struct PolicyCheckText {
    let colour: TerminalColour

    func text(of report: PolicyCheckReport) -> String {
        let policies = report.policies.flatMap { $0.findings.map(line) + [summary($0)] }
        let cases = report.cases.flatMap { $0.findings.map(line) + [summary($0)] }
        return (policies + cases).joined(separator: "\n")
    }

    private func line(_ finding: CheckedPolicy.Finding) -> String {
        let fault = finding.fault
        let place = "\(VisibleText.line(finding.file)):\(fault.line):\(fault.column)"
        let level = colour.paint(finding.level.rawValue, finding.level == .error ? .red : .yellow)
        return "\(place): \(level): \(fault.message) \(colour.paint("[\(fault.kind.rawValue)]", .faint))"
    }

    private func summary(_ checked: CheckedPolicy) -> String {
        guard let policy = checked.policy else {
            return "\(VisibleText.line(checked.file)) \(colour.paint("does not load", .red)): \(Self.count(checked.count(.error), "error"))"
        }
        let parts = [
            Self.count(policy.ruleCount, "rule"), Self.count(policy.domainEntryCount, "domain entry", "domain entries"),
            "digest \(policy.digest)",
        ]
        let warnings = checked.count(.warning)
        let rest = warnings == 0 ? [] : [colour.paint(Self.count(warnings, "warning"), .yellow)]
        return "\(VisibleText.line(policy.name)): \((parts + rest).joined(separator: ", "))"
    }

    private func summary(_ cases: CheckedCases) -> String {
        let file = VisibleText.line(cases.file)
        guard let count = cases.count else {
            return "\(file) \(colour.paint("does not load", .red)): \(Self.count(cases.findings.count, "error"))"
        }
        return "\(file): \(Self.count(count, "case"))"
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}
