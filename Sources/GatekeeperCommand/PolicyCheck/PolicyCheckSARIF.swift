import AuditTrail
import InvitationPolicy
import StrictJSON

/// What was found as a SARIF 2.1.0 log (OASIS, errata 01): one run, every kind of finding as a rule, each finding a
/// result with its place.
struct PolicyCheckSARIF {
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    /// The base that code scanners hold to be the repository's root.
    private static let base = "%SRCROOT%"

    let workingFolder: String

    func text(of report: PolicyCheckReport) -> String {
        let run: JSON = [
            "tool": ["driver": driver],
            "invocations": [["executionSuccessful": true]],
            "columnKind": "unicodeCodePoints",
            "artifacts": .array(artifacts(report)),
            "results": .array(report.findings.map(result)),
        ]
        let log: JSON = ["$schema": .string(Self.schema), "version": "2.1.0", "runs": [run]]
        return log.visibleText()
    }

    /// Each file once, however it was named: the schema wants them unique.
    private func artifacts(_ report: PolicyCheckReport) -> [JSON] {
        var artifacts: [JSON] = []
        for file in report.policies.map(\.file) + report.cases.map(\.file) {
            let artifact: JSON = ["location": location(file), "roles": ["analysisTarget"]]
            if !artifacts.contains(artifact) { artifacts.append(artifact) }
        }
        return artifacts
    }

    private var driver: JSON {
        [
            "name": "gatekeeper policy check", "version": .string(softwareVersion),
            "rules": .array(PolicyFaultKind.allCases.map(rule)),
        ]
    }

    private func rule(_ kind: PolicyFaultKind) -> JSON {
        [
            "id": .string(kind.rawValue), "shortDescription": ["text": .string(kind.summary)],
            "defaultConfiguration": ["level": kind.isWarning ? "warning" : "error"],
        ]
    }

    private func result(_ finding: CheckedPolicy.Finding) -> JSON {
        let fault = finding.fault
        let region: JSON = ["startLine": .integer(Int64(fault.line)), "startColumn": .integer(Int64(fault.column))]
        return [
            "ruleId": .string(fault.kind.rawValue),
            "ruleIndex": .integer(Int64(PolicyFaultKind.allCases.firstIndex(of: fault.kind) ?? -1)),
            "level": .string(finding.level.rawValue), "message": ["text": .string(fault.message)],
            "locations": [["physicalLocation": ["artifactLocation": location(finding.file), "region": region]]],
        ]
    }

    /// A file below the working folder relative to it, so that a log says the same wherever the folder lies.
    func location(_ file: String) -> JSON {
        let path = Self.resolved(file.hasPrefix("/") ? file : workingFolder + "/" + file)
        let folder = Self.resolved(workingFolder)
        let prefix = folder == "/" ? folder : folder + "/"
        guard path.hasPrefix(prefix) else { return ["uri": .string("file://" + Self.encoded(path))] }
        return ["uri": .string(Self.encoded(String(path.dropFirst(prefix.count)))), "uriBaseId": .string(Self.base)]
    }

    /// Without `.`, `..` and empty parts; links are left as they are, since a reader of the log names files as we do.
    private static func resolved(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// RFC 3986: whatever is not an unreserved character or the slash, as its bytes.
    private static func encoded(_ path: String) -> String {
        let kept = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8
        var uri = ""
        for byte in path.utf8 {
            if kept.contains(byte) {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return uri
    }
}
