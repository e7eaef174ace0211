/// A text in Prometheus' exposition format 0.0.4 while it is written.
struct Exposition {
    private(set) var text = ""

    static func text(of families: [String: Family], help: [String: String]) -> String {
        var exposition = Exposition()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = help[name] { exposition.text += "# HELP \(name) \(escaped(help: help))\n" }
            exposition.text += "# TYPE \(name) \(family.kind)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(to: &exposition, name: name, labels: labels)
            }
        }
        return exposition.text
    }

    /// One line: name, labels, number.
    mutating func sample(_ name: String, _ labels: LabelSet, _ number: String) {
        text += name
        if !labels.text.isEmpty { text += "{\(labels.text)}" }
        text += " \(number)\n"
    }

    /// A number as the format's readers (Go's `ParseFloat`) take it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Swift's shortest description round-trips; only the `.0` of whole numbers is of no use.
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func escaped(help: String) -> String {
        String(
            help.flatMap { (character: Character) -> String in
                switch character {
                case "\\": "\\\\"
                case "\n", "\r\n": "\\n"
                default: String(character)
                }
            })
    }
}
