import InvitationPolicy

/// The outcome of cases as JUnit's XML, which continuous integration services read: a suite for each policy, and in each
/// one further test that says whether enough is covered, where that is asked.
struct CasesJUnit {
    let report: CasesReport

    var text: String {
        let lines = report.policies.flatMap(suite)
        let counts = self.counts(report.policies)
        return
            (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"policy test\" \(counts)>"] + lines
            + ["</testsuites>"]).joined(separator: "\n")
    }

    private func counts(_ policies: [TestedPolicy]) -> String {
        let asked = report.threshold == nil ? 0 : policies.count
        let tests = policies.reduce(asked) { $0 + $1.run.results.count }
        let failures = policies.reduce(0) { $0 + $1.run.failed + (report.isCovered($1) ? 0 : 1) }
        return "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\""
    }

    private func suite(_ tested: TestedPolicy) -> [String] {
        let name = XMLText.escaped("\(tested.policy.name) (\(tested.file))")
        return ["  <testsuite name=\"\(name)\" \(counts([tested]))>"]
            + tested.run.results.flatMap { test($0, tested) } + coverage(tested) + ["  </testsuite>"]
    }

    private func test(_ result: CaseResult, _ tested: TestedPolicy) -> [String] {
        let source = result.policyCase.source
        let attributes = [
            ("name", result.policyCase.name), ("classname", tested.policy.name), ("file", source.file),
            ("line", "\(source.line)"), ("time", "0"),
        ]
        let written = attributes.map { "\($0)=\"\(XMLText.escaped($1))\"" }.joined(separator: " ")
        guard !result.passed else { return ["    <testcase \(written)/>"] }
        let message = result.differences.map { "\($0.what): expected \($0.expected), got \($0.got)" }.joined(separator: "; ")
        let explanation = result.policyCase.explanation(on: tested.policy)
        return ["    <testcase \(written)>", failure(message, [explanation.summary] + explanation.lines), "    </testcase>"]
    }

    private func coverage(_ tested: TestedPolicy) -> [String] {
        guard let threshold = report.threshold else { return [] }
        let name = "coverage of at least \(threshold) %"
        let test = "    <testcase name=\"\(name)\" classname=\"\(XMLText.escaped(tested.policy.name))\" time=\"0\""
        guard !report.isCovered(tested) else { return [test + "/>"] }
        let coverage = tested.run.coverage
        let message = "\(coverage.covered) of \(coverage.items.count) rules and entries are tried"
        return [test + ">", failure(message, coverage.uncovered.map { "never tried: \($0.words)" }), "    </testcase>"]
    }

    private func failure(_ message: String, _ lines: [String]) -> String {
        let text = lines.map(XMLText.escaped).joined(separator: "\n")
        return "      <failure message=\"\(XMLText.escaped(message))\">\(text)</failure>"
    }
}

/// Text inside XML 1.0.
enum XMLText {
    /// Markup and quotation marks as references. What XML has no writing for (most controls, U+FFFE and U+FFFF), and what
    /// hides or reorders text in whoever shows it, is written out as `\u{1b}`.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            default:
                if isShown(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                }
            }
        }
        return result
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
        default: true
        }
    }
}
