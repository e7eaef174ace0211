import Invitations

/// Reads a list file: one entry a line, `#` starts a comment at a line's start or after white space, blank lines are
/// skipped, a byte order mark and Windows line ends are tolerated.
struct ListFile {
    static let largestSize = 64 << 20
    static let listedFaults = 100

    let name: String
    /// What an entry without `*.` covers.
    let reach: DomainReach

    private(set) var batch = DomainBatch()
    private(set) var badLines = 0

    init(name: String, reach: DomainReach) {
        self.name = name
        self.reach = reach
    }

    mutating func read(_ bytes: [UInt8], _ log: FaultLog) {
        guard bytes.count <= Self.largestSize else {
            log.fault(
                SourceLocation(file: name, line: 1, column: 1), "", "list file larger than 64 MiB", "split it",
                kind: .tooLarge)
            return
        }
        batch.reserve(bytes: bytes.count)
        let span = bytes.span
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        while start < bytes.count {
            var end = start
            while end < bytes.count, span[end] != UInt8(ascii: "\n") { end += 1 }
            readLine(span.extracting(start..<end), line, log)
            start = end + 1
            line += 1
        }
        if badLines > Self.listedFaults {
            let rest = badLines - Self.listedFaults
            log.fault(
                SourceLocation(file: name, line: line, column: 1), "", "\(rest) further bad lines not listed",
                kind: .furtherFaults)
        }
    }

    private mutating func readLine(_ raw: Span<UInt8>, _ line: Int, _ log: FaultLog) {
        let content = Self.content(raw)
        guard !content.isEmpty else { return }
        var text = raw.extracting(content)
        var reach = reach
        if text.count > 2, text[0] == UInt8(ascii: "*"), text[1] == UInt8(ascii: ".") {
            reach = .subdomains
            text = text.extracting(2...)
        }
        if batch.appendPlain(text, reach, line: line) { return }
        do {
            let domain = try DomainEntryText.domain(text, isParent: !reach.contains(.itself))
            batch.append(domain, reach, line: line)
        } catch {
            badLines += 1
            guard badLines <= Self.listedFaults else { return }
            let place = SourceLocation(file: name, line: line, column: content.lowerBound + 1)
            log.fault(place, Self.shown(text), error.what, error.advice, kind: .invalidDomain)
        }
    }

    /// The line without comment and the white space around.
    private static func content(_ line: Span<UInt8>) -> Range<Int> {
        let start = leadingBlanks(line)
        var end = start
        var index = start
        while index < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: "#"), index == start || isBlank(line[index - 1]) { break }
            index += 1
            if !isBlank(byte) { end = index }
        }
        return start..<end
    }

    private static func leadingBlanks(_ line: Span<UInt8>) -> Int {
        var count = 0
        while count < line.count, isBlank(line[count]) { count += 1 }
        return count
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func shown(_ text: Span<UInt8>) -> String {
        String(decoding: text.indices.prefix(160).map { text[$0] }, as: UTF8.self)
    }
}
