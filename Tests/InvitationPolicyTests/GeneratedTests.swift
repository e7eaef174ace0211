import InvitationPolicy
import PolicyDrafts
import SeededRandom
import Testing

/// What must hold of every policy, tried on many that are drawn by chance from few words, so that they collide.
@Suite("Generated policies")
struct GeneratedTests {
    @Test("what must hold of every decision holds", arguments: DecisionProperty.allCases, (0..<6).map { UInt64($0) })
    func property(_ property: DecisionProperty, block: UInt64) throws {
        for seed in block * 10..<block * 10 + 10 { try property.check(seed: seed &+ 1_000, hearings: 25) }
    }

    @Test("the order and layout of a file change neither decision nor digest", arguments: (0..<60).map { UInt64($0) })
    func order(seed: UInt64) throws {
        let same = try SamePolicy(seed: seed, size: .small, hearings: 25)
        for writing in 0..<3 { try same.checkWriting(seed: UInt64(writing), judging: 0..<25) }
    }

    /// Every one of the thousand is compared by its digest and by ten invitations, so that all ten thousand are judged
    /// once by another writing; five writings judge them all. `gatekeeper-fuzz` has all of them judge all.
    @Test("one large policy, loaded a thousand times in other writings, has one digest and decides ten thousand invitations alike")
    func thousandWritings() throws {
        let same = try SamePolicy(seed: 7, size: .large, hearings: 10_000)
        #expect(same.variety > 500)
        for writing in 0..<1_000 {
            let range = writing < 5 ? 0..<10_000 : writing * 10..<writing * 10 + 10
            try same.checkWriting(seed: UInt64(writing), judging: range)
        }
    }
}
