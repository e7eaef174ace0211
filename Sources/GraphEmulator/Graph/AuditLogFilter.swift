/// `$filter` over the audit log, as far as it is documented: `eq`, `ge`, `le`, `startswith`, `any` over the targets, with `and`,
/// `or` and parentheses (Microsoft Graph, "List directoryAudits").
struct AuditLogFilter {
    private indirect enum Condition {
        case all([Condition])
        case any([Condition])
        case compare(path: [String], ODataFilter.Comparison, String)
        case startsWith(path: [String], String)
        /// Any of a collection's elements.
        case element(of: String, path: [String], ODataFilter.Comparison, String)
    }

    /// What each property takes.
    private static let comparisons: [[String]: Set<ODataFilter.Comparison>] = [
        ["activityDisplayName"]: [.equal], ["activityDateTime"]: [.equal, .atLeast, .atMost], ["loggedByService"]: [.equal],
        ["initiatedBy", "user", "id"]: [.equal], ["initiatedBy", "user", "displayName"]: [.equal],
        ["initiatedBy", "user", "userPrincipalName"]: [.equal], ["initiatedBy", "app", "appId"]: [.equal],
        ["initiatedBy", "app", "displayName"]: [.equal],
    ]

    private let condition: Condition

    /// nil when the text is malformed or asks for more than this.
    init?(_ text: String) {
        guard let all = ODataFilter.tokens(text) else { return nil }
        var tokens = all[...]
        guard let condition = Self.alternatives(&tokens, depth: 0), tokens.isEmpty else { return nil }
        self.condition = condition
    }

    func matches(_ record: JSONValue) -> Bool { Self.holds(condition, record) }

    private static func holds(_ condition: Condition, _ record: JSONValue) -> Bool {
        switch condition {
        case .all(let parts): parts.allSatisfy { holds($0, record) }
        case .any(let parts): parts.contains { holds($0, record) }
        case .compare(let path, let comparison, let wanted): compare(value(path, record), comparison, wanted)
        case .startsWith(let path, let prefix): value(path, record)?.lowercased().hasPrefix(prefix.lowercased()) ?? false
        case .element(let collection, let path, let comparison, let wanted):
            record[collection]?.array?.contains { compare(value(path, $0), comparison, wanted) } ?? false
        }
    }

    private static func value(_ path: [String], _ record: JSONValue) -> String? {
        path.reduce(Optional(record)) { $0?[$1] }?.string
    }

    private static func compare(_ value: String?, _ comparison: ODataFilter.Comparison, _ wanted: String) -> Bool {
        guard let value = value?.lowercased() else { return false }
        // Moments in ISO 8601 compare as text.
        let wanted = wanted.lowercased()
        switch comparison {
        case .equal: return value == wanted
        case .atLeast: return moment(value) >= moment(wanted)
        case .atMost: return moment(value) <= moment(wanted)
        }
    }

    /// Without the mark, behind which `…:00.5z` would sort before `…:00z`, and without a fraction's last zeros.
    private static func moment(_ text: String) -> Substring {
        var moment = text.hasSuffix("z") ? text.dropLast() : text[...]
        guard moment.contains(".") else { return moment }
        while moment.hasSuffix("0") { moment.removeLast() }
        return moment.hasSuffix(".") ? moment.dropLast() : moment
    }

    // MARK: Reading

    private static func alternatives(_ tokens: inout ArraySlice<ODataFilter.Token>, depth: Int) -> Condition? {
        // A filter nested deeper is nobody's question.
        guard depth < 16 else { return nil }
        var parts: [Condition] = []
        repeat {
            guard let part = together(&tokens, depth: depth) else { return nil }
            parts.append(part)
        } while take(.word("or"), &tokens)
        return parts.count == 1 ? parts.first : .any(parts)
    }

    private static func together(_ tokens: inout ArraySlice<ODataFilter.Token>, depth: Int) -> Condition? {
        var parts: [Condition] = []
        repeat {
            guard let part = single(&tokens, depth: depth) else { return nil }
            parts.append(part)
        } while take(.word("and"), &tokens)
        return parts.count == 1 ? parts.first : .all(parts)
    }

    private static func single(_ tokens: inout ArraySlice<ODataFilter.Token>, depth: Int) -> Condition? {
        if take(.sign("("), &tokens) {
            guard let inner = alternatives(&tokens, depth: depth + 1), take(.sign(")"), &tokens) else { return nil }
            return inner
        }
        if take(.word("startswith"), &tokens) { return startsWith(&tokens) }
        if take(.word("targetResources"), &tokens) { return target(&tokens) }
        guard let path = path(&tokens), let (comparison, value) = comparison(&tokens),
            comparisons[path]?.contains(comparison) == true
        else { return nil }
        return .compare(path: path, comparison, value)
    }

    /// `startswith(activityDisplayName,'Invite ')`.
    private static func startsWith(_ tokens: inout ArraySlice<ODataFilter.Token>) -> Condition? {
        guard take(.sign("("), &tokens), let path = path(&tokens), path == ["activityDisplayName"], take(.sign(","), &tokens),
            case .quoted(let prefix)? = tokens.popFirst(), take(.sign(")"), &tokens)
        else { return nil }
        return .startsWith(path: path, prefix)
    }

    /// `targetResources/any(t: t/id eq '…')`, with any name for the range variable.
    private static func target(_ tokens: inout ArraySlice<ODataFilter.Token>) -> Condition? {
        guard take(.sign("/"), &tokens), take(.word("any"), &tokens), take(.sign("("), &tokens),
            case .word(let variable)? = tokens.popFirst(), take(.sign(":"), &tokens), let path = path(&tokens), path.count == 2,
            path[0] == variable, ["id", "displayName"].contains(path[1]), let (comparison, value) = comparison(&tokens),
            comparison == .equal, take(.sign(")"), &tokens)
        else { return nil }
        return .element(of: "targetResources", path: [path[1]], comparison, value)
    }

    private static func path(_ tokens: inout ArraySlice<ODataFilter.Token>) -> [String]? {
        var path: [String] = []
        repeat {
            guard case .word(let name)? = tokens.popFirst() else { return nil }
            path.append(name)
        } while take(.sign("/"), &tokens)
        return path
    }

    private static func comparison(_ tokens: inout ArraySlice<ODataFilter.Token>) -> (ODataFilter.Comparison, String)? {
        guard case .word(let word)? = tokens.popFirst(), let comparison = ODataFilter.Comparison(rawValue: word) else { return nil }
        switch tokens.popFirst() {
        case .quoted(let value), .word(let value): return (comparison, value)
        default: return nil
        }
    }

    private static func take(_ token: ODataFilter.Token, _ tokens: inout ArraySlice<ODataFilter.Token>) -> Bool {
        guard tokens.first == token else { return false }
        tokens.removeFirst()
        return true
    }
}
