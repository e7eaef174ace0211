import Invitations

/// What the deny list, the grants and the rules come to: a ruling for steps 2 to 6, and all that matched.
struct Evidence {
    let ruling: Ruling
    let matches: [RuleMatch]
}

extension Hearing {
    /// Steps 2 to 6, with everything that matched.
    func weigh() -> Evidence {
        let denies = denials()
        let grants = grants()
        // Entries from near to far and rules by id: an order that is not the file's.
        let matches = denies.matches + grants.map(\.match) + withoutEffect()
        return Evidence(ruling: denies.ruling ?? ruling(on: grants), matches: matches)
    }

    private func denials() -> (matches: [RuleMatch], ruling: Ruling?) {
        let list = policy.denied
        let entries = list.entries(covering: address.domain).map { entry in
            RuleMatch(
                id: list.id(of: entry), effect: .deny, source: list.source(of: entry), isReportOnly: false,
                role: .denies,
                failedRequirement: nil)
        }
        var rules: [RuleMatch] = []
        var missing: Set<FactKind> = []
        for concerned in concerned where concerned.rule.effect == .deny && isInForce(concerned.rule) {
            if case .unknown(let facts) = concerned.finding {
                missing.formUnion(facts)
                rules.append(concerned.match(.undetermined))
            } else {
                rules.append(concerned.match(.denies))
            }
        }
        let ruling: Ruling? =
            if let entry = entries.first {
                .denied(.domainDenied, step: 2, target: Target.address, deciding: entry)
            } else if let rule = rules.first(where: { $0.role == .denies }) {
                .denied(.ruleDenies, step: 2, target: Target.address, deciding: rule)
            } else if !missing.isEmpty {
                .undecided(missing, step: 2)
            } else {
                nil
            }
        return (entries + rules, ruling)
    }

    /// One grant that holds whole; or a fact that could make one hold; or the nearest miss; or nothing.
    private func ruling(on grants: [Grant]) -> Ruling {
        if let holding = grants.first(where: { $0.outcome == .holds }) {
            return Ruling(verdict: .approved, step: 4, deciding: holding.match, claims: holding.claims)
        }
        let missing = grants.reduce(into: Set<FactKind>()) { missing, grant in
            if case .unknown(let facts) = grant.outcome { missing.formUnion(facts) }
        }
        guard missing.isEmpty else { return .undecided(missing, step: 3) }
        let misses = grants.compactMap { grant -> (grant: Grant, failures: [Requirement])? in
            if case .fails(let failures) = grant.outcome { (grant, failures) } else { nil }
        }
        // Fewest unmet requirements, then the one that got furthest, then the grants' own order.
        let nearest = misses.min { left, right in
            (left.failures.count, -left.failures[0].rank) < (right.failures.count, -right.failures[0].rank)
        }
        guard let nearest else { return .denied(.noRuleAllows, step: 6, target: Target.address) }
        let first = nearest.failures[0]
        return Ruling(
            verdict: .denied(first.reason), step: first == .quota ? 5 : 4, deciding: nearest.grant.match,
            target: first.target, requirement: first, exhausted: first == .quota ? nearest.grant.exhausted : nil)
    }

    /// Expired and report-only matches: recorded, nothing more.
    private func withoutEffect() -> [RuleMatch] {
        var matches: [RuleMatch] = []
        let list = policy.allowed
        for entry in list.entries(covering: address.domain) where list.hasExpired(entry, at: now) {
            matches.append(
                RuleMatch(
                    id: list.id(of: entry), effect: .allow, source: list.source(of: entry), isReportOnly: false,
                    role: .expired,
                    failedRequirement: nil))
        }
        for concerned in concerned {
            if concerned.rule.hasExpired(at: now) {
                matches.append(concerned.match(.expired))
            } else if !isInForce(concerned.rule) {
                matches.append(concerned.match(concerned.finding == .yes ? .reported : .undetermined))
            }
        }
        return matches
    }
}

extension Hearing.Concerned {
    func match(_ role: RuleMatch.Role, failed: Requirement? = nil) -> RuleMatch {
        RuleMatch(
            id: rule.id, effect: rule.effect, source: rule.source, isReportOnly: rule.mode == .reportOnly, role: role,
            failedRequirement: failed?.rawValue)
    }
}

extension DomainList {
    /// An entry's last day is part of its life.
    func hasExpired(_ entry: Int, at now: Timestamp) -> Bool {
        origin(of: entry).expires.map { now >= $0.end } ?? false
    }
}
