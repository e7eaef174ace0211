import AuditTrail
import InvitationPolicy
import StrictJSON

/// What was found as one JSON object; its shape is told in the command's help.
enum PolicyCheckJSON {
    static func text(of report: PolicyCheckReport) -> String {
        let json: JSON = [
            "policies": .array(report.policies.map(policy)), "cases": .array(report.cases.map(cases)),
            "errors": .integer(Int64(report.count(.error))), "warnings": .integer(Int64(report.count(.warning))),
        ]
        return json.visibleText()
    }

    private static func policy(_ checked: CheckedPolicy) -> JSON {
        var members: JSON.Members = ["file": .string(checked.file), "loads": .bool(checked.policy != nil)]
        if let policy = checked.policy {
            members["name"] = .string(policy.name)
            members["digest"] = .string(policy.digest)
            members["rules"] = .integer(Int64(policy.ruleCount))
            members["domainEntries"] = .integer(Int64(policy.domainEntryCount))
        }
        members["findings"] = .array(checked.findings.map(finding))
        return .object(members)
    }

    private static func cases(_ checked: CheckedCases) -> JSON {
        [
            "file": .string(checked.file), "policy": checked.policy.map { .string($0) } ?? .null,
            "loads": .bool(checked.count != nil), "count": checked.count.map { .integer(Int64($0)) } ?? .null,
            "findings": .array(checked.findings.map(finding)),
        ]
    }

    private static func finding(_ finding: CheckedPolicy.Finding) -> JSON {
        let fault = finding.fault
        return [
            "level": .string(finding.level.rawValue), "kind": .string(fault.kind.rawValue),
            "file": .string(finding.file), "line": .integer(Int64(fault.line)), "column": .integer(Int64(fault.column)),
            "text": fault.text.isEmpty ? .null : .string(fault.text), "what": .string(fault.what),
            "advice": fault.advice.map { .string($0) } ?? .null,
        ]
    }
}
