import InvitationPolicy
import Invitations
import StrictJSON

extension Explanation {
    /// The explanation for programs; see the article on cases for its members.
    var json: JSON {
        [
            "decision": decision.json, "steps": .array(steps.map(\.json)), "wouldPass": .array(wouldPass.map(\.json)),
        ]
    }
}

extension Decision {
    var json: JSON {
        var members: JSON.Members = ["step": .integer(Int64(step)), "verdict": .string(verdict.name)]
        members.describe(verdict)
        members["target"] = target.map { .string($0) }
        members["requirement"] = failedRequirement.map { .string($0) }
        members["deciding"] = deciding.map(\.json)
        members["matches"] = .array(matches.map(\.json))
        members["reportOnly"] = reportOnly.map(\.json)
        members["quotas"] = claims.isEmpty ? nil : .array(claims.map(\.json))
        members["exhausted"] = exhausted.map(\.json)
        members["message"] = .string(message)
        return .object(members)
    }
}

extension ReportOnlyVerdict {
    fileprivate var json: JSON {
        var members: JSON.Members = ["step": .integer(Int64(step)), "verdict": .string(verdict.name)]
        members.describe(verdict)
        members["requirement"] = failedRequirement.map { .string($0) }
        members["deciding"] = deciding.map(\.json)
        return .object(members)
    }
}

extension JSON.Members {
    fileprivate mutating func describe(_ verdict: Decision.Verdict) {
        switch verdict {
        case .approved: break
        case .denied(let reason): self["reason"] = .string(reason.rawValue)
        case .undecided(let missing): self["missing"] = .array(missing.map(\.rawValue).sorted().map { .string($0) })
        }
    }
}

extension Decision.Verdict {
    /// One word: `approved`, `denied` or `undecided`.
    var name: String {
        switch self {
        case .approved: "approved"
        case .denied: "denied"
        case .undecided: "undecided"
        }
    }
}

extension RuleMatch {
    fileprivate var json: JSON {
        var members: JSON.Members = [
            "rule": .string(id), "effect": .string(effect.rawValue), "role": .string(role.rawValue), "place": source.json,
        ]
        members["requirement"] = failedRequirement.map { .string($0) }
        if isReportOnly { members["reportOnly"] = true }
        return .object(members)
    }
}

extension QuotaClaim {
    fileprivate var json: JSON {
        [
            "scope": .string(counter.scope), "dimension": .string(counter.dimension.rawValue),
            "period": .string(counter.period.rawValue), "limit": .integer(Int64(limit)),
            "end": .string(counter.end.description),
        ]
    }
}

extension SourceLocation {
    var json: JSON { ["file": .string(file), "line": .integer(Int64(line)), "column": .integer(Int64(column))] }
}

extension ExplainedStep {
    fileprivate var json: JSON {
        var members: JSON.Members = [
            "step": .integer(Int64(kind.number)), "name": .string(kind.rawValue), "status": .string(status.rawValue),
            "finding": .string(finding),
        ]
        members["reason"] = reason.map { .string($0.rawValue) }
        members["evidence"] = .array(evidence.map(\.json))
        return .object(members)
    }
}

extension StepEvidence {
    fileprivate var json: JSON {
        [
            "rule": .string(id), "place": source.json, "outcome": .string(outcome.rawValue),
            "because": .array(because.map { .string($0) }), "unmet": .array(unmet.map { .string($0) }),
        ]
    }
}

extension Remedy {
    fileprivate var json: JSON {
        var members: JSON.Members = ["kind": .string(kind.rawValue), "needs": .array(needs.map { .string($0) })]
        members["rule"] = id.map { .string($0) }
        members["place"] = source.map(\.json)
        return .object(members)
    }
}
