import StrictJSON

extension JSONSchemaValidator {
    /// A place in a value and what checks it.
    struct Place {
        let path: JSONPath
        let value: JSON
        /// Without the words that only people read.
        let schema: JSON
        /// Of a map, the keys that may stand there, beside what else stands there.
        let keys: [String]

        var isMap: Bool { value.object != nil }
    }

    /// Every place in a valid value, the whole first.
    func places(in value: JSON, _ given: JSON? = nil, at path: JSONPath = JSONPath()) -> [Place] {
        let schema = checked(value, by: given ?? root)
        let known = (schema["properties"]?.object ?? [:]).map(\.name)
        let place = Place(path: path, value: value, schema: schema, keys: known.filter { !forbids($0, in: value, schema) })
        switch value {
        case .array(let items):
            return [place] + items.enumerated().flatMap { places(in: $1, schema["items"] ?? true, at: path.index($0)) }
        case .object(let members):
            return [place] + members.flatMap { places(in: $0.value, schema["properties"]?[$0.name] ?? true, at: path.key($0.name)) }
        default: return [place]
        }
    }

    /// One place for every sort of value that the schema tells apart.
    func sorts(in value: JSON) -> [Place] {
        var seen: Set<JSON> = []
        return places(in: value).filter { seen.insert($0.schema).inserted }
    }

    private func checked(_ value: JSON, by schema: JSON) -> JSON {
        if let target = schema["$ref"]?.string.flatMap(resolved) { return checked(value, by: target) }
        if let choice = schema["anyOf"]?.array?.first(where: { isValid(value, $0) }) { return checked(value, by: choice) }
        guard var members = schema.object else { return schema }
        members["description"] = nil
        members["default"] = nil
        return .object(members)
    }

    private func forbids(_ key: String, in value: JSON, _ schema: JSON) -> Bool {
        (schema["allOf"]?.array ?? []).contains { condition in
            condition["then"]?["properties"]?[key] == false && condition["if"].map { isValid(value, $0) } == true
        }
    }
}
