import InvitationPolicy
import SeededRandom

/// Whether the same policy, written down in many ways, is the same policy: one digest, and one decision for each of many
/// invitations.
public struct SamePolicy: Sendable {
    /// Of the policy as drawn.
    public let digest: String
    private let draft: PolicyDraft
    private let hearings: [DrawnHearing]
    private let usages: [QuotaUsage]
    private let expected: [ComparedDecision]

    /// - Parameter hearings: how many invitations to draw.
    public init(seed: UInt64, size: PolicyDraft.Size, hearings count: Int) throws {
        var random = SeededGenerator(seed: seed)
        var draft = PolicyDraft(&random, size: size)
        draft.mode = PolicyDraft.pick(["enforce", "enforce", "reportOnly"], &random)
        draft.reportsWhoMayInvite = Bool.random(using: &random)
        self.draft = draft
        let policy = try draft.load()
        digest = policy.digest
        var hearings: [DrawnHearing] = []
        for _ in 0..<count { hearings.append(try DrawnHearing(&random)) }
        usages = try hearings.map { try $0.usage(under: policy) }
        expected = try zip(hearings, usages).map { ComparedDecision(try $0.judge(policy, usage: $1)) }
        self.hearings = hearings
    }

    /// The different decisions among those expected: a corpus in which all came out alike would show nothing.
    public var variety: Int { Set(expected).count }

    /// Loads another writing and judges some of the invitations by it.
    public func checkWriting(seed: UInt64, judging range: Range<Int>) throws {
        let policy = try draft.loadDisarranged(seed: seed)
        guard policy.digest == digest else {
            throw Violation("another digest of writing \(seed):\n\(draft.disarranged(seed: seed).text)")
        }
        for number in range {
            let hearing = hearings[number]
            guard try ComparedDecision(hearing.judge(policy, usage: usages[number])) == expected[number] else {
                throw Violation(
                    "writing \(seed) decides otherwise:\n\(draft.disarranged(seed: seed).text)\n\(hearing)\n"
                        + "expected \(expected[number])")
            }
        }
    }
}
