public import Invitations

/// What judging recorded decisions again came to.
public struct ReplayReport: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        case approvedToDenied
        case deniedToApproved
        /// Denied both times, for another reason.
        case otherReason
    }

    /// All that changed in one direction.
    public struct Flips: Hashable, Sendable {
        public var count: Int
        /// By what was said before and after, the most frequent first.
        public var causes: [Cause]
        public var domains: TopCounts
        public var inviters: TopCounts
    }

    public struct Cause: Hashable, Sendable {
        /// A reason code, or `approved`.
        public var before: String
        public var after: String
        /// The rule or list that now decides, and where it stands.
        public var rule: String?
        public var place: String?
        public var count: Int
        /// Decisions to look at, the earliest of them.
        public var examples: [DecisionID]
    }

    /// Judged again with a clear verdict.
    public var judged = 0
    public var unchanged = 0
    public var flips: [Direction: Flips] = [:]
    /// Decisions whose verdict hinges on what was not recorded.
    public var cannotTell = 0
    /// The same by what that was; one decision can hinge on several.
    public var hinges: [Unrecorded: Int] = [:]
    /// Decisions that could not be judged again at all, by why.
    public var leftOut: [String: Int] = [:]
    /// Requests that were refused before any policy was asked.
    public var outOfScope = 0
    public var first: Timestamp?
    public var last: Timestamp?
    /// What was bounded.
    public var notes: [String] = []

    public func count(_ direction: Direction) -> Int { flips[direction]?.count ?? 0 }
}

/// Counts by name, of as many names as there is room for.
public struct TopCounts: Hashable, Sendable {
    static let mostNames = 20_000

    private var counts: [String: Int] = [:]
    /// What was counted for names that came when the room was used up.
    public private(set) var others = 0

    public init() {}

    /// Number of names, as far as they were counted.
    public var names: Int { counts.count }

    public mutating func add(_ name: String) {
        if counts[name] != nil || counts.count < Self.mostNames {
            counts[name, default: 0] += 1
        } else {
            others += 1
        }
    }

    /// The most frequent first; names of equal counts by name.
    public func top(_ number: Int) -> [(name: String, count: Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(number).map { (name: $0.key, count: $0.value) }
    }
}
