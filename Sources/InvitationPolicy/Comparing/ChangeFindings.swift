import Invitations

/// Gathers the invitations that are judged differently into the changes that they are cases of.
struct ChangeFindings {
    private struct Key: Hashable {
        let since: Timestamp?
        let direction: PolicyDifference.Direction
        let before: Cause
        let after: Cause
    }

    /// What an opinion rests on, without which entry of a list it was.
    private struct Cause: Hashable {
        let verdict: Decision.Verdict
        let reportOnly: Decision.Verdict?
        let rule: String?

        init(_ opinion: PolicyDifference.Opinion) {
            verdict = opinion.verdict
            reportOnly = opinion.reportOnly
            // A rule's id holds neither a bracket nor a colon.
            rule = opinion.rule.map { String($0.prefix { $0 != "[" && $0 != ":" }) }
        }
    }

    private struct Case {
        let before: PolicyDifference.Opinion
        let after: PolicyDifference.Opinion
        let witness: PolicyDifference.Witness
        var domains: Set<Int> = []
        var inviters: [String] = []
        var requests: [String] = []
        /// Hashes of all of them.
        var allInviters: Set<Int> = []
        var allRequests: Set<Int> = []
        var count = 0

        mutating func add(inviter: String, request: String, domain: Int) {
            count += 1
            domains.insert(domain)
            if allInviters.insert(inviter.hashValue).inserted, inviters.count < PolicyDifference.mostExamples {
                inviters.append(inviter)
            }
            if allRequests.insert(request.hashValue).inserted, requests.count < PolicyDifference.mostExamples {
                requests.append(request)
            }
        }
    }

    private var cases: [Key: Case] = [:]
    private var order: [Key] = []
    /// Hashes of what was told of: what goes on being so later is not told of again.
    private var told: Set<Int> = []
    /// Hashes of the inviters and classes of domains for which something is newly let pass or denied: that an invitation
    /// that stays denied is so for another reason goes without saying there.
    private var settled: Set<Int> = []

    mutating func add(
        _ direction: PolicyDifference.Direction, _ since: Timestamp?, _ before: PolicyDifference.Opinion,
        _ after: PolicyDifference.Opinion, _ draft: HearingDraft, _ witness: PolicyDifference.Witness, _ number: Int,
        inviter: @autoclosure () -> String
    ) {
        let timeless = Key(since: nil, direction: direction, before: Cause(before), after: Cause(after))
        guard told.insert(hash(timeless, draft, number)).inserted else { return }
        let place = hash(draft.inviter, number)
        if direction == .otherReason, settled.contains(place) { return }
        if direction == .newlyAllowed || direction == .newlyDenied { settled.insert(place) }
        let key = Key(since: since, direction: direction, before: timeless.before, after: timeless.after)
        if cases[key] == nil {
            cases[key] = Case(before: before, after: after, witness: witness)
            order.append(key)
        }
        cases[key]?.add(inviter: inviter(), request: draft.request.text, domain: number)
    }

    private func hash<each Part: Hashable>(_ part: repeat each Part) -> Int {
        var hasher = Hasher()
        repeat hasher.combine(each part)
        return hasher.finalize()
    }

    func changes(in comparison: PolicyComparison) -> [PolicyDifference.Change] {
        let directions = PolicyDifference.Direction.allCases
        let changes = order.compactMap { key in
            cases[key].map { found in
                PolicyDifference.Change(
                    direction: key.direction, since: key.since, before: found.before, after: found.after,
                    domains: comparison.domains(found.domains), inviters: found.inviters,
                    invitersOmitted: found.allInviters.count - found.inviters.count, requests: found.requests,
                    requestsOmitted: found.allRequests.count - found.requests.count, combinations: found.count, witness: found.witness)
            }
        }
        return changes.enumerated().sorted { left, right in
            let times = [left, right].map { $0.element.since?.milliseconds ?? .min }
            let ranks = [left, right].map { directions.firstIndex(of: $0.element.direction) ?? 0 }
            return (times[0], ranks[0], left.offset) < (times[1], ranks[1], right.offset)
        }.map(\.element)
    }
}

extension PolicyComparison {
    func domains(_ numbers: Set<Int>) -> PolicyDifference.ChangedDomains {
        let concerned = numbers.sorted().map { classes.classes[$0] }
        return PolicyDifference.ChangedDomains(
            listed: concerned.reduce(0) { $0 + $1.count }, includesUnlisted: concerned.contains(where: \.isUnlisted),
            examples: Array(concerned.flatMap(\.examples).prefix(PolicyDifference.mostExamples)))
    }
}
