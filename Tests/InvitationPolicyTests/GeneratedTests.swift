import InvitationPolicy
import Invitations
import SeededRandom
import Testing

/// What must hold of every policy, tried on many that are drawn by chance from few words, so that they collide.
@Suite("Generated policies")
struct GeneratedTests {
    static let seeds = (0..<60).map { UInt64($0) }

    @Test("the order of a file changes neither decision nor digest", arguments: seeds)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let draft = PolicyDraft(&random)
        let (one, other) = (try draft.load(), try draft.shuffled(&random).load())
        #expect(one.digest == other.digest)
        for _ in 0..<25 {
            let hearing = DrawnHearing(&random)
            let (mine, theirs) = (hearing.judge(one), hearing.judge(other))
            #expect(mine.verdict == theirs.verdict)
            #expect(mine.step == theirs.step)
            #expect(mine.failedRequirement == theirs.failedRequirement)
            #expect(mine.message == theirs.message)
            #expect(mine.reportOnly?.verdict == theirs.reportOnly?.verdict)
            #expect(mine.matches.map(\.role) == theirs.matches.map(\.role))
            #expect(mine.matches.map(\.effect) == theirs.matches.map(\.effect))
        }
    }

    @Test("to add a deny never allows more", arguments: seeds)
    func addedDeny(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 1_000)
        let draft = PolicyDraft(&random)
        var stricter = draft
        if Bool.random(using: &random) {
            stricter.denied.append(PolicyDraft.entry(&random))
        } else {
            stricter.rules.append(PolicyDraft.rule(&random, id: "added", effect: "deny"))
        }
        try neverMore(draft, stricter, &random)
    }

    @Test("to remove a grant never allows more", arguments: seeds)
    func removedGrant(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 2_000)
        let draft = PolicyDraft(&random)
        var stricter = draft
        // An exclusive rule reserves as well as grants, so that to remove it may open its domain: that is meant.
        let grants = draft.rules.indices.filter {
            draft.rules[$0].contains("effect: allow") && !draft.rules[$0].contains("exclusive")
        }
        if let index = grants.randomElement(using: &random), Bool.random(using: &random) {
            stricter.rules.remove(at: index)
        } else if !stricter.allowed.isEmpty {
            stricter.allowed.removeLast()
        }
        try neverMore(draft, stricter, &random)
    }

    @Test(
        "with facts unknown, nothing passes that would be denied with them known, nor is anything denied that would pass",
        arguments: seeds)
    func unknownFacts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 3_000)
        let policy = try PolicyDraft(&random).load()
        for _ in 0..<40 {
            let whole = DrawnHearing(&random)
            var partial = whole
            partial.forgetSome(&random)
            let (known, unknown) = (whole.judge(policy), partial.judge(policy))
            switch unknown.verdict {
            case .undecided(let missing): #expect(!missing.isEmpty && missing.isDisjoint(with: partial.inviter.known))
            case .approved: #expect(known.verdict == .approved)
            case .denied: #expect(!known.isApproved)
            }
        }
    }

    @Test("with the facts that a request is said to need, it is decided, as it is with all of them", arguments: seeds)
    func neededFacts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 4_000)
        let policy = try PolicyDraft(&random).load()
        for _ in 0..<40 {
            let whole = DrawnHearing(&random)
            var least = whole
            least.keepOnly(
                policy.factsNeeded(for: whole.request, from: policy.named(whole.app), proof: whole.inviter.proof))
            #expect(least.judge(policy).verdict == whole.judge(policy).verdict)
            // What is left after some are known already is enough as well.
            var known = whole
            known.forgetSome(&random)
            let rest = policy.factsNeeded(for: whole.request, by: known.inviter, through: policy.named(whole.app))
            var filled = whole
            filled.keepOnly(known.inviter.known.union(rest))
            #expect(filled.judge(policy).verdict == whole.judge(policy).verdict)
        }
    }

    @Test(
        "a report-only twin approves whatever its enforcing twin approves, and reports what that one says",
        arguments: seeds)
    func reportOnly(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 5_000)
        var draft = PolicyDraft(&random)
        draft.mode = "enforce"
        let enforcing = try draft.load()
        draft.mode = "reportOnly"
        let reporting = try draft.load()
        for _ in 0..<25 {
            let hearing = DrawnHearing(&random)
            let (enforced, reported) = (hearing.judge(enforcing), hearing.judge(reporting))
            if enforced.step <= 1 {
                #expect(reported.verdict == enforced.verdict)
            } else {
                #expect(reported.verdict == .approved)
                #expect(reported.reportOnly?.verdict == enforced.verdict)
            }
        }
    }

    private func neverMore(_ draft: PolicyDraft, _ stricter: PolicyDraft, _ random: inout SeededGenerator) throws {
        let (before, after) = (try draft.load(), try stricter.load())
        for _ in 0..<40 {
            let hearing = DrawnHearing(&random)
            if hearing.judge(after).isApproved {
                #expect(hearing.judge(before).isApproved)
            }
        }
    }
}
