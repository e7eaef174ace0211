/// A piece of a policy before it is written down: what it says, without the way it is written.
public indirect enum DraftNode: Sendable {
    /// A word that must stand without quotation marks: a number or a boolean.
    case bare(String)
    /// Text, which may stand in quotation marks.
    case text(String)
    /// A list whose order means nothing, as that of every list in a policy.
    case list([DraftNode])
    case map([(key: String, value: DraftNode)])

    public static func texts(_ texts: [String]) -> DraftNode { .list(texts.map { .text($0) }) }

    /// The value of a key, where this is a map that has it.
    public subscript(key: String) -> DraftNode? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }

    public var isText: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The same with the key set, or without it.
    public func with(_ key: String, _ value: DraftNode?) -> DraftNode {
        guard case .map(var pairs) = self else { return self }
        pairs.removeAll { $0.key == key }
        if let value { pairs.append((key, value)) }
        return .map(pairs)
    }

    /// In order, in brackets, with quotation marks around all text: the plainest writing there is.
    public var plain: String {
        switch self {
        case .bare(let word): word
        case .text(let text): Self.doubleQuoted(text)
        case .list(let items): "[\(items.map(\.plain).joined(separator: ", "))]"
        case .map(let pairs): "{\(pairs.map { "\($0.key): \($0.value.plain)" }.joined(separator: ", "))}"
        }
    }

    static func doubleQuoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
