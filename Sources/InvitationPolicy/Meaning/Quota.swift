public import Invitations

/// What a quota counts by.
public enum QuotaDimension: String, Hashable, Sendable, CaseIterable, Comparable {
    case inviter
    case domain
    case tenant

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How long a quota counts before it starts anew: a period of the calendar, in UTC.
public enum QuotaPeriod: String, Hashable, Sendable, CaseIterable, Comparable {
    case hour
    case day
    /// From Monday, as ISO 8601 counts weeks.
    case week
    case month

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The first moment of the period that `now` lies in.
    public func start(at now: Timestamp) -> Timestamp { bounds(at: now).start }

    /// The first moment after it.
    public func end(at now: Timestamp) -> Timestamp { bounds(at: now).end }

    private func bounds(at now: Timestamp) -> (start: Timestamp, end: Timestamp) {
        let day: Int64 = 86_400_000
        func floored(to length: Int64, from origin: Int64 = 0) -> (Timestamp, Timestamp) {
            let past = (now.milliseconds - origin) % length
            let start = now.milliseconds - (past < 0 ? past + length : past)
            return (Timestamp(milliseconds: start), Timestamp(milliseconds: start + length))
        }
        switch self {
        case .hour: return floored(to: 3_600_000)
        case .day: return floored(to: day)
        // 1970-01-05 was a Monday.
        case .week: return floored(to: 7 * day, from: 4 * day)
        case .month:
            let today = CalendarDate(at: now)
            return (today.startOfMonth.start, today.startOfNextMonth.start)
        }
    }
}

/// One count: of whose or what's invitations, under which rule, in which period.
///
/// The limit is not part of it: a policy that raises or lowers a limit goes on counting from where the old one was.
public struct QuotaCounter: Hashable, Comparable, Sendable {
    /// The scope of a quota that binds every grant.
    public static let defaults = "defaults"

    /// The scope of the quota of one rule's grant.
    public static func scope(ofRule id: String) -> String { "rule:\(id)" }

    /// ``defaults``, or `rule:` and the id of the rule whose grant is counted.
    public let scope: String
    public let dimension: QuotaDimension
    /// The inviter's object id, the domain's A-labels, or nothing for the tenant.
    public let subject: String
    public let period: QuotaPeriod
    /// The period's first moment.
    public let start: Timestamp
    /// The first moment after it: the count is of no use from then on.
    public let end: Timestamp

    public init(
        scope: String, dimension: QuotaDimension, subject: String, period: QuotaPeriod, at now: Timestamp
    ) {
        self.scope = scope
        self.dimension = dimension
        self.subject = subject
        self.period = period
        start = period.start(at: now)
        end = period.end(at: now)
    }

    /// The counter as text: what a store keeps the count under. Two counters have the same text only if they are equal;
    /// none of the parts can hold a space.
    public var key: String { "\(scope) \(dimension.rawValue) \(subject) \(period.rawValue) \(start)" }

    public static func < (left: Self, right: Self) -> Bool { left.key < right.key }
}

/// A counter and how far it may go.
public struct QuotaClaim: Hashable, Sendable {
    public let counter: QuotaCounter
    /// Invitations in one period.
    public let limit: Int

    public init(counter: QuotaCounter, limit: Int) {
        self.counter = counter
        self.limit = limit
    }
}

/// How far the counters stand, as far as somebody has looked; one that is not in here stands at 0.
public struct QuotaUsage: Hashable, Sendable {
    private var counts: [QuotaCounter: Int]

    public init(_ counts: [QuotaCounter: Int] = [:]) {
        self.counts = counts
    }

    public subscript(counter: QuotaCounter) -> Int {
        get { counts[counter] ?? 0 }
        set { counts[counter] = newValue }
    }
}

/// The limits of one period, as a policy writes them (`quota: {perInviter: 20, per: day}`).
struct QuotaLimits: Hashable, Sendable {
    static let largest = 1_000_000

    var period: QuotaPeriod
    var perInviter: Int?
    var perDomain: Int?
    var perTenant: Int?

    /// The counters of this invitation with their limits.
    func claims(
        scope: String, inviter: ObjectID, domain: MailDomain, at now: Timestamp
    ) -> [QuotaClaim] {
        func claim(_ dimension: QuotaDimension, _ subject: String, _ limit: Int?) -> QuotaClaim? {
            limit.map {
                QuotaClaim(
                    counter: QuotaCounter(
                        scope: scope, dimension: dimension, subject: subject, period: period, at: now),
                    limit: $0)
            }
        }
        return [
            claim(.inviter, inviter.description, perInviter), claim(.domain, domain.ascii, perDomain),
            claim(.tenant, "", perTenant),
        ].compactMap(\.self)
    }
}
