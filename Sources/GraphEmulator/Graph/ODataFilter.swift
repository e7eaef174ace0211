/// The part of `$filter` that look-ups of users need: `eq`, `ge`, `le` and `any` over a collection, joined by `and` and `or`
/// (Microsoft Graph, "Use the $filter query parameter").
struct ODataFilter {
    enum Comparison: String {
        case equal = "eq"
        case atLeast = "ge"
        case atMost = "le"
    }

    struct Term: Equatable {
        let property: String
        let comparison: Comparison
        let value: String
    }

    /// Alternatives, each a list of terms that must all hold: `and` binds closer than `or`.
    let alternatives: [[Term]]

    /// nil when the text is malformed or asks for more than this.
    init?(_ text: String) {
        guard let all = Self.tokens(text) else { return nil }
        var tokens = all[...]
        var alternatives: [[Term]] = [[]]
        while true {
            guard let term = Self.term(&tokens) else { return nil }
            alternatives[alternatives.count - 1].append(term)
            switch tokens.popFirst() {
            case nil:
                self.alternatives = alternatives
                return
            case .word("and"): continue
            case .word("or"): alternatives.append([])
            default: return nil
            }
        }
    }

    func matches(_ user: DirectoryUser) -> Bool {
        alternatives.contains { $0.allSatisfy { Self.holds($0, for: user) } }
    }

    private static func holds(_ term: Term, for user: DirectoryUser) -> Bool {
        let values: [String]
        switch user.value(of: term.property) {
        case .string(let text): values = [text]
        case .array(let elements): values = elements.compactMap(\.string)
        case .bool(let flag): values = [flag ? "true" : "false"]
        case .null: values = ["null"]
        default: values = []
        }
        let wanted = term.value.lowercased()
        return values.contains { value in
            switch term.comparison {
            case .equal: value.lowercased() == wanted
            // Moments in ISO 8601 compare as text.
            case .atLeast: value.lowercased() >= wanted
            case .atMost: value.lowercased() <= wanted
            }
        }
    }

    enum Token: Equatable {
        case word(String)
        case quoted(String)
        case sign(Character)
    }

    static func tokens(_ text: String) -> [Token]? {
        var tokens: [Token] = []
        var rest = text[...]
        while let character = rest.first {
            if character == " " {
                rest.removeFirst()
            } else if character == "'" {
                guard let content = quoted(&rest) else { return nil }
                tokens.append(.quoted(content))
            } else if "():/,".contains(character) {
                tokens.append(.sign(rest.removeFirst()))
            } else {
                // A colon parts a range variable from its body, but belongs to a moment such as 2026-11-23T00:00:00Z.
                let isMoment = character.isNumber
                let word = rest.prefix { !" '()/,".contains($0) && (isMoment || $0 != ":") }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            }
        }
        return tokens
    }

    /// `'a''b'` is `a'b`.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        var content = ""
        while let character = rest.popFirst() {
            if character != "'" {
                content.append(character)
            } else if rest.first == "'" {
                rest.removeFirst()
                content.append("'")
            } else {
                return content
            }
        }
        return nil
    }

    private static func term(_ tokens: inout ArraySlice<Token>) -> Term? {
        guard case .word(let property)? = tokens.popFirst(), DirectoryUser.properties.contains(property) else { return nil }
        if tokens.first == .sign("/") { return lambda(property, &tokens) }
        return comparison(property, &tokens)
    }

    /// `/any(x:x eq 'value')`, with any name for the range variable and any spaces.
    private static func lambda(_ property: String, _ tokens: inout ArraySlice<Token>) -> Term? {
        guard tokens.popFirst() == .sign("/"), tokens.popFirst() == .word("any"), tokens.popFirst() == .sign("("),
            case .word(let variable)? = tokens.popFirst(), tokens.popFirst() == .sign(":"), tokens.popFirst() == .word(variable),
            let term = comparison(property, &tokens), tokens.popFirst() == .sign(")")
        else { return nil }
        return term
    }

    private static func comparison(_ property: String, _ tokens: inout ArraySlice<Token>) -> Term? {
        guard case .word(let word)? = tokens.popFirst(), let comparison = Comparison(rawValue: word) else { return nil }
        switch tokens.popFirst() {
        case .quoted(let value), .word(let value): return Term(property: property, comparison: comparison, value: value)
        default: return nil
        }
    }
}
