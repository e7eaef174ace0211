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
    /// Outcomes with this result. An outcome says nothing of whom and by whom: together with ``verdict``, ``inviter``,
    /// ``caller``, ``channel``, ``rule``, ``policy``, ``domain`` or ``address`` this gives the decisions whose latest outcome it is.
    public var outcome: Outcome?
    /// Together with one of those, also the decisions whose latest outcome has this reason.
    public var reason: ReasonCode?
    public var inviter: ObjectID?
    public var caller: ApplicationID?
    public var channel: String?
    public var decision: DecisionID?
    /// A rule among those that matched.
    public var rule: String?
    /// The digest of the policy in force, in hexadecimal, or how it begins.
    public var policy: String?
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
    /// Continue after this row, in the order asked for. There need not be an entry of that number.
    public var after: EntryID?
    /// No row above this one: what was there at a moment, and nothing that came later.
    public var through: EntryID?
    /// The order of commits.
    public var order = Order.newestFirst

    public init() {}

    /// Whether it asks for what only a judgement says.
    public var asksForJudgements: Bool {
        verdict != nil || inviter != nil || caller != nil || channel != nil || rule != nil || policy != nil || domain != nil || address != nil
    }

    /// Whether ``reason`` is that of the entry itself alone: no outcome follows a denial.
    public var reasonIsItsOwn: Bool { !asksForJudgements || verdict == .denied }
}

/// A piece of an answer.
public struct AuditPage: Hashable, Sendable {
    public var entries: [StoredEntry]
    /// Where to go on; nil when there is no more. A page can be shorter than asked for, and even empty, and have one: its
    /// entries are large, or the time for looking was over.
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
