/// Tells of a key that stands twice in one map, and takes the earlier one out of the parser's way.
enum RepeatedKey {
    /// The text with the key at `place` renamed, its length and so all places after it kept; nil if it has no letter
    /// to change.
    static func renamed(in text: String, at place: SourceLocation, number: Int, _ log: FaultLog) -> String? {
        func tell(_ key: String) {
            log.fault(place, key, "duplicate key", "it stands again in the same map: keep one", kind: .duplicateKey)
        }
        var scalars = Array(text.unicodeScalars)
        guard let start = offset(of: place, in: scalars), start < scalars.count else {
            tell("")
            return nil
        }
        let quote: Unicode.Scalar? = ["'", "\""].contains(scalars[start]) ? scalars[start] : nil
        let first = quote == nil ? start : start + 1
        var end = first
        while end < scalars.count, !ends(scalars, end, quote) { end += 1 }
        tell(String(String.UnicodeScalarView(scalars[first..<end])))
        // A private-use character, which ``PolicySurface`` lets no file hold as it is.
        guard end > first, let placeholder = Unicode.Scalar(0xE000 + UInt32(number)) else { return nil }
        for index in first..<end { scalars[index] = placeholder }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func ends(_ scalars: [Unicode.Scalar], _ index: Int, _ quote: Unicode.Scalar?) -> Bool {
        if let quote { return scalars[index] == quote }
        return scalars[index] == ":" || scalars[index].properties.isWhitespace
    }

    private static func offset(of mark: SourceLocation, in scalars: [Unicode.Scalar]) -> Int? {
        var (line, index) = (1, 0)
        while line < mark.line {
            guard index < scalars.count else { return nil }
            if scalars[index] == "\n" { line += 1 }
            if scalars[index] == "\r", index + 1 >= scalars.count || scalars[index + 1] != "\n" { line += 1 }
            index += 1
        }
        return index + mark.column - 1
    }
}
