import Invitations

extension RemedyOptions {
    /// What only a change of the policy would bring, or nothing at all.
    var beyondReach: [Remedy] {
        switch reason {
        case .internalDomain: internalEntries
        case .domainDenied, .ruleDenies: denies
        case .whoMayInvite where hearing.policy.level == .none:
            [never("whoMayInvite is none, so that nobody may invite")]
        case .noRuleAllows: lapsed + suspended + newEntry
        default: []
        }
    }

    private func never(_ why: String, _ id: String? = nil, _ source: SourceLocation? = nil) -> Remedy {
        Remedy(kind: .never, needs: ["nothing: \(why)"], id: id, source: source)
    }

    private func change(_ what: String, _ id: String? = nil, _ source: SourceLocation? = nil) -> Remedy {
        Remedy(kind: .changesPolicy, needs: [what], id: id, source: source)
    }

    private var internalEntries: [Remedy] {
        let list = hearing.policy.internalDomains
        return list.entries(covering: hearing.address.domain).map { entry in
            let id = list.id(of: entry)
            return never("\(id) lists \(hearing.address.domain) as our own, and no rule can permit it", id, list.source(of: entry))
        }
    }

    private var denies: [Remedy] {
        hearing.weigh().matches.filter { $0.effect == .deny && $0.role == .denies }.map { match in
            let verb = hearing.concerned.contains { $0.rule.id == match.id } ? "denies" : "lists"
            return never("\(match.id) \(verb) it; deny wins", match.id, match.source)
        }
    }

    private var lapsed: [Remedy] {
        hearing.weigh().matches.filter { $0.role == .expired }.map { match in
            change("\(match.id) renewed: it has expired", match.id, match.source)
        }
    }

    private var suspended: [Remedy] {
        let rules = hearing.concerned.map(\.rule).filter { $0.effect == .allow && !hearing.isInForce($0) }
        return rules.filter { !$0.hasExpired(at: hearing.now) }.map { rule in
            change("rule \(rule.id) in force: as `mode: reportOnly` it grants nothing", rule.id, rule.source)
        }
    }

    private var newEntry: [Remedy] {
        let policy = hearing.policy
        let domain = hearing.address.domain
        if policy.isExclusive(domain, enforcesAll: hearing.enforcesAll) {
            let rules = policy.rules.filter { $0.exclusive && $0.domains?.contains(domain) ?? false && hearing.isInForce($0) }
            return rules.map { rule in
                change("a rule with `exclusive: true` for \(domain): rule \(rule.id) keeps it for such rules", rule.id, rule.source)
            }
        }
        guard hearing.needed.isEmpty else {
            return [change("a rule that permits \(hearing.needed.map(\.rawValue).joined(separator: ", ")) and is about \(domain)")]
        }
        return [change("an entry in domains.allow for \(domain)")]
    }
}
