extension PolicyDifference {
    /// What a new version of a policy changes, in a few lines: from the policies themselves, without judging anything.
    /// Cheap enough for every load, however long the lists are.
    public static func summary(from old: Policy, to new: Policy) -> [String] {
        guard old.digest != new.digest else { return ["no difference"] }
        let keys = ChangedKeys(from: old, to: new)
        // What can let invitations pass stands before who answers for them.
        let (later, first) = keys.top.split { ["owner", "author"].contains($0.name) || $0.name.hasPrefix("tenant.") }
        var lines = (first + keys.lists).map(\.line) + keys.callers.summary("callers", "caller")
        lines += keys.rules.summary("rules", "rule")
        if !keys.defaults.isEmpty { lines.append("changed: \(keys.defaults.map(\.name).joined(separator: ", "))") }
        if !later.isEmpty { lines.append("changed: \(later.map(\.name).joined(separator: ", "))") }
        if !keys.notes.isEmpty {
            lines.append("\(keys.notes.count) \(keys.notes.count == 1 ? "change" : "changes") of notes of list entries: \(keys.notes[0])")
        }
        return lines.isEmpty ? keys.lines : lines
    }
}

extension [ChangedKey] {
    fileprivate func split(_ isMeant: (ChangedKey) -> Bool) -> ([ChangedKey], [ChangedKey]) {
        (filter(isMeant), filter { !isMeant($0) })
    }
}
