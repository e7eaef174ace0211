/// A look over a policy's text before any YAML parser sees it, which refuses what a policy has no use for: anchors,
/// aliases, tags, block scalars, complex keys, several documents, deep nesting and characters that hide text.
///
/// A parser that knows aliases can be made to build exponentially much out of little; this look costs one pass. Where
/// it cannot tell (a plain text that goes on on a new line with such a mark), it refuses.
struct PolicySurface {
    static let largestSize = 4 << 20
    static let deepestFlow = 16
    static let deepestIndent = 64
    private static let mostFaults = 100

    private let bytes: [UInt8]
    private let file: String
    private let log: FaultLog
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var flowDepth = 0
    private var dashes = 0
    private var atToken = true
    /// Right after a quoted text or a closing bracket, where `:` and `#` mean more than inside plain text.
    private var afterClosed = false
    private var sawContent = false
    private var counted = (index: 0, column: 1)

    init(_ text: String, file: String, log: FaultLog) {
        bytes = Array(text.utf8)
        self.file = file
        self.log = log
    }

    /// Tells the log what must not be there.
    mutating func check() {
        guard bytes.count <= Self.largestSize else {
            log.fault(
                here(), "", "policy larger than 4 MiB", "long lists belong in list files: `- file: lists/x.txt`",
                kind: .tooLarge)
            return
        }
        while index < bytes.count, !isFull {
            step()
        }
    }

    /// Counts on from the last place that was asked for: a line of nothing but faults is walked once.
    private mutating func here() -> SourceLocation {
        let end = min(index, bytes.count)
        if counted.index < lineStart || counted.index > end { counted = (lineStart, 1) }
        // Columns in scalars: continuation bytes do not count.
        counted = (end, bytes[counted.index..<end].reduce(counted.column) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
        return SourceLocation(file: file, line: line, column: counted.column)
    }

    /// Whether enough was told to stop looking.
    private var isFull: Bool { log.faults.count >= Self.mostFaults }

    private func byte(_ offset: Int = 0) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0x0A }
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private mutating func step() {
        let current = byte()
        switch current {
        case 0x0A, 0x0D: newLine()
        case 0x20, 0x09: index += 1
        case UInt8(ascii: "#") where index == lineStart || isBlank(byte(-1)): skipComment()
        case UInt8(ascii: "#") where atToken || afterClosed:
            refuse("# without a space before it", "put a space before a comment")
        case _ where atToken: token(current)
        default: inPlain(current)
        }
    }

    private mutating func newLine() {
        index += byte() == 0x0D && byte(1) == 0x0A ? 2 : 1
        (line, lineStart, dashes, atToken) = (line + 1, index, 0, true)
        var indent = 0
        while byte(indent) == 0x20, index + indent < bytes.count { indent += 1 }
        if indent > Self.deepestIndent, !isBlank(byte(indent)), byte(indent) != UInt8(ascii: "#") {
            log.fault(here(), "", "indented by more than \(Self.deepestIndent) columns", kind: .refusedYAML)
        }
    }

    private mutating func skipComment() {
        while index < bytes.count, byte() != 0x0A, byte() != 0x0D, !isFull { advance() }
    }

    /// Takes one byte, and refuses it when it starts a character that hides or reorders text, or that a YAML 1.1
    /// parser takes for a line's end.
    private mutating func advance() {
        let (first, second, third) = (byte(), byte(1), byte(2))
        let hides =
            first == 0xE2
            && (second == 0x80 && (0xA8...0xAE).contains(third) || second == 0x81 && (0xA6...0xA9).contains(third))
        if hides || first == 0xC2 && second == 0x85 || first == 0xEE || first < 0x20 && first != 0x09 || first == 0x7F {
            log.fault(here(), "", "a character that hides, reorders or breaks text", "remove it", kind: .hiddenCharacter)
        }
        index += 1
    }

