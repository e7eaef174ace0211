/// A piece of a policy's text with its place: what is left of YAML once its surprises are refused.
struct PolicyNode {
    enum Content {
        /// `isPlain` when no quotation marks stood around it: only then can it be a number, a boolean or null.
        case scalar(String, isPlain: Bool)
        case list([PolicyNode])
        case map([(key: PolicyNode, value: PolicyNode)])
    }

    let location: SourceLocation
    let content: Content

    /// The text for a fault; a list or map is named, not shown.
    var shown: String {
        switch content {
        case .scalar(let text, _): text
        case .list: ""
        case .map: ""
        }
    }

    /// What people call the kind of value this is, by the YAML 1.2 core schema.
    var kind: String {
        switch content {
        case .list: "a list"
        case .map: "a map"
        case .scalar: isNull ? "null" : bool != nil ? "true or false" : integer != nil ? "a number" : "text"
        }
    }

    /// The core schema's null: nothing at all, `~` or `null`, without quotation marks.
    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content {
            return ["", "~", "null", "Null", "NULL"].contains(text)
        }
        return false
    }

    /// The core schema's booleans; `yes`, `no`, `on` and `off` are text.
    var bool: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        if ["true", "True", "TRUE"].contains(text) { return true }
        if ["false", "False", "FALSE"].contains(text) { return false }
        return nil
    }

    var integer: Int? {
        guard case .scalar(let text, isPlain: true) = content, text.utf8.count <= 18,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// The text as written. A number is text where text is wanted (`4412`, a GUID that reads `1e5…`), since the
    /// writing is kept; null and booleans are not.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull, bool == nil else { return nil }
        return text
    }
}
