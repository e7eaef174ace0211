/// What an output must not hold, whatever was written into it.
public enum Harmless {
    /// The scalars of an output that could move a cursor, start an escape sequence, hide, or turn the reading direction round. Line
    /// breaks are left to who looks at the lines.
    public static func offenders(in text: String) -> [String] {
        var found: Set<String> = []
        for scalar in text.unicodeScalars where scalar != "\n" {
            let properties = scalar.properties
            let isHarmful =
                switch properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
                case .spaceSeparator: scalar != " "
                default: properties.isDefaultIgnorableCodePoint
                }
            if isHarmful { found.insert("U+" + String(scalar.value, radix: 16, uppercase: true)) }
        }
        return found.sorted()
    }

    /// Whether a spreadsheet would run a cell: with the spaces and quotation marks before it passed over.
    public static func isFormula(_ cell: some StringProtocol) -> Bool {
        guard let first = cell.unicodeScalars.first(where: { $0 != " " && $0 != "\"" }) else { return false }
        return "=+-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first)
    }

    /// The cells of one line of CSV, by RFC 4180.
    public static func cells(of line: some StringProtocol) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var rest = Array(line.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                cell.unicodeScalars.append("\"")
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(cell)
                cell = ""
            default: cell.unicodeScalars.append(scalar)
            }
        }
        return cells + [cell]
    }

    /// The pieces that a program takes for cells which parts a line at every comma, semicolon, bar or tabulator, and knows no quotes.
    public static func naivePieces(of line: some StringProtocol) -> [Substring] {
        Substring(line).split(omittingEmptySubsequences: true) { ",;|\t".contains($0) }
    }
}
