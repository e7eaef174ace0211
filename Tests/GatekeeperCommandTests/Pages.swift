import Foundation

/// The repository's files as texts, and the tables of its pages.
enum Pages {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let catalog = "Sources/Gatekeeper/Gatekeeper.docc"

    static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    static func page(_ name: String) throws -> String { try text("\(catalog)/\(name).md") }

    /// The files below a folder whose names end so, as paths from the root.
    static func files(below folder: String, ending: String) throws -> [String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        return paths.filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
    }

    /// The cells of the rows of all tables that have this head, in their order.
    static func rows(_ page: String, under head: [String]) -> [[String]] {
        var rows: [[String]] = []
        var isInside = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isInside = false
                continue
            }
            let cells = cells(line)
            if cells == head { isInside = true } else if isInside, !line.hasPrefix("| ---") { rows.append(cells) }
        }
        return rows
    }

    /// A bar behind a backslash is text, in a span of code as well (GitHub Flavored Markdown, 4.10).
    private static func cells(_ line: Substring) -> [String] {
        let bar = "\u{1}"
        return line.replacing("\\|", with: bar).split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces).replacing(bar, with: "|")
        }
    }

    /// What stands in spans of code.
    static func code(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
}
