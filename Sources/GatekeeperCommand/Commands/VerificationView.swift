import AuditTrail
import Invitations
import StrictJSON

/// What `audit verify` says.
struct VerificationView {
    let report: TrailReport
    let isFiltered: Bool
    let seconds: Double

    var text: String {
        var lines: [String] = []
        if let fault = report.fault {
            lines = ["NOT WHOLE: \(fault)", "\(report.entries) entries before it are whole."]
        } else if isFiltered {
            lines = ["as they were written: \(report.entries) entries of \(report.writers) writers"]
        } else {
            lines = ["whole: \(report.entries) entries of \(report.writers) writers"]
        }
        if report.removed > 0 { lines.append("before them, \(report.removed) entries were removed by retention, as a signed anchor says") }
        if report.checkpoints > 0 { lines.append("held against \(report.checkpoints) signed checkpoints") }
        lines += report.unchecked.map { "not checked: \($0)" }
        if report.isWhole { lines += report.heads.map { "head \($0.writer) \($0.sequence) \($0.hash)" } }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        [
            "whole": .bool(report.isWhole),
            "filtered": .bool(isFiltered),
            "entries": .integer(report.entries),
            "writers": .integer(Int64(report.writers)),
            "removedByRetention": .integer(report.removed),
            "checkpoints": .integer(Int64(report.checkpoints)),
            "notChecked": .array(report.unchecked.map { .string($0) }),
            "heads": .array(
                report.heads.map {
                    ["writer": .string($0.writer.description), "sequence": .integer($0.sequence), "hash": .string($0.hash.description)]
                }),
            "fault": report.fault.map(Self.json) ?? .null,
            "milliseconds": .integer(Int64(seconds * 1_000)),
        ]
    }

    private static func json(_ fault: ChainFault) -> JSON {
        var members: JSON.Members = ["kind": .string(fault.kind.name), "message": .string(fault.description)]
        if fault.sequence > 0 {
            members["writer"] = .string(fault.writer.description)
            members["sequence"] = .integer(fault.sequence)
        }
        members["row"] = fault.id.map { .integer($0.number) }
        members["line"] = fault.line.map { .integer(Int64($0)) }
        return .object(members)
    }
}
