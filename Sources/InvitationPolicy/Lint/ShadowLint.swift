import Invitations

/// Looks for what allows and cannot: allow entries and rules that a deny, an exclusive rule or another entry decides
/// before them.
struct ShadowLint {
    /// At most so many lookups for the allow list against the lists of rules; the denied and the internal domains are
    /// always looked at.
    private static let mostLookups = 4_000_000

    let parts: PolicyParts
    let log: FaultLog

    /// A list that takes what it covers away from others, and how.
    private struct Shadow {
        let list: DomainList
        /// In words, of the entry of the list that does it.
        let why: (_ entry: String) -> String

        func why(_ entry: Int?) -> String? { entry.map { why(list.described($0)) } }
    }

    /// Pairs of rules that are compared. Rules that name no domain meet all others, and a policy of many thousands of
    /// them would take minutes to load.
    private static let mostPairs = 2_000_000

    func check() {
        // Only these can take anything away. What covers all that a rule names covers each of it, so that one name tells
        // which of them to compare.
        let takers = parts.rules.filter { $0.mode == .enforce && ($0.effect == .deny || $0.exclusive) }
        let index = RuleIndex(takers)
        var pairs = 0
        for rule in parts.rules where rule.effect == .allow && pairs < Self.mostPairs {
            let others = rule.anyName.map { index.candidates(for: $0).map { takers[$0] } } ?? index.everywhere.map { takers[$0] }
            pairs += others.count
            guard let why = whyShadowed(rule, by: others) else { continue }
            log.warn(rule.source, rule.id, "shadowed rule", why, kind: .shadowedRule)
        }
        checkAllowed()
    }

    private func whyShadowed(_ rule: Rule, by others: [Rule]) -> String? {
        if rule.targets(lieIn: parts.denied) { return "everything it names is denied by `domains.deny`" }
        for other in others {
            if other.effect == .deny, other.covers(rule) {
                return "rule `\(other.id)` denies whatever it allows"
            }
            if other.exclusive, !rule.exclusive, let domains = other.domains, rule.targets(lieIn: domains) {
                return "everything it names passes by exclusive rules only, such as `\(other.id)`"
            }
        }
        return nil
    }

    private func checkAllowed() {
        let list = parts.allowed
        let shadows = shadows()
        guard !shadows.isEmpty || !list.parents.isEmpty else { return }
        var told = 0
        func tell(_ entry: Int, _ name: String, _ why: String) {
            log.warn(list.source(of: entry), name, "shadowed entry", why, kind: .shadowedEntry)
            told += 1
        }
        for entry in list.exact.entries.sorted() where told < Lint.warningsOfOneKind {
            let name = list.names.bytes.span.extracting(list.names.range(entry))
            let shadow = shadows.first { $0.list.contains(name) }
            if let why = shadow.flatMap({ $0.why($0.list.entries(covering: name).first) }) ?? whyRepeated(name, entry) {
                tell(entry, list.names.text(entry), why)
            }
        }
        guard !shadows.isEmpty else { return }
        for entry in list.parents.entries.sorted() where told < Lint.warningsOfOneKind {
            let name = list.names.bytes.span.extracting(list.names.range(entry))
            let shadow = shadows.first { $0.list.coversSubdomains(of: name) }
            if let why = shadow.flatMap({ $0.why($0.list.entry(coveringSubdomainsOf: name)) }) {
                tell(entry, "*." + list.names.text(entry), why)
            }
        }
    }

    private func shadows() -> [Shadow] {
        let ofRules = parts.rules.compactMap { rule -> Shadow? in
            guard rule.mode == .enforce, let domains = rule.domains else { return nil }
            if rule.effect == .deny, rule.addresses == nil, rule.inviters == InviterCondition() {
                return Shadow(list: domains) { "rule `\(rule.id)` denies it by \($0)" }
            }
            guard rule.exclusive else { return nil }
            return Shadow(list: domains) { "it passes by rule `\(rule.id)` only, which names it in \($0)" }
        }
        let always = [
            Shadow(list: parts.denied) { "\($0) denies it" },
            Shadow(list: parts.internalDomains) { "\($0) makes it an internal domain" },
        ]
        return (always + ofRules.prefix(Self.mostLookups / max(1, parts.allowed.count))).filter { !$0.list.isEmpty }
    }

    private func whyRepeated(_ name: Span<UInt8>, _ entry: Int) -> String? {
        guard !parts.allowed.parents.isEmpty else { return nil }
        let life = parts.allowed.origin(of: entry).expires
        let wider = parts.allowed.entries(covering: name).first { other in
            guard other != entry else { return false }
            guard let end = parts.allowed.origin(of: other).expires else { return true }
            return life.map { $0 <= end } ?? false
        }
        return wider.map { "\(parts.allowed.described($0)) allows it for as long" }
    }
}

extension Rule {
    /// One of the domains that it is about, or one below it; nil where it names none.
    fileprivate var anyName: MailDomain? {
        if let domains {
            if let entry = domains.exact.entries.first { return try? MailDomain(domains.names.text(entry)) }
            return domains.parents.entries.first.flatMap { try? MailDomain("a." + domains.names.text($0)) }
        }
        return addresses?.first.flatMap { $0.split(separator: "@").last }.flatMap { try? MailDomain($0) }
    }

    /// Whether this rule matches, for the same inviter, whatever `other` matches.
    fileprivate func covers(_ other: Rule) -> Bool {
        guard inviters.isImplied(by: other.inviters) else { return false }
        if let addresses {
            guard let theirs = other.addresses, theirs.isSubset(of: addresses) else { return false }
        }
        return domains.map(other.targets) ?? true
    }
}

extension InviterCondition {
    /// Whether it holds for whomever `other` holds for.
    fileprivate func isImplied(by other: InviterCondition) -> Bool {
        func implied<Value>(_ mine: Set<Value>?, _ theirs: Set<Value>?) -> Bool {
            guard let mine else { return true }
            return theirs.map { $0.isSubset(of: mine) } ?? false
        }
        return implied(directoryRoles, other.directoryRoles) && implied(appRoles, other.appRoles)
            && implied(groups, other.groups) && implied(users, other.users) && implied(callers, other.callers)
            && (userKind == nil || userKind == other.userKind)
    }
}
