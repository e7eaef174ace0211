extension JSON {
    /// The value as text for people: a member a line, members in their own order, two spaces a level. A list without
    /// maps or lists stays on its line where it fits.
    public func indentedText() -> String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private static let widestLine = 120

    private var oneLine: String { String(decoding: bytes(), as: UTF8.self) }

    private func write(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty && !fitsOnALine(elements, indent):
            text += "[\n"
            for (number, element) in elements.enumerated() {
                text += number == 0 ? inner : ",\n\(inner)"
                element.write(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .object(let members) where members.count > 0:
            text += "{\n"
            for (number, member) in members.enumerated() {
                text += number == 0 ? inner : ",\n\(inner)"
                text += "\(JSON.string(member.name).oneLine): "
                member.value.write(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        case .array(let elements): text += "[\(elements.map(\.oneLine).joined(separator: ", "))]"
        default: text += oneLine
        }
    }

    private func fitsOnALine(_ elements: [JSON], _ indent: String) -> Bool {
        let width = elements.reduce(indent.utf8.count) { $0 + $1.oneLine.utf8.count + 2 }
        return width <= Self.widestLine
            && elements.allSatisfy {
                switch $0 {
                case .array, .object: false
                default: true
                }
            }
    }
}
