/// Reads one JSON text (RFC 8259) from bytes. Depth is bounded, trailing bytes are refused.
struct JSONReader {
    enum Fault: Error, Equatable {
        case unexpectedEnd
        case unexpectedByte(at: Int)
        case invalidString(at: Int)
        case invalidNumber(at: Int)
        case tooDeep
    }

    private static let greatestDepth = 64
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func read(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw .unexpectedByte(at: reader.position) }
        return value
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth < Self.greatestDepth else { throw .tooDeep }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw .unexpectedByte(at: position) }
            let name = try text()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            if try endsList(with: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            elements.append(try value(depth: depth + 1))
            if try endsList(with: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    /// After an element: true at the closing byte, false at a comma.
    private mutating func endsList(with close: UInt8) throws(Fault) -> Bool {
        skipSpace()
        let byte = try peek()
        guard byte == close || byte == UInt8(ascii: ",") else { throw .unexpectedByte(at: position) }
        position += 1
        return byte == close
    }

    private mutating func number() throws(Fault) -> JSONValue {
        let start = position
        while position < bytes.count, Self.isNumberByte(bytes[position]) { position += 1 }
        guard position > start else { throw .unexpectedByte(at: start) }
        let digits = bytes[start..<position].drop { $0 == UInt8(ascii: "-") }
        let hasLeadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0") && digits.dropFirst().first.map(Self.isDigit) == true
        let hasBarePoint = zip(digits, digits.dropFirst() + [0]).contains { $0 == UInt8(ascii: ".") && !Self.isDigit($1) }
        guard digits.first.map(Self.isDigit) == true, !hasLeadingZero, !hasBarePoint else { throw .invalidNumber(at: start) }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        if let whole = Int(literal) { return .integer(whole) }
        guard let real = Double(literal), real.isFinite else { throw .invalidNumber(at: start) }
        return .double(real)
    }

    private mutating func text() throws(Fault) -> String {
        position += 1
        let start = position
        // Most strings hold no escape: they are taken whole.
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 {
            position += 1
        }
        var content = Array(bytes[start..<position])
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: content, as: UTF8.self) else { throw .invalidString(at: start) }
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &content)
            case 0..<0x20:
                throw .invalidString(at: position)
            case let byte:
                content.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(Fault) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try unicodeScalar()).utf8))
        default: throw .invalidString(at: position - 1)
        }
    }

    private mutating func unicodeScalar() throws(Fault) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard (0xD800..<0xDC00).contains(first) else { throw .invalidString(at: position) }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw .invalidString(at: position) }
        return scalar
    }

    private mutating func codeUnit() throws(Fault) -> UInt16 {
        guard position + 4 <= bytes.count else { throw .unexpectedEnd }
        let digits = bytes[position..<position + 4]
        guard digits.allSatisfy(Self.isHexDigit), let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw .invalidString(at: position)
        }
        position += 4
        return unit
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
        for byte in Array("\(word)".utf8) { try expect(byte) }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard try peek() == byte else { throw .unexpectedByte(at: position) }
        position += 1
    }

    private func peek() throws(Fault) -> UInt8 {
        guard position < bytes.count else { throw .unexpectedEnd }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte)
    }
}
