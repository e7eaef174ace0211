/// Writes one JSON object in canonical form (RFC 8785) straight into bytes, which costs a fraction of building a tree
/// and sorting it. The names are ASCII and must come in their sorted order; debug builds stop where they do not, and
/// the suite compares every record with `JSON.canonicalBytes()`.
struct CanonicalObject {
    private var bytes: [UInt8] = []
    private var last = ""

    init() {
        bytes.reserveCapacity(1_024)
        bytes.append(UInt8(ascii: "{"))
    }

    private init(continuing bytes: [UInt8]) {
        self.bytes = bytes
        self.bytes.append(UInt8(ascii: "{"))
    }

    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// An absent value is an absent member. No text is written without a bound.
    mutating func member(_ name: String, _ value: String?, limit: Int = TextLimit.short) {
        guard let value else { return }
        begin(name)
        write(bounded(value, to: limit))
    }

    mutating func member(_ name: String, _ value: Int64?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func member(_ name: String, _ values: [String]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (position, value) in values.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            write(bounded(value))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func object(_ name: String, _ body: (inout CanonicalObject) -> Void) {
        begin(name)
        nested(body)
    }

    mutating func member<Element>(
        _ name: String, _ elements: [Element], each body: (inout CanonicalObject, Element) -> Void
    ) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (position, element) in elements.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            nested { body(&$0, element) }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func nested(_ body: (inout CanonicalObject) -> Void) {
        // The buffer moves into the inner writer and back: no copy is made of it.
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        var inner = CanonicalObject(continuing: taken)
        taken = []
        body(&inner)
        bytes = inner.finish()
    }

    private mutating func begin(_ name: String) {
        assert(last < name, "\(name) must come before \(last)")
        if !last.isEmpty { bytes.append(UInt8(ascii: ",")) }
        last = name
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: "\":".utf8)
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        // Hardly any text needs an escape: look at it where it already lies.
        if bytes[start...].contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes.removeSubrange(start...)
            for byte in text.utf8 { writeEscaped(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// RFC 8785, section 3.2.2.2: the shortest escape, and only where one is needed.
    private mutating func writeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}
