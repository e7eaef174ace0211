extension JSON {
    /// The canonical bytes of RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted by their names'
    /// UTF-16 code units, shortest string escapes. Decimals are written as they were read; canonical content holds
    /// integers only, and where others must get these bytes only such as a double holds exactly (section 3.1).
    public func canonicalBytes() -> [UInt8] {
        var writer = JSONWriter(sorted: true)
        writer.write(self)
        return writer.bytes
    }

    /// The bytes with members in their own order.
    public func bytes() -> [UInt8] {
        var writer = JSONWriter(sorted: false)
        writer.write(self)
        return writer.bytes
    }
}

private struct JSONWriter {
    let sorted: Bool
    var bytes: [UInt8] = []

    init(sorted: Bool) {
        self.sorted = sorted
        bytes.reserveCapacity(512)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .decimal(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): bytes.appendJSONString(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var first = true
            for element in elements {
                if !first { bytes.append(UInt8(ascii: ",")) }
                first = false
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members): write(members)
        }
    }

    private mutating func write(_ members: JSON.Members) {
        bytes.append(UInt8(ascii: "{"))
        var order = Array(members.names.indices)
        if sorted {
            order.sort { members.names[$0].utf16.lexicographicallyPrecedes(members.names[$1].utf16) }
        }
        var first = true
        for at in order {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            bytes.appendJSONString(members.names[at])
            bytes.append(UInt8(ascii: ":"))
            write(members.values[at])
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
