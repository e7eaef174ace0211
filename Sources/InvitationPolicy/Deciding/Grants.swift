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
            let outcome =
                isExclusive || isInternal || !needed.isEmpty
                ? .excluded
                : outcome(.yes, policy.requirements) { cc in
                    list.entries(covering: cc.domain).contains(entry) && !isExclusiveElsewhere(cc)
                }
            return grant(list.id(of: entry), list.source(of: entry), outcome)
        }
    }

    private func ruleGrants(_ isExclusive: Bool) -> [Grant] {
        concerned.compactMap { concerned in
            let rule = concerned.rule
            guard rule.effect == .allow, isInForce(rule), !rule.hasExpired(at: now) else { return nil }
            let outcome: Grant.Outcome
            if isInternal || isExclusive && !rule.exclusive {
                outcome = .excluded
            } else {
                let finding = needed.reduce(concerned.finding) { $0.and(permits(concerned, $1)) }
                guard finding != .no else { return Grant(match: concerned.match(.excluded), outcome: .excluded) }
                outcome = self.outcome(finding, policy.requirements.joined(with: rule.require)) { cc in
                    rule.concerns(cc) && (rule.exclusive || !isExclusiveElsewhere(cc))
                }
            }
            return Grant(match: concerned.match(outcome.role, failed: outcome.firstFailure), outcome: outcome)
        }
    }

    private func unlistedGrant(_ isExclusive: Bool) -> [Grant] {
        guard policy.unlisted == .allow else { return [] }
        let outcome =
            isExclusive || isInternal || !needed.isEmpty
            ? .excluded : outcome(.yes, policy.requirements) { !isExclusiveElsewhere($0) }
        return [grant("domains.unlisted", policy.unlistedSource, outcome)]
    }

    private func grant(_ id: String, _ source: SourceLocation, _ outcome: Grant.Outcome) -> Grant {
        let match = RuleMatch(
            id: id, effect: .allow, source: source, isReportOnly: false, role: outcome.role,
            failedRequirement: outcome.firstFailure?.rawValue)
        return Grant(match: match, outcome: outcome)
    }

    private func isExclusiveElsewhere(_ address: EmailAddress) -> Bool {
        policy.isExclusive(address.domain, enforcesAll: enforcesAll)
    }

    /// Whether a grant whose inviters match as `finding` says holds with these requirements. A requirement that is not
    /// met settles it, whatever is unknown.
    private func outcome(
        _ finding: Finding, _ requirements: DefaultRequirements, covers: (EmailAddress) -> Bool
    ) -> Grant.Outcome {
        let check = RequirementCheck(hearing: self, requirements: requirements)
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
        rules.contains { rule in
            rule.exclusive && (enforcesAll || rule.mode == .enforce) && rule.domains?.contains(domain) ?? false
        }
    }
}
