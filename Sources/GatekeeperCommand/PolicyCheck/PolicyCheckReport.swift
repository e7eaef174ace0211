import InvitationPolicy
import Invitations

/// What was found in all files that were named.
struct PolicyCheckReport {
    let policies: [CheckedPolicy]
    let cases: [CheckedCases]
    /// Cases files whose policy does not load, each with its policy: what they say of it cannot be checked.
    let unchecked: [(cases: String, policy: String)]

    init(_ plan: PolicyCheckPlan, at now: Timestamp, ignoring ignored: Set<PolicyFaultKind> = []) {
        policies = plan.policies.map { CheckedPolicy($0, at: now, ignoring: ignored) }
        var cases: [CheckedCases] = []
        var unchecked: [(String, String)] = []
        for (file, number) in plan.cases {
            guard let number else {
                cases.append(CheckedCases(withoutPolicy: file))
                continue
            }
            let checked = policies[number]
            if let policy = checked.policy {
                cases.append(CheckedCases(file, for: policy, in: checked.file))
            } else {
                unchecked.append((file, checked.file))
            }
        }
        (self.cases, self.unchecked) = (cases, unchecked)
    }

    var findings: [CheckedPolicy.Finding] { policies.flatMap(\.findings) + cases.flatMap(\.findings) }

    var loads: Bool { policies.allSatisfy { $0.policy != nil } && cases.allSatisfy { $0.count != nil } }

    func count(_ level: CheckedPolicy.Finding.Level) -> Int { findings.count { $0.level == level } }
}
