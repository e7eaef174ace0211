/// Names as the Prometheus data model allows them; whatever it does not allow becomes `_`.
enum ExposedName {
    /// Longer names are cut: a name is written once a sample.
    static let maximumBytes = 128

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    static func metric(_ name: String) -> String {
        sanitized(name) { $0 == UInt8(ascii: ":") }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, and neither `le`, which histograms write themselves, nor a name that begins with the
    /// two underscores that Prometheus keeps for itself.
    static func label(_ name: String) -> String {
        let name = sanitized(name) { _ in false }
        if name == "le" || name.hasPrefix("__") { return "label_\(name)" }
        return name
    }

    private static func sanitized(_ name: String, _ isAlsoAllowed: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars.prefix(maximumBytes) {
            let byte = UInt8(exactly: scalar.value) ?? UInt8(ascii: "_")
            bytes.append(isWord(byte) || isAlsoAllowed(byte) ? byte : UInt8(ascii: "_"))
        }
        if bytes.first.map(isDigit) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || isDigit(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
