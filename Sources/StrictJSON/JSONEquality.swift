// Swift's `==` on texts goes by canonical equivalence: it takes the Kelvin sign for the letter K. Two JSON values are
// equal here when their texts are equal byte for byte, as every other reader of the same bytes sees them. Hashing may
// stay Swift's own, since equal bytes give equal hashes.

extension JSON {
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)), (.string(let left), .string(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.bool, _), (.integer, _), (.decimal, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}

extension JSON.Members {
    /// The same members in the same order.
    public static func == (left: Self, right: Self) -> Bool {
        left.names.elementsEqual(right.names) { $0.utf8.elementsEqual($1.utf8) } && left.values == right.values
    }
}
