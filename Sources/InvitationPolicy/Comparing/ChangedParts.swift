import Invitations

/// Rules or callers that came, went, or have keys with other values.
struct ChangedParts {
    var added: [String] = []
    var removed: [String] = []
    private(set) var changed: [(name: String, keys: [ChangedKey])] = []

    mutating func add(_ name: String, _ keys: [ChangedKey]) {
        if !keys.isEmpty { changed.append((name, keys)) }
    }

    /// A line for each key.
    func lines(_ parts: String, _ part: String) -> [String] {
        comings(parts, most: .max) + changed.flatMap { name, keys in keys.map { "\(part) \(name): \($0.line)" } }
    }

    /// A line for each part, with the names of its keys.
    func summary(_ parts: String, _ part: String) -> [String] {
        let most = PolicyDifference.mostExamples
        let lines = changed.prefix(most).map { name, keys in
            // Of `inviters.groups` and `inviters.users`, `inviters`, once.
            var names = OrderedSet<String>()
            for key in keys { names.insert(String(key.name.prefix { $0 != "." })) }
            let idBefore = keys.first { $0.name == "id" }.map { " (\($0.change))" } ?? ""
            return "\(part) \(name): \(names.elements.joined(separator: ", "))\(idBefore)"
        }
        let rest = changed.count - lines.count
        let more = rest > 0 ? ["and \(rest) more \(rest == 1 ? part : parts) changed"] : []
        return comings(parts, most: most) + lines + more
    }

    private func comings(_ parts: String, most: Int) -> [String] {
        [("added", added), ("removed", removed)].filter { !$1.isEmpty }.map { how, names in
            let rest = names.count - min(names.count, most)
            return "\(parts) \(how): \(names.prefix(most).joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "")"
        }
    }
}

/// A rule without its id and its place in the file.
struct RuleBody: Hashable {
    private let meaning: RuleMeaning
    private let expires: CalendarDate?
    private let addresses: Set<String>?
    private let domains: String?
    private let note: EntryNote

    init(_ rule: Rule) {
        meaning = RuleMeaning(rule, id: "", at: Timestamp(milliseconds: .min))
        expires = rule.expires
        addresses = rule.addresses
        domains = rule.domains?.contentDigest
        note = rule.note
    }
}

extension PolicyCaller {
    func keys(since old: PolicyCaller) -> [ChangedKey] {
        KeyComparison { keys in
            keys.compare("name", old.name, name)
            keys.compare("channel", old.channel.rawValue, channel.rawValue)
            keys.compare("mayName.groups", old.mayNameGroups, mayNameGroups, \.description)
            keys.compare("mayName.privilegedRoles", old.mayNamePrivilegedRoles, mayNamePrivilegedRoles)
            keys.compare(
                "acceptUpn", old.acceptsUPN, acceptsUPN,
                then: acceptsUPN
                    ? "inviters named by user principal name are no longer refused with 400"
                    : "inviters named by user principal name are refused with 400 then")
        }.keys
    }
}

extension Rule {
    func keys(since old: Rule) -> [ChangedKey] {
        KeyComparison { keys in
            keys.compare("effect", old.effect.rawValue, effect.rawValue)
            keys.compare("mode", old.mode.rawValue, mode.rawValue)
            keys.compare("inviters.groups", old.inviters.groups, inviters.groups, \.description)
            keys.compare("inviters.directoryRoles", old.inviters.directoryRoles, inviters.directoryRoles, RoleWords.name)
            keys.compare("inviters.appRoles", old.inviters.appRoles, inviters.appRoles, \.self)
            keys.compare("inviters.users", old.inviters.users, inviters.users, \.description)
            keys.compare("inviters.callers", old.inviters.callers, inviters.callers, \.description)
            keys.compare("inviters.userKind", old.inviters.userKind?.rawValue, inviters.userKind?.rawValue)
            switch (old.domains, domains) {
            case (let before?, let after?): keys.list("domains", before, after, areNotesTold: false)
            default: keys.compare("domains", old.domains.map { "\($0.count) entries" }, domains.map { "\($0.count) entries" })
            }
            keys.compare("addresses", old.addresses, addresses, \.self)
            keys.compare("expires", old.expires?.description, expires?.description)
            keys.compare("exclusive", old.exclusive, exclusive)
            keys.compare("permit", Set(old.permit.map(\.rawValue)), Set(permit.map(\.rawValue)), \.self)
            keys.compare("require.redirectHosts", old.require.hosts?.names, require.hosts?.names, \.self)
            keys.compare("require.message", old.require.message?.rawValue, require.message?.rawValue)
            keys.compare("require.justification", old.require.justification, require.justification)
            keys.compare("require.ticket", old.require.ticket, require.ticket)
            keys.compare("require.sponsor", old.require.sponsor, require.sponsor)
            keys.compare("require.displayName", old.require.displayName, require.displayName)
            keys.compare("require.invitedUserType", old.require.userType?.rawValue, require.userType?.rawValue)
            keys.compare("quota", old.quotas, quotas)
            keys.compare(old.note, note)
        }.keys
    }
}
