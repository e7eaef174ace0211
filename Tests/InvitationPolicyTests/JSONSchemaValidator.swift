import Foundation
import StrictJSON
import Synchronization

/// Checks values by a JSON Schema of draft 2020-12: the keywords that the policy's schema uses, and no others.
struct JSONSchemaValidator: Sendable {
    static let keywords: Set<String> = [
        "$schema", "$id", "$defs", "$ref", "title", "description", "default", "type", "const", "enum", "minLength",
        "maxLength", "pattern", "minimum", "maximum", "items", "minItems", "maxItems", "contains", "properties", "required",
        "additionalProperties", "minProperties", "anyOf", "oneOf", "allOf", "not", "if", "then",
    ]

    let root: JSON

    /// What is wrong with the value, as `path: keyword`; nothing where it is valid.
    func faults(_ value: JSON, _ schema: JSON? = nil, at path: String = "") -> [String] {
        switch schema ?? root {
        case .bool(true): return []
        case .object(let members): return members.flatMap { fault(value, $0.name, $0.value, members, path) }
        default: return ["\(path): false"]
        }
    }

    func isValid(_ value: JSON, _ schema: JSON) -> Bool { faults(value, schema).isEmpty }

    /// The schema that a local reference names.
    func resolved(_ reference: String) -> JSON? {
        reference.split(separator: "/").dropFirst().reduce(root) { $0?[String($1)] }
    }

    private func fault(_ value: JSON, _ keyword: String, _ rule: JSON, _ all: JSON.Members, _ path: String) -> [String] {
        switch keyword {
        case "$ref": return rule.string.flatMap(resolved).map { faults(value, $0, at: path) } ?? ["\(path): lost $ref"]
        case "allOf": return (rule.array ?? []).flatMap { faults(value, $0, at: path) }
        case "if": return isValid(value, rule) ? all["then"].map { faults(value, $0, at: path) } ?? [] : []
        case "items", "contains", "minItems", "maxItems":
            return value.array.map { fault(list: $0, keyword, rule, path) } ?? []
        case "properties", "required", "additionalProperties", "minProperties":
            return value.object.map { fault(map: $0, keyword, rule, all, path) } ?? []
        default: return holds(value, keyword, rule) ? [] : ["\(path): \(keyword)"]
        }
    }

    private func fault(list: [JSON], _ keyword: String, _ rule: JSON, _ path: String) -> [String] {
        switch keyword {
        case "items": return list.enumerated().flatMap { faults($1, rule, at: "\(path)/\($0)") }
        case "contains": return list.contains { isValid($0, rule) } ? [] : ["\(path): contains"]
        case "minItems": return list.count >= rule.integer ?? 0 ? [] : ["\(path): minItems"]
        default: return list.count <= rule.integer ?? 0 ? [] : ["\(path): maxItems"]
        }
    }

    private func fault(map: JSON.Members, _ keyword: String, _ rule: JSON, _ all: JSON.Members, _ path: String) -> [String] {
        switch keyword {
        case "properties":
            return map.flatMap { key, value in rule[key].map { faults(value, $0, at: "\(path)/\(key)") } ?? [] }
        case "required":
            return (rule.array ?? []).compactMap(\.string).filter { map[$0] == nil }.map { "\(path): required \($0)" }
        case "additionalProperties":
            return map.filter { all["properties"]?[$0.name] == nil }
                .flatMap { faults($0.value, rule, at: "\(path)/\($0.name)") }
        default: return map.count >= rule.integer ?? 0 ? [] : ["\(path): minProperties"]
        }
    }

    private func holds(_ value: JSON, _ keyword: String, _ rule: JSON) -> Bool {
        switch keyword {
        case "type": return (rule.array ?? [rule]).contains { value.isA($0.string ?? "") }
        case "const": return value == rule || value.number != nil && value.number == rule.number
        case "enum": return rule.array?.contains(value) == true
        case "minLength": return value.string.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true
        case "maxLength": return value.string.map { $0.unicodeScalars.count <= rule.integer ?? 0 } ?? true
        case "pattern": return value.string.map { Self.matches($0, rule.string ?? "") } ?? true
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
        case "anyOf": return (rule.array ?? []).contains { isValid(value, $0) }
        case "oneOf": return (rule.array ?? []).count { isValid(value, $0) } == 1
        case "not": return !isValid(value, rule)
        default: return true
        }
    }

    private static let patterns = Mutex<[String: NSRegularExpression]>([:])

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        patterns.withLock { known in
            if known[pattern] == nil { known[pattern] = try? NSRegularExpression(pattern: pattern) }
            let whole = NSRange(location: 0, length: text.utf16.count)
            return known[pattern]?.firstMatch(in: text, range: whole) != nil
        }
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let text): Double(text)
        default: nil
        }
    }

    fileprivate func isA(_ type: String) -> Bool {
        type == typeName || type == "integer" && (number.map { $0.rounded() == $0 } ?? false)
    }
}
