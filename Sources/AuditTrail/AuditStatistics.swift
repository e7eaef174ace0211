public import Invitations

/// How many invitations were approved and denied, and by what the denials can be told apart.
public struct AuditStatistics: Hashable, Sendable {
    /// Decisions with one thing in common.
    public struct Tally<Key: Hashable & Sendable>: Hashable, Sendable {
        /// Nil where the entry does not have it, or not any more.
        public var key: Key?
        public var approved: Int
        public var denied: Int

        public init(key: Key?, approved: Int, denied: Int) {
            self.key = key
            self.approved = approved
            self.denied = denied
        }
    }

    /// One reason's denials, and the requests that it kept from being judged.
    public struct ReasonTally: Hashable, Sendable {
        public var reason: String
        public var denied: Int
        public var refused: Int

        public init(reason: String, denied: Int, refused: Int) {
            self.reason = reason
            self.denied = denied
            self.refused = refused
        }
    }

    public var approved = 0
    public var denied = 0
    /// Requests of verified callers that could not be judged.
    public var refused = 0
    /// The most frequent first.
    public var reasons: [ReasonTally] = []
    /// Those with the most denials first; only as many as were asked for.
    public var domains: [Tally<String>] = []
    public var inviters: [Tally<ObjectID>] = []
    /// In order, those without a decision left out.
    public var weeks: [Tally<ISOWeek>] = []

    public init() {}
}

/// A week of ISO 8601, in UTC: from Monday on, numbered within the year that its Thursday lies in.
public struct ISOWeek: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01 of its Monday.
    public let monday: Int64

    public init(containing time: Timestamp) {
        self.init(day: Self.floorDivide(time.milliseconds, 86_400_000))
    }

    /// - Parameter day: days since 1970-01-01, a Thursday.
    public init(day: Int64) {
        monday = day - Self.floorModulo(day + 3, 7)
    }

    /// When it begins.
    public var start: Timestamp { Timestamp(seconds: monday * 86_400) }

    /// Such as `2026-W48`.
    public var description: String {
        let thursday = Timestamp(seconds: (monday + 3) * 86_400)
        let year = Int64(thursday.description.prefix(4)) ?? 0
        let firstDay = (Timestamp("\(thursday.description.prefix(4))-01-01") ?? thursday).milliseconds / 86_400_000
        let week = (monday + 3 - firstDay) / 7 + 1
        return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    }

    public static func < (left: Self, right: Self) -> Bool { left.monday < right.monday }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }

    private static func floorModulo(_ number: Int64, _ divisor: Int64) -> Int64 { ((number % divisor) + divisor) % divisor }
}
