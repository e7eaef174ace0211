/// A small, strict reader of the text exposition format 0.0.4, written from its description, not from our writer.
struct ParsedExposition {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Malformed: Error {
        let line: String
    }

    private(set) var help: [String: String] = [:]
    private(set) var types: [String: String] = [:]
    private(set) var typeOrder: [String] = []
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Malformed(line: "no line feed at the end") }
        for line in text.split(separator: "\n") { try read(line) }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: Substring) throws {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            help[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.dropFirst(7).split(separator: " ")
            guard parts.count == 2, types[String(parts[0])] == nil else { throw Malformed(line: String(line)) }
            types[String(parts[0])] = String(parts[1])
            typeOrder.append(String(parts[0]))
        } else {
            let sample = try Self.sample(line)
            guard !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                throw Malformed(line: "twice: \(line)")
            }
            samples.append(sample)
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = Array(line.unicodeScalars)[...]
        let name = take(&rest) { $0 == ":" }
        guard !name.isEmpty else { throw Malformed(line: String(line)) }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest.removeFirst()
                let label = take(&rest) { _ in false }
                guard !label.isEmpty, labels[label] == nil, rest.popFirst() == "=", rest.popFirst() == "\"",
                    let value = quoted(&rest)
                else { throw Malformed(line: String(line)) }
                labels[label] = value
            } while rest.first == ","
            guard rest.popFirst() == "}" else { throw Malformed(line: String(line)) }
        }
        guard rest.popFirst() == " ", let value = number(String(String.UnicodeScalarView(rest))) else {
            throw Malformed(line: String(line))
        }
        return Sample(name: name, labels: labels, value: value)
    }

    private static func take(_ rest: inout ArraySlice<Unicode.Scalar>, also: (Unicode.Scalar) -> Bool) -> String {
        var word = String.UnicodeScalarView()
        while let next = rest.first,
            ("a"..."z").contains(next) || ("A"..."Z").contains(next) || next == "_" || also(next)
                || (!word.isEmpty && ("0"..."9").contains(next))
        {
            word.append(next)
            rest.removeFirst()
        }
        return String(word)
    }

    private static func quoted(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        var value = String.UnicodeScalarView()
        while let next = rest.popFirst() {
            switch next {
            case "\"": return String(value)
            case "\\":
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                default: return nil
                }
            default: value.append(next)
            }
        }
        return nil
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { !"0123456789+-.e".contains($0) } ? nil : Double(text)
        }
    }
}
