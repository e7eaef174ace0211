import Yams

/// Turns a policy's text into nodes, or says what is no YAML about it.
enum PolicyDocument {
    private static let longestScalar = 2_048
    private static let repeatedKeysTold = 20

    /// The root of the text; nil if there is none, with the reason in the log.
    ///
    /// The parser stops at the first map with a key that stands twice. To tell of all of them, the earlier key is
    /// given another name in its place and the text is parsed again; the pairs at those places are left out, and those
    /// only: what a key is called never decides whether it is read.
    static func read(_ text: String, file: String, _ log: FaultLog) -> PolicyNode? {
        var text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        var surface = PolicySurface(text, file: file, log: log)
        surface.check()
        guard log.isClean else { return nil }
        var repeated: Set<SourceLocation> = []
        for number in 0...repeatedKeysTold {
            do {
                return try nodes(text, file: file, without: repeated, log)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                let place = SourceLocation(file: file, line: context.mark.line, column: context.mark.column)
                guard let renamed = RepeatedKey.renamed(in: text, at: place, number: number, log) else { return nil }
                repeated.insert(place)
                text = renamed
            } catch {
                tell(error, file: file, log)
                return nil
            }
        }
        return nil
    }

    private static func nodes(
        _ text: String, file: String, without repeated: Set<SourceLocation>, _ log: FaultLog
    ) throws -> PolicyNode? {
        // No resolver: what a plain scalar means is decided where it is used, and by the core schema only.
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
            log.fault(
                SourceLocation(file: file, line: 1, column: 1), "", "\(log.subject) is empty", "start with `version: 1`",
                kind: .emptyValue)
            return nil
        }
        // The parser owns the anchors that the conversion looks for.
        return withExtendedLifetime(parser) { convert(root, file: file, without: repeated, log) }
    }

    private static func convert(
        _ node: Node, file: String, without repeated: Set<SourceLocation>, _ log: FaultLog
    ) -> PolicyNode? {
        let mark = node.mark
        let place = SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
        // The surface was checked for these; should a text have slipped through, the walk ends here, not below.
        guard node.anchor == nil else {
            log.fault(place, "", "YAML anchor", "write the value out where it is used", kind: .refusedYAML)
            return nil
        }
        switch node {
        case .alias:
            log.fault(place, "", "YAML alias", "write the value out", kind: .refusedYAML)
            return nil
        case .scalar(let scalar):
            guard scalar.string.utf8.count <= longestScalar else {
                let start = String(scalar.string.prefix(40))
                log.fault(place, start, "text longer than 2,048 bytes", kind: .tooLarge)
                return PolicyNode(location: place, content: .scalar(start, isPlain: false))
            }
            return PolicyNode(location: place, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
        case .sequence(let items):
            let converted = items.compactMap { convert($0, file: file, without: repeated, log) }
            return PolicyNode(location: place, content: .list(converted))
        case .mapping(let pairs):
            let converted = pairs.compactMap { pair -> (key: PolicyNode, value: PolicyNode)? in
                guard let key = convert(pair.key, file: file, without: repeated, log),
                    let value = convert(pair.value, file: file, without: repeated, log),
                    !repeated.contains(key.location)
                else { return nil }
                return (key, value)
            }
            return PolicyNode(location: place, content: .map(converted))
        }
    }

    private static func tell(_ error: any Error, file: String, _ log: FaultLog) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            let place = SourceLocation(file: file, line: mark.line, column: mark.column)
            log.fault(place, "", "not YAML: \(problem)", "check indentation, colons and quotation marks", kind: .notYAML)
        case YamlError.reader(let problem, _, _, _):
            log.fault(SourceLocation(file: file, line: 1, column: 1), "", "not YAML: \(problem)", kind: .notYAML)
        default:
            log.fault(SourceLocation(file: file, line: 1, column: 1), "", "not YAML", kind: .notYAML)
        }
    }
}
