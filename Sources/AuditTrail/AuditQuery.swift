public import Invitations

/// Which entries are wanted. Conditions that are given must all hold.
public struct AuditQuery: Hashable, Sendable {
    public enum Order: Hashable, Sendable {
        case newestFirst
        case oldestFirst
    }

    /// At or after this time.
    public var from: Timestamp?
    /// Before this time.
    public var until: Timestamp?
    /// Any of these; empty means all.
    public var kinds: Set<EntryKind> = []
    public var verdict: Verdict?
    public var outcome: Outcome?
    public var reason: ReasonCode?
    public var inviter: ObjectID?
    public var caller: ApplicationID?
    public var channel: String?
    public var decision: DecisionID?
    /// A rule among those that matched.
    public var rule: String?
    /// The invitee's domain, exactly. Erased rows are not found.
    public var domain: MailDomain?
    /// The invitee's address, without regard to ASCII case. Erased rows are not found.
    public var address: String?
    /// Approved decisions whose outcome is not known: none was written, or only `unknown`. A store cannot tell a crashed
    /// writer from one that is sending at this moment: ask with `until` some minutes ago, or while nothing runs.
    public var inDoubt = false
    /// Judgements of which the candidate policy said something else than the policy in force.
    public var candidateDiffers = false
    /// From 1 to 1,000.
    public var limit = 100
    /// Continue after this entry, in the order asked for.
    public var after: EntryID?
    /// The order of commits.
    public var order = Order.newestFirst

    public init() {}
}

/// A piece of an answer.
public struct AuditPage: Hashable, Sendable {
    public var entries: [StoredEntry]
    /// Where to go on; nil when there is no more.
    public var next: EntryID?

    public init(entries: [StoredEntry], next: EntryID?) {
        self.entries = entries
        self.next = next
    }
}

/// The trail could not be read.
public enum AuditUnreadable: Error, Hashable, Sendable, CustomStringConvertible {
    /// A row holds what no version of this program wrote there: the trail needs checking.
    case damagedRow(EntryID)
    case closed
    /// More counters were asked for at once than a decision can have: how many.
    case tooManyCounters(Int)
    /// The database refused: its result code and message, which name no data.
    case failed(code: Int32, message: String)

    public var description: String {
        switch self {
        case .damagedRow(let id): "row \(id) of the audit store is damaged; check the trail"
        case .closed: "the audit store is closed"
        case .tooManyCounters(let count):
            "\(count) quota counters were asked for at once; at most \(ReservingDraft.mostReservations) are answered"
        case .failed(let code, let message): "the audit store could not be read (SQLite \(code): \(message))"
        }
    }
}
