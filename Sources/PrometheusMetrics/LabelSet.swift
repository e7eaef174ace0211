/// The labels of one series, as they are written between the braces: sorted by name, escaped, bounded.
struct LabelSet: Hashable, Comparable, Sendable {
    static let maximumLabels = 16
    /// Longer values are cut and end in `…`.
    static let maximumValueBytes = 128

    /// Where combinations of labels go for which there is no room.
    static let overflow = LabelSet(text: "overflow=\"true\"")

    let text: String

    private init(text: String) {
        self.text = text
    }

    /// Of labels with one name the first counts; those beyond the limit are left out.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions.prefix(Self.maximumLabels) {
            let name = ExposedName.label(name)
            if values[name] == nil { values[name] = Self.escaped(value) }
        }
        text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
    }

    /// These labels with a histogram bucket's upper bound.
    func adding(bound: String) -> LabelSet {
        LabelSet(text: "\(text)\(text.isEmpty ? "" : ",")le=\"\(bound)\"")
    }

    static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The format escapes backslash, quotation mark and line feed; other control characters, which it would let
    /// through to a terminal, are replaced.
    private static func escaped(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        var bytes = 0
        for scalar in value.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= maximumValueBytes else {
                result.append("…")
                break
            }
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case _ where scalar.properties.generalCategory == .control: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
