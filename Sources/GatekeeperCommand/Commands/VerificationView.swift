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
        if let copies = report.copies, let first = copies.first {
            lines = ["COPIES DIFFER: \(first)"]
            if copies.count > 1 { lines.append("\(copies.count) places differ in all. Searches that go by them do not tell what the entries say.") }
            if report.chainIsWhole { lines.append("audit reindex --yes makes the copies anew. The entries themselves:") }
        }
        if let fault = report.fault {
            lines += ["NOT WHOLE: \(fault)", "\(report.entries) entries before it are whole."]
        } else if isFiltered {
            lines += ["as they were written: \(report.entries) entries of \(report.writers) writers"]
        } else {
            lines += ["whole: \(report.entries) entries of \(report.writers) writers"]
        }
        if report.removed > 0 { lines.append("before them, \(report.removed) entries were removed by retention, as a signed anchor says") }
        if report.checkpoints > 0 { lines.append("held against \(report.checkpoints) signed checkpoints") }
        lines += report.unchecked.map { "not checked: \($0)" }
        if report.chainIsWhole { lines += report.heads.map { "head \($0.writer) \($0.sequence) \($0.hash)" } }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        [
            "whole": .bool(report.isWhole),
            "chainWhole": .bool(report.chainIsWhole),
            "copies": report.copies.map(Self.json) ?? .null,
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

    private static func json(_ copies: CopyFindings) -> JSON {
        ["agree": .bool(copies.first == nil), "differing": .integer(copies.count), "first": copies.first.map(json) ?? .null]
    }

    private static func json(_ fault: CopyFault) -> JSON {
        var members: JSON.Members = [
            "kind": .string(fault.kind.rawValue), "copy": .string(fault.copy), "detail": .string(fault.detail),
            "message": .string(fault.description),
        ]
        members["row"] = fault.id.map { .integer($0.number) }
        members["writer"] = fault.head.map { .string($0.writer.description) }
        members["sequence"] = fault.head.map { .integer($0.sequence) }
        return .object(members)
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