    private mutating func token(_ first: UInt8) {
        let startsLine = index == lineStart
        if startsLine, isMarker(UInt8(ascii: "-")) || isMarker(UInt8(ascii: ".")) { return marker() }
        if startsLine, first == UInt8(ascii: "%") { return refuse("YAML directive", "a policy needs none") }
        sawContent = true
        switch first {
        case UInt8(ascii: "-") where isBlank(byte(1)) && flowDepth == 0: dash()
        case UInt8(ascii: "?") where isBlank(byte(1)): refuse("complex key", "write `key: value`")
        case UInt8(ascii: "&"): refuse("YAML anchor", "write the value out where it is used")
        case UInt8(ascii: "*"): alias()
        case UInt8(ascii: "!"): refuse("YAML tag", "a policy's values have no other types than they show")
        case UInt8(ascii: "|"), UInt8(ascii: ">"): refuse("block text", "write it on one line")
        case UInt8(ascii: "'"), UInt8(ascii: "\""): quoted(first)
        case UInt8(ascii: "["), UInt8(ascii: "{"): open()
        case UInt8(ascii: "]"), UInt8(ascii: "}"): close()
        case UInt8(ascii: ",") where flowDepth > 0, UInt8(ascii: ":") where isBlank(byte(1)) || flowDepth > 0:
            index += 1
        default:
            atToken = false
            advance()
        }
    }

    private mutating func inPlain(_ current: UInt8) {
        switch current {
        case UInt8(ascii: ":") where isBlank(byte(1)) || flowDepth > 0 && (afterClosed || isFlowMark(byte(1))):
            index += 1
            (atToken, afterClosed) = (true, false)
        case UInt8(ascii: ",") where flowDepth > 0:
            index += 1
            (atToken, afterClosed) = (true, false)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            if flowDepth > 0 { open() } else { advance() }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            if flowDepth > 0 { close() } else { advance() }
        default:
            afterClosed = false
            advance()
        }
    }

    private func isFlowMark(_ byte: UInt8) -> Bool { ",?[]{}".utf8.contains(byte) }

    private mutating func open() {
        index += 1
        flowDepth += 1
        atToken = true
        if flowDepth == Self.deepestFlow + 1 {
            log.fault(here(), "", "brackets nested deeper than \(Self.deepestFlow)", kind: .refusedYAML)
        }
    }

    private mutating func close() {
        index += 1
        flowDepth = max(0, flowDepth - 1)
        (atToken, afterClosed) = (false, true)
    }

    private mutating func dash() {
        index += 1
        dashes += 1
        if dashes == 5 { log.fault(here(), "", "lists nested deeper than 4 on one line", kind: .refusedYAML) }
    }

    private mutating func alias() {
        let text = shownToken()
        let advice = byte(1) == UInt8(ascii: ".") ? "put quotation marks around it: \"\(text)\"" : "write the value out"
        refuse(byte(1) == UInt8(ascii: ".") ? "a value that starts with * is a YAML alias" : "YAML alias", advice)
    }

    private func shownToken() -> String {
        let rest = bytes[index...].prefix(80).prefix { !isBlank($0) && !",]}".utf8.contains($0) }
        return String(decoding: rest, as: UTF8.self)
    }

    private mutating func refuse(_ what: String, _ advice: String) {
        log.fault(here(), shownToken(), what, advice, kind: .refusedYAML)
        index += 1
        atToken = false
    }

    private mutating func quoted(_ mark: UInt8) {
        index += 1
        atToken = false
        while index < bytes.count, !isFull {
            let current = byte()
            if current == mark {
                index += 1
                guard mark == UInt8(ascii: "'"), byte() == mark else { break }
                index += 1
            } else if current == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                index += byte(1) == 0x0A || byte(1) == 0x0D ? 1 : 2
            } else if current == 0x0A || current == 0x0D {
                newLine()
                atToken = false
            } else {
                advance()
            }
        }
        afterClosed = true
    }

    private func isMarker(_ mark: UInt8) -> Bool {
        byte() == mark && byte(1) == mark && byte(2) == mark && isBlank(byte(3))
    }

    private mutating func marker() {
        if sawContent || byte() == UInt8(ascii: ".") {
            log.fault(here(), shownToken(), "a second YAML document", "a policy is one document", kind: .refusedYAML)
        }
        sawContent = true
        index += 3
    }
}
