import InvitationPolicy
import Invitations
import PolicyDrafts
import SeededRandom
import Testing

/// What must hold of the difference of any two policies, tried on pairs that are drawn by chance.
@Suite("Differences of generated policies")
struct GeneratedDifferenceTests {
    static let seeds = (0..<40).map { UInt64($0) }

    /// A policy and another version of it, or two that have nothing to do with each other.
    private func pair(_ random: inout SeededGenerator) -> (PolicyDraft, PolicyDraft) {
        let draft = PolicyDraft(&random)
        var other = draft
        switch Int.random(in: 0..<8, using: &random) {
        case 0: other.rules.append(RuleDraft.rule(&random, id: "added", effect: "deny"))
        case 1: other.rules.append(RuleDraft.rule(&random, id: "added", effect: "allow"))
        case 2: if !other.rules.isEmpty { other.rules.removeLast() }
        case 3: other.denied.append(EntryDraft.entry(&random, .deny))
        case 4: if other.unlisted == "deny" { other.allowed.append(EntryDraft.entry(&random, .allow)) }
        case 5: other.level = ["everyone", "adminsGuestInvitersAndAllMembers", "adminsAndGuestInviters"].randomElement(using: &random) ?? "none"
        case 6: other.mode = "reportOnly"
        default: other = PolicyDraft(&random)
        }
        return (draft, other)
    }

    @Test("whatever is judged differently, a difference is found, and the witnesses bear each one out", arguments: seeds)
    func complete(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 9_000)
        let (before, after) = pair(&random)
        let (old, new) = (try before.load(), try after.load())
        let difference = PolicyDifference(from: old, to: new, at: noon)
        #expect(difference.limits.isEmpty)
        for change in difference.changes {
            #expect(change.witness.judged(by: old) == change.before)
            #expect(change.witness.judged(by: new) == change.after)
            #expect(change.before.verdict != change.after.verdict || change.before.reportOnly != change.after.reportOnly)
            #expect(change.since != nil || change.witness.time == noon)
        }
        let directions = Set(difference.changes.filter { $0.since == nil }.map(\.direction))
        for _ in 0..<200 {
            let hearing = try DrawnHearing(&random)
            let usage = try hearing.usage(under: old, new)
            let (mine, theirs) = (try hearing.judge(old, usage: usage), try hearing.judge(new, usage: usage))
            if mine.isApproved != theirs.isApproved {
                #expect(directions.contains(theirs.isApproved ? .newlyAllowed : .newlyDenied), "\(hearing)")
            } else if mine.verdict != theirs.verdict {
                #expect(!directions.isEmpty, "\(hearing)")
            } else if mine.reportOnly?.verdict != theirs.reportOnly?.verdict {
                #expect(!directions.isEmpty, "\(hearing)")
            }
        }
    }

    @Test("a policy and its shuffled copy do not differ", arguments: seeds)
    func shuffled(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 9_500)
        let draft = PolicyDraft(&random)
        #expect(PolicyDifference(from: try draft.load(), to: try draft.loadDisarranged(seed: seed), at: noon).isEmpty)
    }
}
