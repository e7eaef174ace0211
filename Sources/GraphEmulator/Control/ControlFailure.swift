/// Why a control call was refused.
struct ControlFailure: Error {
    var status = 400
    var message: String

    init(_ message: String, status: Int = 400) {
        self.message = message
        self.status = status
    }

    var answer: EmulatorAnswer { .json(status, ["error": .string(message)]) }
}

/// A JSON object whose keys are all known.
struct ControlBody {
    private let value: JSONValue

    init(_ value: JSONValue, known: Set<String>) throws(ControlFailure) {
        guard let members = value.members else { throw ControlFailure("a JSON object is expected") }
        for member in members where !known.contains(member.name) {
            throw ControlFailure("unknown key `\(member.name)`; known here: \(known.sorted().joined(separator: ", "))")
        }
        self.value = value
    }

    init(_ exchange: Exchange, known: Set<String>) throws(ControlFailure) {
        guard let value = try? JSONReader.read(exchange.body) else { throw ControlFailure("the body is no JSON") }
        try self.init(value, known: known)
    }

    subscript(name: String) -> JSONValue? { value[name] }

    func text(_ name: String) throws(ControlFailure) -> String? { try typed(name, "a text") { $0.string } }
    func flag(_ name: String) throws(ControlFailure) -> Bool? { try typed(name, "true or false") { $0.bool } }
    func whole(_ name: String) throws(ControlFailure) -> Int? { try typed(name, "a whole number") { $0.integer } }
    func number(_ name: String) throws(ControlFailure) -> Double? { try typed(name, "a number") { $0.number } }
    func members(_ name: String) throws(ControlFailure) -> [JSONValue.Member]? { try typed(name, "an object") { $0.members } }

    func texts(_ name: String) throws(ControlFailure) -> [String]? {
        try typed(name, "a list of texts") { value in
            let texts = value.array?.compactMap(\.string)
            return texts?.count == value.array?.count ? texts : nil
        }
    }

    func required<Value>(_ name: String, _ value: Value?) throws(ControlFailure) -> Value {
        guard let value else { throw ControlFailure("`\(name)` is missing") }
        return value
    }

    private func typed<Value>(_ name: String, _ kind: String, _ read: (JSONValue) -> Value?) throws(ControlFailure) -> Value? {
        guard let found = value[name], found != .null else { return nil }
        guard let typed = read(found) else { throw ControlFailure("`\(name)` must be \(kind)") }
        return typed
    }
}
