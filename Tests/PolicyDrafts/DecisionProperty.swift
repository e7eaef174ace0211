import InvitationPolicy
import Invitations
import SeededRandom

/// What must hold of every policy, whatever it says: each is tried on policies and invitations drawn by chance.
public enum DecisionProperty: String, CaseIterable, Sendable {
    case addedDenyNeverAllowsMore
    case removedGrantNeverAllowsMore
    case moreUsageNeverAllowsMore
    case claimsStayWithinLimits
    case reportOnlyPolicyAccountsForItself
    case reportOnlyRulesAccountForThemselves
    case unknownFactsNeverAllowMore
    case neededFactsAreEnough

    /// - Parameter hearings: how many invitations to judge.
    /// - Throws: ``Violation``.
    public func check(seed: UInt64, hearings: Int) throws {
        var random = SeededGenerator(seed: seed)
        let draft = PolicyDraft(&random)
        switch self {
        case .addedDenyNeverAllowsMore: try neverMore(draft, Self.withDeny(draft, &random), hearings, &random)
        case .removedGrantNeverAllowsMore: try neverMore(draft, Self.withoutGrant(draft, &random), hearings, &random)
        case .moreUsageNeverAllowsMore: try moreUsage(draft, hearings, &random)
        case .claimsStayWithinLimits: try claims(draft, hearings, &random)
        case .reportOnlyPolicyAccountsForItself: try reportOnlyPolicy(draft, hearings, &random)
        case .reportOnlyRulesAccountForThemselves: try reportOnlyRules(draft, hearings, &random)
        case .unknownFactsNeverAllowMore: try unknownFacts(draft, hearings, &random)
        case .neededFactsAreEnough: try neededFacts(draft, hearings, &random)
        }
    }

    private static func withDeny(_ draft: PolicyDraft, _ random: inout SeededGenerator) -> PolicyDraft {
        var stricter = draft
        if Bool.random(using: &random) {
            stricter.denied.append(EntryDraft.denied(&random))
        } else {
            stricter.rules.append(RuleDraft.rule(&random, id: "radded", effect: "deny"))
        }
        return stricter
    }

    private static func withoutGrant(_ draft: PolicyDraft, _ random: inout SeededGenerator) -> PolicyDraft {
        var stricter = draft
        // An exclusive rule reserves as well as grants, so that to remove it may open its domain: that is meant.
        let grants = draft.rules.indices.filter {
            draft.rules[$0]["effect"]?.isText == "allow" && draft.rules[$0]["exclusive"] == nil
        }
        if let index = grants.randomElement(using: &random), Bool.random(using: &random) {
            stricter.rules.remove(at: index)
        } else if let index = draft.allowed.indices.randomElement(using: &random) {
            stricter.allowed.remove(at: index)
        }
        return stricter
    }

    private func neverMore(
        _ draft: PolicyDraft, _ stricter: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator
    ) throws {
        let (before, after) = (try draft.load(), try stricter.load())
        for _ in 0..<hearings {
            let hearing = try DrawnHearing(&random)
            let usage = try hearing.usage(under: before, after)
            let (old, new) = (try hearing.judge(before, usage: usage), try hearing.judge(after, usage: usage))
            try demand(old.isApproved || !new.isApproved, draft, hearing, "approved by the stricter policy only: \(stricter)")
        }
    }

    private func moreUsage(_ draft: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        let policy = try draft.load()
        for _ in 0..<hearings {
            let hearing = try DrawnHearing(&random)
            let usage = try hearing.usage(under: policy)
            var more = usage
            for counter in try hearing.counters(under: policy) { more[counter] += Int.random(in: 0...2, using: &random) }
            let (less, after) = (try hearing.judge(policy, usage: usage), try hearing.judge(policy, usage: more))
            try demand(less.isApproved || !after.isApproved, draft, hearing, "approved for more usage")
            if less.verdict != after.verdict {
                try demand(
                    after.verdict == .denied(.quotaExceeded) || less.verdict == .denied(.quotaExceeded) || after.step == 4,
                    draft, hearing, "usage changed more than quotas can: \(less.verdict), \(after.verdict)")
            }
        }
    }

    private func claims(_ draft: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        var draft = draft
        draft.mode = PolicyDraft.pick(["enforce", "enforce", "reportOnly"], &random)
        let policy = try draft.load()
        for _ in 0..<hearings {
            let hearing = try DrawnHearing(&random)
            let (usage, counters) = (try hearing.usage(under: policy), try hearing.counters(under: policy))
            let decision = try hearing.judge(policy, usage: usage)
            let claimed = decision.claims.map(\.counter)
            try demand(Set(claimed).count == claimed.count, draft, hearing, "a counter claimed twice")
            try demand(Set(claimed).isSubset(of: counters), draft, hearing, "a counter that was not announced")
            try demand(
                decision.claims.allSatisfy { usage[$0.counter] < $0.limit }, draft, hearing, "a claim above its limit")
            try demand(decision.isApproved || decision.claims.isEmpty, draft, hearing, "a claim without an approval")
            guard let exhausted = decision.exhausted else { continue }
            try demand(counters.contains(exhausted.counter), draft, hearing, "a used-up counter that was not announced")
            try demand(usage[exhausted.counter] >= exhausted.limit, draft, hearing, "a used-up counter with room")
        }
    }

    func demand(_ holds: Bool, _ draft: PolicyDraft, _ hearing: DrawnHearing, _ what: String) throws {
        if !holds { throw Violation("\(rawValue): \(what)\n\(draft.root.plain)\n\(draft.lists)\n\(hearing)") }
    }
}
