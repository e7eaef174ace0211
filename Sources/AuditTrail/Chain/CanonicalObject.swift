import StrictJSON

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
        bytes.appendJSONString(bounded(value, to: limit))
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
            bytes.appendJSONString(bounded(value))
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
}
