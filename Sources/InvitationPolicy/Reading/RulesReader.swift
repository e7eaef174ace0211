import Invitations

/// Reads `rules`. A rule with a fault in it is left out; the log keeps the policy from loading.
enum RulesReader {
    static func read(
        _ section: inout Section, callers: [PolicyCaller], _ readList: (String) throws -> [UInt8]
    ) -> [Rule] {
        let items = section.list("rules", mayBeEmpty: true) ?? []
        let callers = ListedCallers(callers)
        var rules: [Rule] = []
        var places: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            guard let entry = Section(item, path: "rules[\(index)]", section.log) else { continue }
            let before = section.log.faults.count
            let rule = RuleReader(section: entry, callers: callers).read(readList)
            guard let rule else { continue }
            if let line = places[rule.id] {
                section.log.fault(item.location, rule.id, "duplicate rule id", "first at line \(line)", kind: .duplicateID)
            } else if section.log.faults.count == before {
                rules.append(rule)
            }
            places[rule.id] = places[rule.id] ?? item.location.line
        }
        return rules
    }
}

/// Reads one rule.
struct RuleReader {
    private var section: Section
    private let callers: ListedCallers
    private var log: FaultLog { section.log }

    init(section: Section, callers: ListedCallers) {
        self.section = section
        self.callers = callers
    }

    /// Nil where the rule has no id or effect.
    func read(_ readList: (String) throws -> [UInt8]) -> Rule? {
        var reader = self
        return reader.rule(readList)
    }

    private mutating func rule(_ readList: (String) throws -> [UInt8]) -> Rule? {
        let id = section.required("id", "decisions and audit entries name the rule by it").flatMap(ruleID)
        let effect: RuleEffect? = section.required("effect", "allow or deny")
            .flatMap { section.choice($0, section.named("effect")) }
        let mode = section.choice("mode", PolicyMode.self) ?? .enforce
        let inviters = inviters()
        let domains = section.list("domains").map { items in
            DomainsReader(.rule, path: section.named("domains"), log).read(items, readList)
        }
        let addresses = section.list("addresses").map(addresses)
        let note = EntryNote(
            owner: section.text("owner"), ticket: section.text("ticket"), reviewBy: section.date("reviewBy"))
        if effect == .deny { denyKeys() }
        let expires = effect == .deny ? nil : section.date("expires")
        let permit = effect == .deny ? [] : permissions()
        let require = effect == .deny ? RuleRequirements() : requirements()
        let exclusive = effect == .deny ? false : section.bool("exclusive") ?? false
        let quotas = effect == .deny ? [] : QuotaReader.read(&section)
        section.finish()
        guard let id, let effect else { return nil }
        let place = section.node.location
        if let expires {
            log.warn(
                after: expires, place, id, "expired after \(expires)", "it grants nothing any more: remove or renew it",
                kind: .expired)
        }
        if let review = note.reviewBy {
            log.warn(after: review, place, id, "due for review since \(review)", "it stays in force", kind: .dueForReview)
        }
        return Rule(
            id: id, source: place, effect: effect, mode: mode, inviters: inviters ?? InviterCondition(),
            domains: domains,
            addresses: addresses, expires: expires, permit: permit, require: require, quotas: quotas,
            exclusive: exclusive, note: note)
    }

    private func ruleID(_ node: PolicyNode) -> String? {
        guard let id = section.text(node, section.named("id"), atMost: LongestText.ruleID) else { return nil }
        let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8
        guard id.utf8.allSatisfy({ allowed.contains($0) }) else {
            log.fault(node, "a rule's id holds other than letters, digits, - _ .")
            return nil
        }
        return id
    }

    /// What would make no sense on a deny, or weaken it.
    private mutating func denyKeys() {
        section.misplaced("expires", "a deny never lapses by itself: use `reviewBy`")
        section.misplaced("permit", "only an allow rule permits")
        section.misplaced("require", "only an allow rule has requirements")
        section.misplaced("exclusive", "only an allow rule can be exclusive")
        section.misplaced("quota", "only what an allow rule grants is counted")
    }

    private mutating func inviters() -> InviterCondition? {
        guard var part = section.section("inviters") else { return nil }
        var condition = InviterCondition()
        condition.directoryRoles = part.list("directoryRoles").map {
            Set($0.compactMap { IdentifierReader.role($0, log) })
        }
        condition.appRoles = part.list("appRoles").map { Set($0.compactMap { part.text($0, part.named("appRoles")) }) }
        condition.groups = part.list("groups").map { IdentifierReader.objects($0, part.named("groups"), log) }
        condition.users = part.list("users").map { IdentifierReader.objects($0, part.named("users"), log) }
        condition.callers = part.list("callers").map { Set($0.compactMap(caller)) }
        condition.userKind = part.choice("userKind", UserKindWord.self)?.kind
        part.finish()
        if case .map(let pairs) = part.node.content, pairs.isEmpty {
            log.fault(
                part.node.location, "", "`\(part.path)` is empty",
                "name who is meant, or leave it out for everyone who may invite", kind: .emptyValue)
        }
        return condition
    }

    /// A caller by its name in `callers`, or by its app id.
    private func caller(_ node: PolicyNode) -> ApplicationID? {
        let text = node.shown
        if let named = callers.byName[text] ?? ApplicationID(text).flatMap({ callers.byApp[$0] }) { return named.app }
        log.fault(
            node, "no such caller",
            Spelling.didYouMean(text, among: callers.all.lazy.map(\.name)) ?? "it must stand in `callers`",
            kind: .unknownCaller)
        return nil
    }

    private func addresses(_ nodes: [PolicyNode]) -> Set<String> {
        Set(
            nodes.compactMap { node in
                guard let text = section.text(node, section.named("addresses"), atMost: LongestText.address) else { return nil }
                do {
                    return try EmailAddress(text).comparisonKey
                } catch {
                    log.fault(
                        node, "not an address: \(error)", text.contains("@") ? nil : "domains belong under `domains`",
                        kind: .invalidAddress)
                    return nil
                }
            })
    }

    private mutating func permissions() -> Set<Permission> {
        let nodes = section.list("permit") ?? []
        return Set(
            nodes.compactMap { node in
                if ["internalConversion", "invitedUser"].contains(node.shown) {
                    log.fault(
                        node, "no rule can permit the conversion of an internal account", "it cannot be undone",
                        kind: .notPermittable)
                    return nil
                }
                if ["internalDomains", "internalDomain"].contains(node.shown) {
                    log.fault(
                        node, "no rule can permit an internal address",
                        "`permit` takes \(Permission.allCases.map(\.rawValue).joined(separator: ", "))",
                        kind: .notPermittable)
                    return nil
                }
                return section.choice(node, section.named("permit"))
            })
    }

    private mutating func requirements() -> RuleRequirements {
        var require = RuleRequirements()
        guard var part = section.section("require") else { return require }
        require.hosts = part.list("redirectHosts").map { RedirectHostsReader.read($0, part) }
        require.message = part.choice("message", MessageRule.self)
        require.justification = part.bool("justification") ?? false
        require.ticket = part.bool("ticket") ?? false
        require.sponsor = part.bool("sponsor") ?? false
        require.displayName = part.bool("displayName") ?? false
        require.userType = part.choice("invitedUserType", InvitedUserType.self)
        part.misplaced("quota", "it belongs beside `require`")
        part.misplaced("allowUndeliveredMessage", "it belongs under `invitations.defaults`")
        part.finish()
        return require
    }
}

enum UserKindWord: String, CaseIterable {
    case member, guest

    var kind: UserKind { self == .member ? .member : .guest }
}
