/// Bounds on what a text may make the parser do.
public struct JSONLimits: Sendable {
    /// Arrays and objects inside one another; the outermost counts as 1.
    public var depth: Int
    /// Members of one object.
    public var members: Int
    /// Values in the whole text.
    public var values: Int

    public init(depth: Int = 16, members: Int = 128, values: Int = 4_096) {
        self.depth = depth
        self.members = members
        self.values = values
    }
}

/// Why a text is not JSON that this parser takes, and at which byte (counted from 0).
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case empty
        case truncated
        case unexpectedByte
        case trailingBytes
        case notUTF8
        case byteOrderMark
        case invalidNumber
        case invalidEscape
        case loneSurrogate
        case controlCharacter
        case tooDeep
        case tooManyMembers
        case tooManyValues
        case duplicateMember(String)
    }

    public let kind: Kind
    public let offset: Int

    public var description: String {
        let what =
            switch kind {
            case .empty: "the text is empty"
            case .truncated: "the text ends in the middle of a value"
            case .unexpectedByte: "a byte that cannot stand here"
            case .trailingBytes: "something follows the value"
            case .notUTF8: "bytes that are not UTF-8"
            case .byteOrderMark: "a byte order mark"
            case .invalidNumber: "a number that JSON does not know"
            case .invalidEscape: "an escape that JSON does not know"
            case .loneSurrogate: "half of a surrogate pair"
            case .controlCharacter: "a control character inside a string"
            case .tooDeep: "values nested too deeply"
            case .tooManyMembers: "an object with too many members"
            case .tooManyValues: "too many values"
            case .duplicateMember(let name): "the member \"\(Self.shortened(name))\" twice in one object"
            }
        return "\(what), at byte \(offset)"
    }

    /// By scalars: one Character can be as long as the text.
    private static func shortened(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(64)))
    }
}

extension JSON {
    /// Parses one JSON text (RFC 8259) strictly: UTF-8 without a byte order mark, no duplicate member names (compared
    /// after unescaping), no lone surrogates, nothing after the value, within `limits`.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.parse()
    }
}

struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    /// The members of the outermost object that are wanted; nil means all.
    let kept: Set<String>?
    var at = 0
    var depth = 0
    var values = 0

    init(bytes: [UInt8], limits: JSONLimits, keeping kept: Set<String>? = nil) {
        self.bytes = bytes
        self.limits = limits
        self.kept = kept
    }

    mutating func parse() throws(JSONFault) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault(.byteOrderMark) }
        skipWhitespace()
        guard at < bytes.count else { throw fault(.empty) }
        let value = try value()
        skipWhitespace()
        guard at == bytes.count else { throw fault(.trailingBytes) }
        return value
    }

    func fault(_ kind: JSONFault.Kind) -> JSONFault { JSONFault(kind: kind, offset: at) }

    mutating func skipWhitespace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
            at += 1
        }
    }

    /// The byte here, which must be there.
    func peek() throws(JSONFault) -> UInt8 {
        guard at < bytes.count else { throw fault(.truncated) }
        return bytes[at]
    }

    private mutating func value() throws(JSONFault) -> JSON {
        values += 1
        guard values <= limits.values else { throw fault(.tooManyValues) }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try nested { parser throws(JSONFault) in try parser.members() })
        case UInt8(ascii: "["): return .array(try nested { parser throws(JSONFault) in try parser.elements() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault(.unexpectedByte)
        }
    }

    private mutating func nested<T>(_ body: (inout Self) throws(JSONFault) -> T) throws(JSONFault) -> T {
        depth += 1
        guard depth <= limits.depth else { throw fault(.tooDeep) }
        at += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func members() throws(JSONFault) -> JSON.Members {
        var members = JSON.Members()
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") {
            at += 1
            return members
        }
        while true {
            skipWhitespace()
            guard try peek() == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
            let start = at
            let name = try string()
            if members.index(of: name) != nil {
                throw JSONFault(kind: .duplicateMember(name), offset: start)
            }
            guard members.count < limits.members else { throw fault(.tooManyMembers) }
            skipWhitespace()
            guard try peek() == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
            at += 1
            skipWhitespace()
            if let kept, depth == 1, !kept.contains(name) { try skipValue() } else { members.append(name, try value()) }
            skipWhitespace()
            let next = try peek()
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "}") else { throw fault(.unexpectedByte) }
            at += 1
            if next == UInt8(ascii: "}") { return members }
        }
    }

    private mutating func elements() throws(JSONFault) -> [JSON] {
        var elements: [JSON] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") {
            at += 1
            return elements
        }
        while true {
            skipWhitespace()
            elements.append(try value())
            skipWhitespace()
            let next = try peek()
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "]") else { throw fault(.unexpectedByte) }
            at += 1
            if next == UInt8(ascii: "]") { return elements }
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        for byte in text.description.utf8 {
            guard try peek() == byte else { throw fault(.unexpectedByte) }
            at += 1
        }
        return value
    }
}
