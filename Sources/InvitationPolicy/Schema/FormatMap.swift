import StrictJSON

/// One map of a file's format: what it is, which keys it takes and what must hold between them.
///
/// The loader has the last word on a file; this is its format as data, for all who must know it without loading one.
struct FormatMap: Sendable {
    /// Names the map in a schema.
    let name: String
    let meaning: String
    let keys: [FormatKey]
    let conditions: [FormatCondition]

    init(_ name: String, _ meaning: String, _ conditions: [FormatCondition] = [], keys: [FormatKey]) {
        (self.name, self.meaning, self.conditions, self.keys) = (name, meaning, conditions, keys)
    }
}

/// One key of a map.
struct FormatKey: Sendable {
    let name: String
    let shape: FormatShape
    /// In a sentence or two, for the one who is about to write it.
    let meaning: String
    let isRequired: Bool
    /// The value that leaving the key out is the same as, where there is one.
    let whenAbsent: JSON?

    init(_ name: String, _ shape: FormatShape, _ meaning: String, required: Bool = false, whenAbsent: JSON? = nil) {
        (self.name, self.shape, self.meaning) = (name, shape, meaning)
        (isRequired, self.whenAbsent) = (required, whenAbsent)
    }

    /// A key whose value is one of an enum's words.
    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Word.Type, _ meaning: String, required: Bool = false, whenAbsent: Word? = nil
    ) -> FormatKey {
        FormatKey(
            name, .words(Word.allCases.map(\.rawValue)), meaning, required: required,
            whenAbsent: whenAbsent.map { .string($0.rawValue) })
    }

    /// A key that is true or false, and false when it is absent.
    static func flag(_ name: String, _ meaning: String) -> FormatKey {
        FormatKey(name, .flag, meaning, whenAbsent: false)
    }
}

/// What may stand as a value.
indirect enum FormatShape: Sendable {
    case text(FormatText)
    case words([String])
    case flag
    case integer(ClosedRange<Int>)
    case list(of: FormatShape, _ size: ClosedRange<Int>)
    case map(FormatMap)
    case either([FormatShape])
    /// A shape that stands at several places.
    case named(String, _ meaning: String, FormatShape)

    /// A list that holds something.
    static func list(of item: FormatShape) -> FormatShape { .list(of: item, 1...Int.max) }
    /// A list that may be empty.
    static func listOrNone(of item: FormatShape) -> FormatShape { .list(of: item, 0...Int.max) }
}

/// What must hold between a map's keys.
enum FormatCondition: Sendable {
    /// Something must be said.
    case notEmpty
    case oneOrMore(of: [String])
    case exactlyOne(of: [String])
    /// Where `key` has the value, the keys do not belong there.
    case forbids(_ key: String, JSON, [String])
    /// Where `key` has the value, the other must be there.
    case needs(_ key: String, JSON, _ other: String)
    /// Where the text of `key` matches the pattern, the other key does not belong there.
    case patternForbids(_ key: String, _ pattern: String, _ other: String)
    /// Where the map under `key` has `inner` with the value, the list `other` must hold the item, or must not.
    case lists(_ key: String, inner: String, JSON, _ other: String, item: JSON, isThere: Bool)
}
