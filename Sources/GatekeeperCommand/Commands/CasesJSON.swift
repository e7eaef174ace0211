import InvitationPolicy
import StrictJSON

extension CasesReport {
    /// The outcome for programs; see the article on cases for its members.
    var json: JSON {
        let failed = results.filter { !$0.passed }.count
        var members: JSON.Members = [
            "passed": .integer(Int64(results.count - failed)), "failed": .integer(Int64(failed)), "good": .bool(isGood),
            "policies": .array(policies.map(json)),
        ]
        members["coverageThreshold"] = threshold.map { .integer(Int64($0)) }
        return .object(members)
    }

    private func json(_ tested: TestedPolicy) -> JSON {
        let coverage = tested.run.coverage
        return [
            "file": .string(tested.file), "name": .string(tested.policy.name), "digest": .string(tested.policy.digest),
            "cases": .array(tested.run.results.map { $0.json(on: tested.policy) }),
            "coverage": [
                "covered": .integer(Int64(coverage.covered)), "total": .integer(Int64(coverage.items.count)),
                "percent": .integer(Int64(coverage.percent)), "enough": .bool(isCovered(tested)),
                "items": .array(coverage.items.map(\.json)),
            ],
        ]
    }
}

extension CaseResult {
    fileprivate func json(on policy: Policy) -> JSON {
        var members: JSON.Members = [
            "name": .string(policyCase.name), "place": policyCase.source.json, "passed": .bool(passed),
            "got": .string(decision.verdict.words),
        ]
        guard !passed else { return .object(members) }
        members["differences"] = .array(
            differences.map { ["what": .string($0.what), "expected": .string($0.expected), "got": .string($0.got)] })
        members["explanation"] = policyCase.explanation(on: policy).json
        return .object(members)
    }
}

extension CasesCoverage.Item {
    fileprivate var json: JSON {
        [
            "kind": .string(kind.rawValue), "id": .string(id), "effect": .string(effect.rawValue), "place": source.json,
            "covered": .bool(isCovered), "cases": .integer(Int64(cases)), "acting": .integer(Int64(acting)),
            "heldBack": .integer(Int64(heldBack)),
        ]
    }
}
