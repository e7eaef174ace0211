import InvitationPolicy
import Invitations
import SeededRandom

extension DecisionProperty {
    /// With facts unknown, nothing passes that would be denied with them known, nor is anything denied that would pass.
    func unknownFacts(_ draft: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        let policy = try draft.load()
        for _ in 0..<hearings {
            let whole = try DrawnHearing(&random)
            var partial = whole
            partial.forgetSome(&random)
            let usage = try whole.usage(under: policy)
            let (known, unknown) = (try whole.judge(policy, usage: usage), try partial.judge(policy, usage: usage))
            let holds =
                switch unknown.verdict {
                case .undecided(let missing): !missing.isEmpty && missing.isDisjoint(with: partial.inviter.known)
                case .approved: known.isApproved
                case .denied: !known.isApproved
                }
            try demand(holds, draft, partial, "\(unknown.verdict) with facts unknown, else \(known.verdict)")
        }
    }

    /// With the facts that a request is said to need, it is decided, as it is with all of them.
    func neededFacts(_ draft: PolicyDraft, _ hearings: Int, _ random: inout SeededGenerator) throws {
        let policy = try draft.load()
        for _ in 0..<hearings {
            let whole = try DrawnHearing(&random)
            let (caller, usage) = (try whole.caller(policy), try whole.usage(under: policy))
            let verdict = try whole.judge(policy, usage: usage).verdict
            var least = whole
            least.keepOnly(policy.factsNeeded(for: whole.request, from: caller, proof: whole.inviter.proof))
            try demand(try least.judge(policy, usage: usage).verdict == verdict, draft, least, "needed facts do not do")
            // What is left after some are known already is enough as well.
            var known = whole
            known.forgetSome(&random)
            let rest = policy.factsNeeded(for: whole.request, by: known.inviter, through: caller)
            var filled = whole
            filled.keepOnly(known.inviter.known.union(rest))
            try demand(try filled.judge(policy, usage: usage).verdict == verdict, draft, filled, "the rest does not do")
            if !policy.needsSponsor(for: whole.request, from: caller) {
                var other = whole
                other.context.sponsor = .notNamed
                try demand(try other.judge(policy, usage: usage).verdict == verdict, draft, other, "a sponsor mattered")
            }
        }
    }
}
