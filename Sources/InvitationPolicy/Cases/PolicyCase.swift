public import Invitations

/// One invitation and what the policy should say to it.
public struct PolicyCase: Hashable, Sendable {
    public let name: String
    public let source: SourceLocation
    public let request: InvitationRequest
    public let inviter: InviterFacts
    public let caller: PolicyCaller
    public let context: DecisionContext
    public let usage: QuotaUsage
    public let time: Timestamp
    public let expectation: Expectation
}

/// What a case's author expects. What is nil is not asked.
public struct Expectation: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case approved
        case denied(ReasonCode?)
        case undecided(missing: Set<FactKind>?)
    }

    /// A verdict, and by what.
    public struct Ruling: Hashable, Sendable {
        public var verdict: Verdict
        /// The id of the rule or entry that decides; `domains.deny` stands for any entry of the list, a list file's name
        /// for any of its lines.
        public var rule: String?
        /// The requirement that is not met, as the policy names it.
        public var requirement: String?
    }

    public enum Report: Hashable, Sendable {
        /// Nothing that only reports would have said otherwise.
        case none
        case ruling(Ruling)
    }

    public var ruling: Ruling
    public var reportOnly: Report?
}

/// The cases of one file, read whole.
public struct PolicyCases: Hashable, Sendable {
    public static let most = 10_000

    /// As given when it was read.
    public let file: String
    public let cases: [PolicyCase]

    /// The cases of several files about one policy, so that what they cover is counted together.
    public static func joined(_ parts: [PolicyCases]) -> PolicyCases {
        PolicyCases(file: parts.map(\.file).joined(separator: ", "), cases: parts.flatMap(\.cases))
    }
}
