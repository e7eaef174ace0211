extension JSON {
    /// Parses one JSON text of which only some members of the outermost object are wanted. The others are passed over by
    /// their brackets and quotation marks: what is in them is neither kept nor checked.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), keeping names: Set<String>) throws(JSONFault) {
        var parser = JSONParser(bytes: bytes, limits: limits, keeping: names)
        self = try parser.parse()
    }
}

extension JSONParser {
    /// Passes over one value.
    mutating func skipValue() throws(JSONFault) {
        var open = 0
        repeat {
            switch try peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                guard depth + open <= limits.depth else { throw fault(.tooDeep) }
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open > 0 else { throw fault(.unexpectedByte) }
                open -= 1
                at += 1
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard open > 0 else { throw fault(.unexpectedByte) }
                at += 1
            default: try skipScalar()
            }
        } while open > 0
    }

    private mutating func skipString() throws(JSONFault) {
        at += 1
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                at += 1
                return
            case UInt8(ascii: "\\"): at += 2
            default: at += 1
            }
        }
    }

    /// A number, a literal or white space: whatever has no meaning of its own here.
    private mutating func skipScalar() throws(JSONFault) {
        while true {
            switch try peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: ","),
                UInt8(ascii: ":"):
                return
            default: at += 1
            }
        }
    }
}
