/// The names under which anyone can get a name: from a registry, or from whoever gives them away, such as `github.io`. A
/// name of one label is one by nature; the others are the rules of the Public Suffix List, of both its sections.
enum PublicSuffixes {
    /// Suffixes of more than one label, and the names under which every label makes one (`*.ck` is a rule of the list):
    /// to allow all subdomains of either is to allow strangers.
    static let names: [String] = {
        var names: Set<String> = []
        for rule in rules {
            if rule.label.first == "*" {
                if rule.parent.contains(".") { names.insert(String(rule.parent)) }
            } else if rule.label.first != "!" {
                names.insert("\(rule.label).\(rule.parent)")
            }
        }
        return names.sorted()
    }()

    private static let known = Set(names)

    /// Parents under which every label makes a suffix, such as `ck`.
    static let wildcardParents: [String] = rules.filter { $0.label == "*" }.map { String($0.parent) }

    /// Names that would be suffixes by a wildcard and are none.
    static let exceptions: Set<String> = Set(
        rules.filter { $0.label.first == "!" }.map { "\($0.label.dropFirst()).\($0.parent)" })

    /// Whether `name`, as A-labels, is one of them.
    static func contain(_ name: String) -> Bool {
        guard let dot = name.firstIndex(of: ".") else { return true }
        let parent = name[name.index(after: dot)...]
        if wildcardParents.contains(where: { $0 == parent }) { return !exceptions.contains(name) }
        return known.contains(name)
    }

    private static let rules: [(label: Substring, parent: Substring)] = {
        var rules: [(label: Substring, parent: Substring)] = []
        var parent: Substring = ""
        for part in [firstHalf, secondHalf, privateSection] {
            for word in part.split(whereSeparator: \.isWhitespace) {
                if word.last == ":" { parent = word.dropLast() } else { rules.append((word, parent)) }
            }
        }
        return rules
    }()
}
