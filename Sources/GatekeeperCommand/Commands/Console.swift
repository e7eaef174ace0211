import Foundation

/// Writes a line to standard error.
func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Columns of text for a terminal, each as wide as its widest cell.
struct TextTable {
    let header: [String]
    var rows: [[String]] = []

    var text: String {
        var widths = header.map(\.count)
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        let lines = [header] + [widths.map { String(repeating: "-", count: $0) }] + rows
        return lines.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// How a command shows its answer.
enum OutputFormat: String, CaseIterable {
    /// For people.
    case table
    /// For programs.
    case json
}
