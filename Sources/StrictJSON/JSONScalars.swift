extension JSONParser {
    /// RFC 8259, section 6: `[ "-" ] int [ frac ] [ exp ]`.
    mutating func number() throws(JSONFault) -> JSON {
        let start = at
        if try peek() == UInt8(ascii: "-") { at += 1 }
        if try peek() == UInt8(ascii: "0") {
            at += 1
        } else {
            try digits()
        }
        var isInteger = true
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            try digits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            at += 1
            if let sign = try? peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        // `01` would otherwise read as 0 followed by a stray 1, with a less helpful fault.
        if at < bytes.count, Self.isDigit(bytes[at]) { throw fault(.invalidNumber) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        return .decimal(text)
    }

    private mutating func digits() throws(JSONFault) {
        guard Self.isDigit(try peek()) else { throw fault(.invalidNumber) }
        while at < bytes.count, Self.isDigit(bytes[at]) { at += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// RFC 8259, section 7, from the opening quotation mark on.
    mutating func string() throws(JSONFault) -> String {
        at += 1
        let start = at
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                let text = try utf8(bytes[start..<at])
                at += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw fault(.controlCharacter)
            default: at += 1
            }
        }
    }

    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var unescaped = Array(bytes[start..<at])
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                let text = try utf8(unescaped[...])
                at += 1
                return text
            case UInt8(ascii: "\\"):
                at += 1
                try appendEscape(to: &unescaped)
            case 0..<0x20: throw fault(.controlCharacter)
            default:
                unescaped.append(byte)
                at += 1
            }
        }
    }

    private mutating func appendEscape(to unescaped: inout [UInt8]) throws(JSONFault) {
        let byte = try peek()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            at += 1
            try appendUnicodeEscape(to: &unescaped)
            return
        default: throw fault(.invalidEscape)
        }
        at += 1
    }

    private mutating func appendUnicodeEscape(to unescaped: inout [UInt8]) throws(JSONFault) {
        var code = UInt32(try hexadecimalUnit())
        if (0xD800...0xDBFF).contains(code) {
            guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
                throw fault(.loneSurrogate)
            }
            at += 2
            let low = UInt32(try hexadecimalUnit())
            guard (0xDC00...0xDFFF).contains(low) else { throw fault(.loneSurrogate) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault(.loneSurrogate) }
        unescaped.append(contentsOf: Character(scalar).utf8)
    }

    private mutating func hexadecimalUnit() throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault(.invalidEscape)
            }
            unit = unit << 4 | UInt16(digit)
            at += 1
        }
        return unit
    }

    private func utf8(_ slice: ArraySlice<UInt8>) throws(JSONFault) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw fault(.notUTF8) }
        return text
    }
}
