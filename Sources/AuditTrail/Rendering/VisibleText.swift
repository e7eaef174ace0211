/// Stored text made safe to show. An attacker writes into the trail what an administrator will read in a terminal:
/// whatever would move the cursor, start an escape sequence, reverse the reading direction or hide itself is written out
/// instead (Trojan Source, CVE-2021-42574; terminal escape injection).
public enum VisibleText {
    /// `text` on one line: controls as `\n`, `\t`, `\u{1b}`, invisible and direction-changing characters as `\u{202e}`,
    /// a backslash doubled, so that what was written out cannot be imitated.
    public static func line(_ text: String) -> String {
        cell(text, width: .max)
    }

    /// The same for a table's cell, at most `width` scalars and then `…`.
    public static func cell(_ text: String, width: Int) -> String {
        var result = ""
        var used = 0
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            let shown = shows(scalar, marksBefore: marks)
            let size = shown ? 1 : written(scalar).count
            if used + size > width {
                result.append("…")
                break
            }
            if shown { result.unicodeScalars.append(scalar) } else { result.append(written(scalar)) }
            used += size
        }
        return result
    }

    /// Whether the scalar stands for itself, on a terminal and in JSON alike.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20 && scalar.value < 0x7F { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        // A no-break or ideographic space passes for a space that separates columns.
        case .spaceSeparator: return false
        default:
            // Fillers and the combining grapheme joiner are letters and marks that show nothing.
            return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func shows(_ scalar: Unicode.Scalar, marksBefore: Int) -> Bool {
        // Text in any script needs few combining marks on one letter; a stack of them covers the lines above.
        scalar != "\\" && isPlain(scalar) && marksBefore <= 3
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func written(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
