import SeededRandom

/// Writes a policy down in one of the many ways that mean the same: maps and lists in any order, in brackets or in
/// lines, with or without quotation marks, comments, blank lines and Windows line ends.
struct Disarray {
    private var random: SeededGenerator
    private let lineEnd: String

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
    }

    mutating func policy(_ root: DraftNode) -> String {
        guard case .map(let pairs) = root else { return root.plain }
        let start = ["", "\u{FEFF}", "---" + lineEnd, "# a comment & *no* alias" + lineEnd + lineEnd]
        return PolicyDraft.pick(start, &random) + lines(pairs, indent: 0)
    }

    /// The lines of a list file: shuffled, some twice, with comments, blanks and capitals.
    mutating func listFile(_ entries: [String]) -> String {
        var lines = entries.shuffled(using: &random)
        if let again = lines.randomElement(using: &random), flip(4) { lines.append(again) }
        let text = lines.map { entry in
            let line = PolicyDraft.pick(["", " ", "\t"], &random) + cased(entry)
            return line + PolicyDraft.pick(["", "", " ", " # why", "\n", "\n# c\n", "\r"], &random)
        }
        return PolicyDraft.pick(["", "\u{FEFF}", "# list\n"], &random) + text.joined(separator: "\n")
            + PolicyDraft.pick(["", "\n"], &random)
    }

    private mutating func flip(_ sides: Int = 2) -> Bool { Int.random(in: 0..<sides, using: &random) == 0 }

    /// Domains are compared without case.
    private mutating func cased(_ entry: String) -> String { flip(4) ? entry.uppercased() : entry }

    /// - Parameter isBehindDash: whether the first key stands on a line that has begun already.
    private mutating func lines(
        _ pairs: [(key: String, value: DraftNode)], indent: Int, isBehindDash: Bool = false
    ) -> String {
        let blanks = String(repeating: " ", count: indent)
        var text = ""
        for (number, pair) in pairs.shuffled(using: &random).enumerated() {
            let isBegun = isBehindDash && number == 0
            if !isBegun, flip(6) { text += PolicyDraft.pick(["", blanks + "# why?", "      # [x: {"], &random) + lineEnd }
            text += "\(isBegun ? "" : blanks)\(name(pair.key)):" + after(pair.value, indent: indent)
        }
        return text
    }

    /// What follows a key's colon or an item's dash, with its line end.
    private mutating func after(_ value: DraftNode, indent: Int) -> String {
        let deeper = indent + PolicyDraft.pick([1, 2, 4], &random)
        switch value {
        case .map(let pairs) where !pairs.isEmpty && flip():
            return ending() + lines(pairs, indent: deeper)
        case .list(let items) where !items.isEmpty && flip():
            return ending() + itemLines(items, indent: deeper)
        default: return " " + inBrackets(value, indent: indent + 1) + ending()
        }
    }

    private mutating func itemLines(_ items: [DraftNode], indent: Int) -> String {
        let blanks = String(repeating: " ", count: indent)
        var text = ""
        for item in items.shuffled(using: &random) {
            if case .map(let pairs) = item, !pairs.isEmpty, flip() {
                text += "\(blanks)- " + lines(pairs, indent: indent + 2, isBehindDash: true)
            } else {
                text += "\(blanks)-" + after(item, indent: indent)
            }
        }
        return text
    }

    private mutating func ending() -> String {
        PolicyDraft.pick(["", "", "", " ", " # why not", "  #, ]"], &random) + lineEnd
    }

    private mutating func inBrackets(_ value: DraftNode, indent: Int) -> String {
        switch value {
        case .bare(let word): return word
        case .text(let text): return quoted(text)
        case .list(let items):
            let parts = items.shuffled(using: &random).map { inBrackets($0, indent: indent) }
            return "[" + joined(parts, indent) + "]"
        case .map(let pairs):
            let parts = pairs.shuffled(using: &random).map { "\(name($0.key)): \(inBrackets($0.value, indent: indent))" }
            return "{" + joined(parts, indent) + "}"
        }
    }

    private mutating func joined(_ parts: [String], _ indent: Int) -> String {
        let breaks = flip(5)
        let pad = breaks ? lineEnd + String(repeating: " ", count: indent + 1) : flip() ? " " : ""
        return pad + parts.joined(separator: "," + (pad.isEmpty ? " " : pad)) + (breaks || flip() ? pad : "")
    }

    private mutating func name(_ key: String) -> String {
        PolicyDraft.pick([key, key, key, "\"\(key)\"", "'\(key)'"], &random)
    }

    private mutating func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x2E || byte == 0x40
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where isPlain: return text
        case 1: return "'\(text.replacing("'", with: "''"))'"
        default: return DraftNode.doubleQuoted(text)
        }
    }
}
