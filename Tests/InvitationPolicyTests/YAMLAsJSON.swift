import StrictJSON
import Yams

/// A YAML text as an editor's checker sees it: scalars typed by the core schema of YAML 1.2, by a reading of its own and
/// not by the loader's.
enum YAMLAsJSON {
    /// - Throws: what the YAML parser says, duplicate keys included.
    static func read(_ text: String) throws -> JSON {
        guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else { return .null }
        return json(root)
    }

    private static func json(_ node: Node) -> JSON {
        switch node {
        case .sequence(let items): return .array(items.map(json))
        case .mapping(let pairs):
            var members: JSON.Members = [:]
            for (key, value) in pairs { members[key.scalar?.string ?? "\(key)"] = json(value) }
            return .object(members)
        case .scalar(let scalar): return scalar.style == .plain ? typed(scalar.string) : .string(scalar.string)
        case .alias: return .null
        }
    }

    private static func typed(_ text: String) -> JSON {
        if ["", "~", "null", "Null", "NULL"].contains(text) { return .null }
        if ["true", "True", "TRUE"].contains(text) { return true }
        if ["false", "False", "FALSE"].contains(text) { return false }
        if text.wholeMatch(of: /[-+]?[0-9]+/) != nil { return Int64(text).map { .integer($0) } ?? .decimal(text) }
        if text.wholeMatch(of: /0o[0-7]+/) != nil { return .integer(Int64(text.dropFirst(2), radix: 8) ?? .max) }
        if text.wholeMatch(of: /0x[0-9a-fA-F]+/) != nil { return .integer(Int64(text.dropFirst(2), radix: 16) ?? .max) }
        if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil { return .decimal(text) }
        if text.wholeMatch(of: /[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)/) != nil { return .decimal(text) }
        return .string(text)
    }
}
