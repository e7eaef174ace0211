import Invitations

/// One thing that may allow the invitation, and whether it does.
struct Grant {
    enum Outcome: Hashable {
        case holds
        /// Never empty, in the order of checks.
        case fails([Requirement])
        case unknown(Set<FactKind>)
        /// Passed over: the domain is internal or exclusive to other rules, or the request needs a permission that
        /// this does not give.
        case excluded
    }

    let match: RuleMatch
    let outcome: Outcome
    /// What an approval by it takes.
    var claims: [QuotaClaim] = []
    /// The quota that is used up.
    var exhausted: QuotaClaim?
}

extension Hearing {
    /// All grants that match, in an order that is not the file's.
    func grants() -> [Grant] {
        let isExclusive = policy.isExclusive(address.domain, enforcesAll: enforcesAll)
        return entryGrants(isExclusive) + ruleGrants(isExclusive) + unlistedGrant(isExclusive)
    }

    private func entryGrants(_ isExclusive: Bool) -> [Grant] {
        let list = policy.allowed
        return list.entries(covering: address.domain).filter { !list.hasExpired($0, at: now) }.map { entry in
            grant(list.id(of: entry), list.source(of: entry), isExcluded: isExclusive) { cc in
                list.entries(covering: cc.domain).contains(entry) && !isExclusiveElsewhere(cc)
            }
        }
    }

    private func ruleGrants(_ isExclusive: Bool) -> [Grant] {
        concerned.compactMap { concerned in
            let rule = concerned.rule
            guard rule.effect == .allow, isInForce(rule), !rule.hasExpired(at: now) else { return nil }
            let excluded = Grant(match: concerned.match(.excluded), outcome: .excluded)
            guard !isInternal, !isExclusive || rule.exclusive else { return excluded }
            let finding = needed.reduce(concerned.finding) { $0.and(permits(concerned, $1)) }
            guard finding != .no else { return excluded }
            let check = RequirementCheck(hearing: self, grant: GrantRequirements(policy.requirements, rule))
            let outcome = outcome(finding, check) { cc in
                rule.concerns(cc) && (rule.exclusive || !isExclusiveElsewhere(cc))
            }
            return Grant(concerned.match(outcome.role, failed: outcome.firstFailure), outcome, check)
        }
    }

    private func unlistedGrant(_ isExclusive: Bool) -> [Grant] {
        guard policy.unlisted == .allow else { return [] }
        return [
            grant("domains.unlisted", policy.unlistedSource, isExcluded: isExclusive) { !isExclusiveElsewhere($0) }
        ]
    }

    /// A grant that no rule gives: it permits nothing of step 0 and has the defaults' requirements only.
    private func grant(
        _ id: String, _ source: SourceLocation, isExcluded: Bool, covers: (EmailAddress) -> Bool
    ) -> Grant {
        let check = RequirementCheck(hearing: self, grant: GrantRequirements(policy.requirements))
        let outcome = isExcluded || isInternal || !needed.isEmpty ? .excluded : outcome(.yes, check, covers: covers)
        let match = RuleMatch(
            id: id, effect: .allow, source: source, isReportOnly: false, role: outcome.role,
            failedRequirement: outcome.firstFailure?.rawValue)
        return Grant(match, outcome, check)
    }

    private func isExclusiveElsewhere(_ address: EmailAddress) -> Bool {
        policy.isExclusive(address.domain, enforcesAll: enforcesAll)
    }

    /// Whether a grant whose inviters match as `finding` says holds with these requirements. A requirement that is not
    /// met settles it, whatever is unknown.
    private func outcome(
        _ finding: Finding, _ check: RequirementCheck, covers: (EmailAddress) -> Bool
    ) -> Grant.Outcome {
        let (failures, missing) = check.result(covers: covers)
        switch finding {
        case .no: return .excluded
        case .yes where !failures.isEmpty: return .fails(failures)
        // Were the facts known, the grant would fail all the same: it cannot decide anything.
        case .unknown where !failures.isEmpty: return .excluded
        case .yes: return missing.isEmpty ? .holds : .unknown(missing)
        case .unknown(let facts): return .unknown(facts.union(missing))
        }
    }
}

extension Grant {
    fileprivate init(_ match: RuleMatch, _ outcome: Outcome, _ check: RequirementCheck) {
        let isUsedUp = if case .fails(let failures) = outcome { failures.contains(.quota) } else { false }
        self.init(
            match: match, outcome: outcome, claims: outcome == .holds ? check.claims : [],
            exhausted: isUsedUp ? check.exhausted : nil)
    }
}

extension Grant.Outcome {
    var role: RuleMatch.Role {
        switch self {
        case .holds: .grants
        case .fails: .requirementFailed
        case .unknown: .undetermined
        case .excluded: .excluded
        }
    }

    var firstFailure: Requirement? {
        if case .fails(let failures) = self { failures.first } else { nil }
    }
}

extension Policy {
    /// Whether a rule names the domain for itself. That an exclusive rule has expired ends what it grants, not what it
    /// reserves: a date must not open a domain to others.
    func isExclusive(_ domain: MailDomain, enforcesAll: Bool) -> Bool {
        ruleIndex.candidates(for: domain).contains { number in
            let rule = rules[number]
            return rule.exclusive && (enforcesAll || rule.mode == .enforce) && rule.domains?.contains(domain) ?? false
        }
    }
}
