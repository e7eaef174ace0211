import Invitations

/// One map of the policy, read key by key. What is not asked for is unknown, and said so by ``finish(elsewhere:)``.
struct Section {
    let node: PolicyNode
    /// Such as `invitations.rules[2]`; empty for the whole policy.
    let path: String
    let log: FaultLog
    private var values: [String: PolicyNode] = [:]
    private var keys: [PolicyNode] = []
    private var asked: Set<String> = []
    private var foreign: Set<String> = []

    /// Nil, with the reason in the log, where no map stands.
    init?(_ node: PolicyNode, path: String, _ log: FaultLog) {
        guard case .map(let pairs) = node.content else {
            log.fault(
                node, "\(path.isEmpty ? log.subject : path) is \(node.kind), not a map", "write `key: value` lines",
                kind: .wrongType)
            return nil
        }
        (self.node, self.path, self.log) = (node, path, log)
        for (key, value) in pairs {
            guard case .scalar(let name, _) = key.content else {
                log.fault(key, "a key is \(key.kind), not text", kind: .wrongType)
                continue
            }
            if values.updateValue(value, forKey: name) != nil {
                log.fault(key, "duplicate key", "it stands again in the same map: keep one", kind: .duplicateKey)
            }
            keys.append(key)
        }
    }

    func named(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Whether the key stands there, whatever its value.
    func has(_ key: String) -> Bool { values[key] != nil }

    /// The place of a key that stands there.
    func key(_ name: String) -> PolicyNode? { keys.first { $0.shown == name } }

    /// The value of a key, and the log's fault if it is null: a key without value is a slip, never "nothing".
    ///
    /// - Parameter mustStand: whether the key cannot be left out.
    mutating func value(_ key: String, mustStand: Bool = false) -> PolicyNode? {
        asked.insert(key)
        guard let value = values[key] else { return nil }
        guard !value.isNull else {
            log.fault(
                value.location, key, "`\(named(key))` has no value", mustStand ? "give it one" : "give it one or leave the key out",
                kind: .nullValue)
            return nil
        }
        return value
    }

    mutating func required(_ key: String, _ why: String) -> PolicyNode? {
        if values[key] == nil { log.fault(node.location, "", "`\(named(key))` is missing", why, kind: .missingKey) }
        return value(key, mustStand: true)
    }

    mutating func text(_ key: String, atMost limit: Int = LongestText.usual) -> String? {
        value(key).flatMap { text($0, named(key), atMost: limit) }
    }

    func text(_ node: PolicyNode, _ what: String, atMost limit: Int = LongestText.usual) -> String? {
        guard let text = node.text else {
            log.fault(
                node, "`\(what)` is \(node.kind), not text", node.bool == nil ? nil : "put quotation marks around it",
                kind: .wrongType)
            return nil
        }
        guard !text.isEmpty, text.utf8.count <= limit else {
            log.fault(
                node, "`\(what)` is \(text.isEmpty ? "empty" : "longer than \(limit) bytes")",
                kind: text.isEmpty ? .emptyValue : .tooLarge)
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ !$0.hidesOrBreaksText }) else {
            log.fault(node, "`\(what)` holds a control or direction-changing character", "remove it", kind: .hiddenCharacter)
            return nil
        }
        return text
    }

    mutating func bool(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if let bool = value.bool { return bool }
        log.fault(
            value, "`\(named(key))` is \(value.kind), not true or false", "write true or false, without quotation marks",
            kind: .wrongType)
        return nil
    }

    mutating func date(_ key: String) -> CalendarDate? {
        guard let value = value(key) else { return nil }
        if let text = value.text, let date = CalendarDate(text) { return date }
        log.fault(value, "`\(named(key))` is not a date", "write year-month-day, such as 2027-03-31", kind: .invalidDate)
        return nil
    }

    /// One word of a closed set.
    mutating func choice<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _: Word.Type) -> Word? {
        value(key).flatMap { choice($0, named(key)) }
    }

    func choice<Word: RawRepresentable<String> & CaseIterable>(_ node: PolicyNode, _ what: String) -> Word? {
        let words = Word.allCases.map(\.rawValue)
        // As written, without the core schema: `none` and the like are words here.
        if case .scalar(let text, _) = node.content, let word = Word(rawValue: text) { return word }
        log.fault(
            node, "unknown value of `\(what)`",
            Spelling.didYouMean(node.shown, among: words) ?? "one of \(words.joined(separator: ", "))", kind: .unknownWord)
        return nil
    }

    /// The items of a list that must be one, and must hold something unless `mayBeEmpty`.
    ///
    /// - Parameter whenEmpty: what to write into an empty one, where the key cannot be left out.
    mutating func list(_ key: String, mayBeEmpty: Bool = false, whenEmpty: String? = nil) -> [PolicyNode]? {
        guard let value = value(key, mustStand: whenEmpty != nil) else { return nil }
        guard case .list(let items) = value.content else {
            log.fault(
                value, "`\(named(key))` is \(value.kind), not a list", "write [a, b] or one `- item` a line",
                kind: .wrongType)
            return nil
        }
        guard mayBeEmpty || !items.isEmpty else {
            log.fault(
                value.location, key, "`\(named(key))` is empty",
                whenEmpty ?? "an empty list matches nothing: name items or leave the key out", kind: .emptyValue)
            return nil
        }
        return items
    }

    mutating func section(_ key: String) -> Section? {
        value(key).flatMap { Section($0, path: named(key), log) }
    }

    /// A key that belongs to the format but not here.
    mutating func misplaced(_ key: String, _ advice: String) {
        foreign.insert(key)
        guard let place = self.key(key) else { return }
        log.fault(place, "`\(named(key))` does not belong here", advice, kind: .misplacedKey)
    }

    /// Tells of every key that nobody asked for.
    func finish() {
        for key in keys {
            guard case .scalar(let name, _) = key.content, !asked.contains(name), !foreign.contains(name) else { continue }
            let place = path.isEmpty ? log.subject : "`\(path)`"
            log.fault(
                key, "unknown key",
                Spelling.didYouMean(name, among: asked) ?? "\(place) takes \(asked.sorted().joined(separator: ", "))",
                kind: .unknownKey)
        }
    }
}
