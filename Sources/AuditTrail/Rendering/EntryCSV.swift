import StrictJSON

/// Entries as comma-separated values (RFC 4180) that a spreadsheet shows and never runs.
///
/// A cell holds what ``VisibleText`` makes of the text, so it has no control, no line break and nothing invisible. Where a
/// formula could begin, an apostrophe stands before it: at the beginning of the cell, and after whatever another program, set
/// to another language, may take for the end of one (OWASP, "CSV Injection"). That cannot be told from an apostrophe that was
/// there: for what was written exactly, take NDJSON.
public enum EntryCSV {
    private static let columns: [(name: String, value: @Sendable (JSON) -> JSON?)] = [
        ("id", { $0["id"] }), ("time", { $0["time"] }), ("kind", { $0["kind"] }), ("decision", { $0["decision"] }),
        ("result", { $0["content"]?["verdict"] ?? $0["content"]?["outcome"] }), ("reason", { $0["content"]?["reason"] }),
        ("status", { $0["content"]?["status"] }), ("invitee", { $0["invitee"]?["address"] }), ("domain", { $0["invitee"]?["domain"] }),
        ("displayName", { $0["invitee"]?["displayName"] }), ("ccAddress", { $0["invitee"]?["ccAddress"] }),
        ("ccName", { $0["invitee"]?["ccName"] }), ("inviter", { $0["content"]?["inviter"] }), ("proof", { $0["content"]?["proof"] }),
        ("caller", { $0["content"]?["caller"]?["application"] }), ("callerName", { $0["content"]?["caller"]?["name"] }),
        ("channel", { $0["content"]?["caller"]?["channel"] }), ("rule", { $0["content"]?["rule"] }),
        ("justification", { $0["content"]?["justification"] }), ("ticket", { $0["content"]?["ticket"] }),
        ("sponsor", { $0["content"]?["sponsor"] }), ("target", { $0["content"]?["target"] }), ("detail", { $0["content"]?["detail"] }),
        ("graphStatus", { $0["content"]?["graphStatus"] }), ("graphCode", { $0["content"]?["graphCode"] }),
        ("graphRequestID", { $0["content"]?["graphRequestID"] }), ("guest", { $0["content"]?["guest"] }),
        ("policy", { $0["content"]?["policy"]?["digest"] }), ("peer", { $0["content"]?["request"]?["peer"] }),
        ("by", { $0["content"]?["by"] }), ("why", { $0["content"]?["why"] }), ("writer", { $0["writer"] }),
        ("sequence", { $0["sequence"] }), ("hash", { $0["hash"] }),
    ]

    static let header = columns.map(\.name).joined(separator: ",") + "\r\n"

    static func line(_ entry: JSON) -> String {
        columns.map { cell($0.value(entry)) }.joined(separator: ",") + "\r\n"
    }

    private static func cell(_ value: JSON?) -> String {
        switch value {
        case .integer(let number): String(number)
        case .string(let text): quoted(harmless(VisibleText.line(text)))
        case .bool(let flag): flag ? "true" : "false"
        case .decimal(let text): quoted(harmless(VisibleText.line(text)))
        case .array, .object: quoted(harmless(value?.visibleText() ?? ""))
        case .null, nil: ""
        }
    }

    /// The text with an apostrophe before whatever could begin a formula.
    static func harmless(_ text: String) -> String {
        var result = ""
        var mayBegin = true
        for scalar in text.unicodeScalars {
            if mayBegin, isFormula(scalar) { result.append("'") }
            // Spaces before a formula are passed over by some programs.
            mayBegin = isSeparator(scalar) || mayBegin && scalar == " "
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// Also in their full width, which Excel takes for the same in some languages.
    private static func isFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", "|", "\"", "'": true
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ";") || $0 == 0x20 })
        else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
