/// A JSON value (RFC 8259) in which every object's member names are unique.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written as an integer that fits 64 bits.
    case integer(Int64)
    /// Any other number, as it was written: nothing is rounded behind a reader's back.
    case decimal(String)
    case string(String)
    case array([JSON])
    case object(Members)

    /// An object's members, in the order they were written.
    public struct Members: Hashable, Sendable, Sequence, ExpressibleByDictionaryLiteral {
        public typealias Member = (name: String, value: JSON)
        @usableFromInline var names: [String]
        @usableFromInline var values: [JSON]

        public init() {
            names = []
            values = []
        }

        /// Of members with one name the last stays: no value of this type has a name twice.
        public init(dictionaryLiteral elements: (String, JSON)...) {
            self.init()
            for (name, value) in elements { self[name] = value }
        }

        public var count: Int { names.count }

        /// The value of the member called `name`, byte for byte: Swift's own `==` takes canonically equivalent texts
        /// (the Kelvin sign and the letter K) for one. Linear: objects here are bounded and small.
        public subscript(name: String) -> JSON? {
            get {
                guard let at = index(of: name) else { return nil }
                return values[at]
            }
            set {
                switch (index(of: name), newValue) {
                case (let at?, let value?): values[at] = value
                case (let at?, nil):
                    names.remove(at: at)
                    values.remove(at: at)
                case (nil, let value?): append(name, value)
                case (nil, nil): break
                }
            }
        }

        public func makeIterator() -> some IteratorProtocol<Member> {
            zip(names, values).lazy.map { (name: $0, value: $1) }.makeIterator()
        }

        func index(of name: String) -> Int? {
            names.firstIndex { $0.utf8.elementsEqual(name.utf8) }
        }

        /// Adds a member whose name is known to be new.
        mutating func append(_ name: String, _ value: JSON) {
            names.append(name)
            values.append(value)
        }
    }
}

extension JSON {
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var object: Members? { if case .object(let value) = self { value } else { nil } }

    /// The member called `name`, when this is an object that has it.
    public subscript(name: String) -> JSON? { object?[name] }

    /// What sort of value this is, in RFC 8259's words.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        var members = Members()
        for (name, value) in elements { members[name] = value }
        self = .object(members)
    }
}
