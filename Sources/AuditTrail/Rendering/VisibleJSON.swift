public import StrictJSON

extension JSON {
    /// The same value as JSON text that is safe on a terminal and inside HTML: characters that do not stand for
    /// themselves (``VisibleText``), and `<`, `>`, `&`, are written as `\uXXXX`. It parses to the same value; it is not
    /// the canonical form that is hashed.
    public func visibleText() -> String {
        var result = ""
        Self.write(self, to: &result)
        return result
    }

    /// The same, a member a line, for people.
    public func indentedVisibleText() -> String {
        var result = ""
        // Outside of strings there is nothing that has to be escaped but the line breaks, and inside of them there are none.
        for scalar in indentedText().unicodeScalars {
            if scalar == "\n" || VisibleText.isPlain(scalar) && !"<>&".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += Self.escaped(scalar)
            }
        }
        return result
    }

    private static func write(_ value: JSON, to result: inout String) {
        switch value {
        case .null: result += "null"
        case .bool(let flag): result += flag ? "true" : "false"
        case .integer(let number): result += String(number)
        case .decimal(let text): result += text
        case .string(let text): write(text, to: &result)
        case .array(let elements):
            result += "["
            for (position, element) in elements.enumerated() {
                if position > 0 { result += "," }
                write(element, to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (position, member) in members.enumerated() {
                if position > 0 { result += "," }
                write(member.name, to: &result)
                result += ":"
                write(member.value, to: &result)
            }
            result += "}"
        }
    }

    private static func write(_ text: String, to result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "<", ">", "&": result += escaped(scalar)
            default:
                if VisibleText.isPlain(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += escaped(scalar)
                }
            }
        }
        result += "\""
    }

    /// RFC 8259, section 7: one or two UTF-16 units in hexadecimal.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
