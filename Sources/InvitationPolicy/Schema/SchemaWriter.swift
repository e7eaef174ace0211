import StrictJSON

/// Writes a format as a JSON Schema: every map and every sort of text once, under `$defs`.
struct SchemaWriter {
    private var definitions: JSON.Members = [:]

    static func schema(of map: FormatMap, id: String, title: String) -> JSON {
        var writer = SchemaWriter()
        let body = writer.body(map)
        var schema: JSON.Members = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": .string(id), "title": .string(title),
        ]
        for (name, value) in body { schema[name] = value }
        schema["$defs"] = .object(writer.definitions)
        return .object(schema)
    }

    private mutating func body(_ map: FormatMap) -> JSON.Members {
        var properties: JSON.Members = [:]
        for key in map.keys {
            var schema = self.schema(key.shape)
            schema["description"] = .string(key.meaning)
            schema["default"] = key.whenAbsent
            properties[key.name] = .object(schema)
        }
        var body: JSON.Members = ["description": .string(map.meaning), "type": "object"]
        body["properties"] = .object(properties)
        let required = map.keys.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { body["required"] = .array(required) }
        body["additionalProperties"] = false
        if !map.conditions.isEmpty { body["allOf"] = .array(map.conditions.map(\.schema)) }
        return body
    }

    private mutating func schema(_ shape: FormatShape) -> JSON.Members {
        switch shape {
        case .text(let text): reference(text.name) { _ in text.schema }
        case .words(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .flag: ["type": "boolean"]
        case .integer(let range) where range.count == 1: ["type": "integer", "const": .integer(Int64(range.lowerBound))]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .list(let item, let size): list(of: item, size)
        case .map(let map): reference(map.name) { $0.body(map) }
        case .either(let shapes): ["anyOf": .array(shapes.map { .object(schema($0)) })]
        case .named(let name, let meaning, let shape): reference(name) { $0.described(meaning, shape) }
        }
    }

    private mutating func described(_ meaning: String, _ shape: FormatShape) -> JSON.Members {
        var schema: JSON.Members = ["description": .string(meaning)]
        for (name, value) in self.schema(shape) { schema[name] = value }
        return schema
    }

    private mutating func list(of item: FormatShape, _ size: ClosedRange<Int>) -> JSON.Members {
        var list: JSON.Members = ["type": "array", "items": .object(schema(item))]
        if size.lowerBound > 0 { list["minItems"] = .integer(Int64(size.lowerBound)) }
        if size.upperBound < Int.max { list["maxItems"] = .integer(Int64(size.upperBound)) }
        return list
    }

    private mutating func reference(_ name: String, _ define: (inout SchemaWriter) -> JSON.Members) -> JSON.Members {
        if definitions[name] == nil {
            // Before what it refers to in turn, so that the file reads from the whole to its parts.
            definitions[name] = [:]
            definitions[name] = .object(define(&self))
        }
        return ["$ref": .string("#/$defs/\(name)")]
    }
}

extension FormatText {
    fileprivate var schema: JSON.Members {
        [
            "description": .string(meaning), "type": mayBeNumber ? ["string", "number"] : "string", "minLength": 1,
            "maxLength": .integer(Int64(longest)), "pattern": .string(pattern),
        ]
    }
}

extension FormatCondition {
    fileprivate var schema: JSON {
        switch self {
        case .notEmpty: ["minProperties": 1]
        case .oneOrMore(let keys): ["anyOf": .array(keys.map(Self.has))]
        case .exactlyOne(let keys): ["oneOf": .array(keys.map(Self.has))]
        case .forbids(let key, let value, let keys): Self.rule(if: key, ["const": value], then: Self.without(keys))
        case .needs(let key, let value, let other): Self.rule(if: key, ["const": value], then: Self.has(other))
        case .patternForbids(let key, let pattern, let other):
            Self.rule(if: key, ["type": "string", "pattern": .string(pattern)], then: Self.without([other]))
        case .lists(let key, let inner, let value, let other, let item, let isThere):
            Self.rule(
                if: key, Self.where(inner, ["const": value]), then: isThere ? Self.lists(other, item) : Self.omits(other, item))
        }
    }

    private static func rule(if key: String, _ value: JSON, then: JSON) -> JSON {
        ["if": Self.where(key, value), "then": then]
    }

    private static func `where`(_ key: String, _ value: JSON) -> JSON {
        ["type": "object", "required": [.string(key)], "properties": .object([key: value])]
    }

    private static func has(_ key: String) -> JSON { ["required": [.string(key)]] }

    private static func without(_ keys: [String]) -> JSON {
        var properties: JSON.Members = [:]
        for key in keys { properties[key] = false }
        return ["properties": .object(properties)]
    }

    private static func lists(_ key: String, _ item: JSON) -> JSON {
        ["required": [.string(key)], "properties": .object([key: ["contains": ["const": item]]])]
    }

    private static func omits(_ key: String, _ item: JSON) -> JSON {
        ["properties": .object([key: ["not": ["contains": ["const": item]]]])]
    }
}
