import Invitations

/// A key to which two policies give different values.
struct ChangedKey: Hashable {
    /// Such as `defaults.quota` or, under a rule, `inviters.groups`.
    let name: String
    /// Such as `everyone -> none`.
    let change: String
    /// What becomes of requests that no rule is asked about, where the key decides that.
    let consequence: String?

    var line: String { "\(name): \(change)\(consequence.map { "; \($0)" } ?? "")" }
}

/// Every key that two policies give different values, as far as a digest tells them apart.
struct ChangedKeys {
    /// More notes of list entries than these are counted, not listed.
    static let mostNotes = 10

    private(set) var top: [ChangedKey] = []
    private(set) var lists: [ChangedKey] = []
    private(set) var defaults: [ChangedKey] = []
    private(set) var callers = ChangedParts()
    private(set) var rules = ChangedParts()
    /// Owners, tickets and review dates of list entries.
    private(set) var notes: [String] = []

    init(from old: Policy, to new: Policy) {
        top = Self.top(old, new)
        defaults = Self.defaults(old, new)
        callers = Self.callers(old.callers, new.callers)
        rules = Self.rules(old.rules, new.rules)
        for (name, mine, theirs) in [
            ("internalDomains", old.internalDomains, new.internalDomains), ("deny", old.denied, new.denied),
            ("allow", old.allowed, new.allowed),
        ] {
            let found = Self.notes(name, mine, theirs)
            notes += found
            lists += KeyComparison { $0.list(name, mine, theirs, areNotesTold: !found.isEmpty) }.keys
        }
    }

    /// The keys one by one.
    var lines: [String] {
        let rest = notes.count - Self.mostNotes
        let lines =
            (top + lists).map(\.line) + callers.lines("callers", "caller") + rules.lines("rules", "rule") + defaults.map(\.line)
            + notes.prefix(Self.mostNotes) + (rest > 0 ? ["and \(rest) more \(rest == 1 ? "note" : "notes") of list entries"] : [])
        // Whatever it is, it is not nothing.
        return lines.isEmpty ? ["something that no key here tells of"] : lines
    }

    /// Whether requests can be answered otherwise by what is settled before any rule is asked.
    var changeAnswers: Bool {
        (top + defaults + callers.changed.flatMap(\.keys)).contains { $0.consequence != nil }
    }

    private static func top(_ old: Policy, _ new: Policy) -> [ChangedKey] {
        KeyComparison { keys in
            keys.compare("name", old.name, new.name)
            keys.compare("owner", old.owner, new.owner)
            keys.compare("author", old.author, new.author)
            keys.compare("mode", old.mode.rawValue, new.mode.rawValue)
            keys.compare("reportOnly.includeWhoMayInvite", old.reportsWhoMayInvite, new.reportsWhoMayInvite)
            let (mine, theirs) = (old.tenant, new.tenant)
            keys.compare("tenant.guestUserAccess", mine?.guestUserAccess?.rawValue, theirs?.guestUserAccess?.rawValue)
            keys.compare("tenant.guestInvitations", mine?.guestInvitations?.rawValue, theirs?.guestInvitations?.rawValue)
            keys.compare("tenant.selfServiceSignUp", mine?.selfServiceSignUp?.rawValue, theirs?.selfServiceSignUp?.rawValue)
            keys.compare("tenant.externalUserLeave", mine?.externalUserLeave?.rawValue, theirs?.externalUserLeave?.rawValue)
            keys.compare(
                "tenant.collaborationRestrictions", mine?.collaborationRestrictions?.rawValue,
                theirs?.collaborationRestrictions?.rawValue)
            keys.compare("whoMayInvite", old.level.rawValue, new.level.rawValue)
            keys.compare("adminRoles", old.adminRoles, new.adminRoles, RoleWords.name)
            keys.compare("unlisted", old.unlisted.rawValue, new.unlisted.rawValue)
            keys.compare("existingGuest", old.existingGuest.rawValue, new.existingGuest.rawValue)
        }.keys
    }

