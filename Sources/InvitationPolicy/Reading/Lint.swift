import Invitations

/// Looks at what was read for what cannot be meant: rules that can never match are faults, entries that another one
/// makes pointless are warnings.
struct Lint {
    static let warningsOfOneKind = 100

    let parts: PolicyParts
    let log: FaultLog

    func check() {
        for rule in parts.rules { check(rule) }
        checkAllowed()
        checkSharedDomains(parts.denied)
        checkSharedDomains(parts.allowed)
        if parts.level == .none || parts.level == .everyone, parts.adminRoles != PolicyParts.usualAdminRoles {
            warnAtStart("`adminRoles` has no effect", "whoMayInvite is \(parts.level.rawValue)")
        }
        if parts.level == .none { warnAtStart("whoMayInvite is none", "every invitation will be refused") }
    }

    private func warnAtStart(_ what: String, _ advice: String) {
        log.warn(SourceLocation(file: log.file, line: 1, column: 1), "", what, advice)
    }

    private func check(_ rule: Rule) {
        if let domains = rule.domains, let addresses = rule.addresses,
            !addresses.contains(where: { Self.domain(of: $0).map(domains.contains) ?? false })
        {
            never(rule, "none of its `addresses` lies in its `domains`, and both must hold")
        }
        guard rule.effect == .allow else { return }
        if rule.exclusive, rule.domains == nil {
            log.fault(
                rule.source, rule.id, "`exclusive` without `domains`", "name the domains that pass by this rule only")
        }
        if everyTarget(of: rule, liesIn: parts.internalDomains) {
            never(rule, "all it names is internal, which is refused before any rule")
        }
        if everyTarget(of: rule, liesIn: parts.denied) {
            log.warn(rule.source, rule.id, "shadowed rule", "everything it names is denied by `domains.deny`")
        }
        if rule.domains == nil, rule.addresses == nil, rule.inviters == InviterCondition() {
            log.warn(
                rule.source, rule.id, "a rule without conditions", "it allows every invitation that nothing denies")
        }
    }

    private func never(_ rule: Rule, _ why: String) {
        log.fault(rule.source, rule.id, "a rule that can never match", why)
    }

    /// Whether whatever the rule names, by addresses or else by domains, is covered by `list`.
    private func everyTarget(of rule: Rule, liesIn list: DomainList) -> Bool {
        guard !list.isEmpty else { return false }
        if let addresses = rule.addresses {
            return addresses.allSatisfy { Self.domain(of: $0).map(list.contains) ?? false }
        }
        guard let domains = rule.domains else { return false }
        let names = domains.names
        return domains.exact.entries.allSatisfy { entry in
            list.contains(names.bytes.span.extracting(names.range(entry)))
        }
            && domains.parents.entries.allSatisfy { entry in
                list.coversSubdomains(of: names.bytes.span.extracting(names.range(entry)))
            }
    }

    private static func domain(of address: String) -> MailDomain? {
        address.split(separator: "@").last.flatMap { try? MailDomain($0) }
    }

    /// Allow entries that can grant nothing, or nothing that another does not.
    private func checkAllowed() {
        guard !parts.denied.isEmpty || !parts.internalDomains.isEmpty || !parts.allowed.parents.isEmpty else { return }
        var told = 0
        for entry in parts.allowed.exact.entries.sorted() where told < Self.warningsOfOneKind {
            let name = parts.allowed.names.bytes.span.extracting(parts.allowed.names.range(entry))
            if let why = whyPointless(name, entry) {
                log.warn(parts.allowed.source(of: entry), parts.allowed.names.text(entry), "shadowed entry", why)
                told += 1
            }
        }
        for entry in parts.allowed.parents.entries.sorted() where told < Self.warningsOfOneKind {
            let range = parts.allowed.names.range(entry)
            if parts.denied.coversSubdomains(of: parts.allowed.names.bytes.span.extracting(range)) {
                let name = "*." + parts.allowed.names.text(entry)
                log.warn(parts.allowed.source(of: entry), name, "shadowed entry", "`domains.deny` denies it all")
                told += 1
            }
        }
    }

    private func whyPointless(_ name: Span<UInt8>, _ entry: Int) -> String? {
        if parts.denied.contains(name) { return "`domains.deny` denies it" }
        if parts.internalDomains.contains(name) { return "it is an internal domain" }
        guard !parts.allowed.parents.isEmpty else { return nil }
        let life = parts.allowed.origin(of: entry).expires
        let isCovered = parts.allowed.entries(covering: name).contains { other in
            guard other != entry else { return false }
            guard let end = parts.allowed.origin(of: other).expires else { return true }
            return life.map { $0 <= end } ?? false
        }
        return isCovered ? "another entry allows it for as long" : nil
    }

    /// `onmicrosoft.com` names are given by Microsoft to whoever opens a tenant.
    private func checkSharedDomains(_ list: DomainList) {
        let shared = Array(".onmicrosoft.com".utf8)
        var told = 0
        for entry in 0..<list.count where told < Self.warningsOfOneKind {
            let range = list.names.range(entry)
            let name = list.names.bytes[range]
            guard name.count >= shared.count - 1, name.last == UInt8(ascii: "m") else { continue }
            if name.elementsEqual(shared.dropFirst()) || name.suffix(shared.count).elementsEqual(shared) {
                log.warn(
                    list.source(of: entry), list.names.text(entry), "a domain that any tenant has one under",
                    "an address there does not show the organisation; a guest's own domain usually differs")
                told += 1
            }
        }
    }
}
