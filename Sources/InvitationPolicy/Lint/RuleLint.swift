import Invitations

/// Looks at each rule for itself: what it says of itself must be able to hold together.
///
/// Only what provably never matches is a fault. That a deny stands in a rule's way never is: a deny that is added in a
/// hurry must not keep the policy from loading.
struct RuleLint {
    let parts: PolicyParts
    let log: FaultLog

    func check() {
        for rule in parts.rules {
            checkAddresses(rule)
            rule.effect == .allow ? checkAllow(rule) : checkDeny(rule)
        }
    }

    private func checkAddresses(_ rule: Rule) {
        guard let domains = rule.domains, let addresses = rule.addresses else { return }
        if !addresses.contains(where: { Rule.domain(of: $0).map(domains.contains) ?? false }) {
            never(rule, "none of its `addresses` lies in its `domains`, and both must hold")
        }
    }

    private func checkAllow(_ rule: Rule) {
        if rule.exclusive, rule.domains == nil {
            log.fault(
                rule.source, rule.id, "`exclusive` without `domains`", "name the domains that pass by this rule only",
                kind: .contradiction)
        }
        if rule.require.userType == .member, !rule.permit.contains(.memberType) {
            never(rule, "it requires members, whom only `permit: [memberType]` lets past the first step")
        }
        if rule.require.userType == .guest, rule.permit.contains(.memberType) {
            log.fault(
                rule.source, rule.id, "contradictory rule",
                "it permits members and requires guests: one of the two can go", kind: .contradiction)
        }
        if rule.targets(lieIn: parts.internalDomains) {
            never(rule, "all it names is internal, which is refused before any rule")
        }
        if rule.isUnconditional {
            log.warn(
                rule.source, rule.id, "a rule without conditions", "it allows every invitation that nothing denies",
                kind: .noConditions)
        }
        checkEffect(rule)
    }

    private func checkDeny(_ rule: Rule) {
        guard rule.isUnconditional else { return }
        log.warn(
            rule.source, rule.id, "a rule without conditions", "it denies every invitation", kind: .nothingPasses)
    }

    /// What a rule asks for and the defaults ask for already, and more.
    private func checkEffect(_ rule: Rule) {
        if let message = rule.require.message, message > parts.requirements.message {
            log.warn(
                rule.source, rule.id, "`require.message` has no effect",
                "the defaults ask for \(parts.requirements.message.rawValue), and the stricter counts", kind: .noEffect)
        }
        for limits in rule.quotas {
            guard let common = parts.requirements.quotas.first(where: { $0.period == limits.period }) else { continue }
            let pairs = [
                (limits.perInviter, common.perInviter), (limits.perDomain, common.perDomain),
                (limits.perTenant, common.perTenant),
            ]
            let isIdle = pairs.contains { mine, theirs in
                guard let mine, let theirs else { return false }
                return mine >= theirs
            }
            guard isIdle else { continue }
            log.warn(
                rule.source, rule.id, "a limit of its `quota` has no effect",
                "the defaults allow no more in a \(limits.period.rawValue), over all grants together", kind: .noEffect)
        }
    }

    private func never(_ rule: Rule, _ why: String) {
        log.fault(rule.source, rule.id, "a rule that can never match", why, kind: .neverMatches)
    }
}

extension Rule {
    /// Whether it is about every invitation of every inviter.
    var isUnconditional: Bool { domains == nil && addresses == nil && inviters == InviterCondition() }

    /// Whether whatever the rule names, by addresses or else by domains, is covered by `list`.
    func targets(lieIn list: DomainList) -> Bool {
        guard !list.isEmpty else { return false }
        if let addresses {
            return addresses.allSatisfy { Self.domain(of: $0).map(list.contains) ?? false }
        }
        guard let domains else { return false }
        let names = domains.names
        return domains.exact.entries.allSatisfy { entry in
            list.contains(names.bytes.span.extracting(names.range(entry)))
        }
            && domains.parents.entries.allSatisfy { entry in
                list.coversSubdomains(of: names.bytes.span.extracting(names.range(entry)))
            }
    }

    static func domain(of address: String) -> MailDomain? {
        address.split(separator: "@").last.flatMap { try? MailDomain($0) }
    }
}
