import Invitations

extension Explanation {
    /// The explanation for people, line by line: a mark, the step, what was found, the evidence below it.
    ///
    /// Made of the policy's own words, ids and normalised addresses; whoever shows it still writes out what a terminal
    /// would obey.
    public var lines: [String] {
        var lines = steps.flatMap(\.lines)
        if let report = decision.reportOnly, report.verdict != decision.verdict {
            let rule = report.deciding.map { " by \($0.id)" } ?? ""
            lines.append("report only: it would have been \(report.verdict.words)\(rule)")
        }
        if case .undecided(let missing) = decision.verdict {
            lines.append("to be decided once these facts are known: \(missing.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        if !wouldPass.isEmpty {
            lines.append("would pass with:")
            lines += wouldPass.flatMap(\.lines)
        }
        return lines
    }

    /// The verdict with its step and what decided it, on one line.
    public var summary: String {
        // Enforced, an approval is by a grant, at step 4: here no step that allows was asked.
        if decision.isApproved, decision.deciding == nil, decision.reportOnly != nil { return "approved: the policy only reports" }
        let by = decision.deciding.map { " by \($0.id) (\($0.source))" } ?? ""
        let requirement = decision.failedRequirement.map { ", requirement \($0)" } ?? ""
        return "\(decision.verdict.words) at step \(decision.step)\(by)\(requirement)"
    }
}

extension ExplainedStep {
    fileprivate var lines: [String] {
        let words = status == .suspended ? "\(finding) (suspended by mode: reportOnly)" : finding
        let why = reason.map { ": \($0.rawValue)" } ?? ""
        return ["\(status.mark) \(kind.number) \(kind.title)\(why) - \(words)"] + evidence.map(\.line)
    }
}

extension ExplainedStep.Status {
    /// One character for each status.
    public var mark: String {
        switch self {
        case .passed: "✓"
        case .failed: "✗"
        case .notReached: "·"
        case .suspended: "~"
        case .undecided: "?"
        case .nothing: "-"
        }
    }
}

extension StepEvidence {
    fileprivate var line: String {
        let unmet = unmet.isEmpty ? "" : ": needs \(unmet.joined(separator: ", "))"
        let because = because.isEmpty ? "" : " (\(because.joined(separator: ", ")))"
        return "    \(outcome.words) \(id) at \(source)\(because)\(unmet)"
    }
}

extension StepEvidence.Outcome {
    fileprivate var words: String {
        switch self {
        case .grants: "holds:"
        case .requirementFailed: "not whole:"
        case .denies: "denies:"
        case .excluded: "passed over:"
        case .reported: "reports only:"
        case .expired: "expired:"
        case .undetermined: "not to be told:"
        case .otherInviters: "for others:"
        case .isInternal: "internal:"
        }
    }
}

extension Remedy {
    fileprivate var lines: [String] {
        let text = needs.joined(separator: "; and ")
        let last = needs.last ?? ""
        // What names the entry already needs its place only.
        let parts = [id.flatMap { text.contains($0) ? nil : $0 }, source?.description].compactMap(\.self)
        let place = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        switch kind {
        case .suffices: return ["  + \(text)\(place)"]
        // Only the last of the needs is the policy's: those before it are what can be done without a change.
        case .changesPolicy:
            return ["  * \((needs.dropLast() + ["a change of the policy: \(last)"]).joined(separator: "; and "))\(place)"]
        case .never: return ["  - \(last)\(place)"]
        case .needed: return ["  ? \(text)\(place), and what more cannot be told"]
        }
    }
}