    private static func defaults(_ old: Policy, _ new: Policy) -> [ChangedKey] {
        KeyComparison { keys in
            let page =
                switch (old.defaultRedirectURL, new.defaultRedirectURL) {
                case (_, nil): "an invitation that names no page is refused with 400 then"
                case (nil, _): "an invitation that names no page is no longer refused with 400"
                default: "an invitation that names no page is judged and sent with the other one then"
                }
            keys.compare(
                "defaults.inviteRedirectUrl", old.defaultRedirectURL?.description, new.defaultRedirectURL?.description, then: page)
            // Graph does not mail an invitation that does not ask for it.
            let sends = (old.defaultSendInvitationMessage ?? false) != (new.defaultSendInvitationMessage ?? false)
            keys.compare(
                "defaults.sendInvitationMessage", old.defaultSendInvitationMessage.map(String.init),
                new.defaultSendInvitationMessage.map(String.init),
                then: sends ? "an invitation that does not say is judged and sent with the other value then" : nil)
            keys.compare("defaults.messageLanguage", old.defaultMessageLanguage, new.defaultMessageLanguage)
            let (mine, theirs) = (old.requirements, new.requirements)
            keys.compare("defaults.allowUndeliveredMessage", mine.allowUndeliveredMessage, theirs.allowUndeliveredMessage)
            keys.compare("defaults.require.redirectHosts", mine.hosts.names, theirs.hosts.names, \.self)
            keys.compare("defaults.require.message", mine.message.rawValue, theirs.message.rawValue)
            keys.compare("defaults.require.justification", mine.justification, theirs.justification)
            keys.compare("defaults.require.ticket", mine.ticket, theirs.ticket)
            keys.compare("defaults.require.sponsor", mine.sponsor, theirs.sponsor)
            keys.compare("defaults.require.displayName", mine.displayName, theirs.displayName)
            keys.compare("defaults.quota", mine.quotas, theirs.quotas)
        }.keys
    }

    private static func callers(_ old: [PolicyCaller], _ new: [PolicyCaller]) -> ChangedParts {
        let before = Dictionary(old.map { ($0.app, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.map(\.app))
        var parts = ChangedParts()
        parts.added = new.filter { before[$0.app] == nil }.map(\.name)
        parts.removed = old.filter { !after.contains($0.app) }.map(\.name)
        for caller in new { before[caller.app].map { parts.add(caller.name, caller.keys(since: $0)) } }
        return parts
    }

    private static func rules(_ old: [Rule], _ new: [Rule]) -> ChangedParts {
        let before = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.map(\.id))
        var gone = Dictionary(grouping: old.filter { !after.contains($0.id) }, by: RuleBody.init)
        var parts = ChangedParts()
        for rule in new {
            if let earlier = before[rule.id] {
                parts.add(rule.id, rule.keys(since: earlier))
            } else if let earlier = gone[RuleBody(rule)]?.popLast() {
                parts.add(rule.id, KeyComparison { $0.compare("id", earlier.id, rule.id) }.keys)
            } else {
                parts.added.append(rule.id)
            }
        }
        parts.removed = gone.values.joined().map(\.id).sorted()
        return parts
    }

    private static func notes(_ list: String, _ old: DomainList, _ new: DomainList) -> [String] {
        guard old.contentDigest != new.contentDigest else { return [] }
        let noted = old.notes
        return new.notes.sorted { $0.key < $1.key }.flatMap { name, note in
            KeyComparison { keys in noted[name].map { keys.compare($0, note) } }.keys.map { "\(list) \(name): \($0.name) \($0.change)" }
        }
    }
}

extension DomainList {
    /// The notes of list files and of entries that have a date or note, by file or by domain.
    fileprivate var notes: [String: EntryNote] {
        var notes: [String: EntryNote] = [:]
        for (number, origin) in origins.enumerated() {
            let end = number + 1 < origins.count ? origins[number + 1].first : count
            if let file = origin.listFile {
                notes[file] = origin.note
            } else if origin.first < end {
                notes[names.text(origin.first)] = origin.note
            }
        }
        return notes
    }
}
