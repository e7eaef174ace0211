public import Invitations

/// One place to be taken in a quota, together with the decision's entry or not at all.
public struct QuotaReservation: Hashable, Sendable {
    /// The counter in its period, as canonical text: what a store counts by. From 1 to 1,024 bytes.
    public var counter: String
    /// How many the counter may come to. The store keeps no limits: a policy that changes one goes on from the count.
    public var limit: Int
    /// When the counter's period is over. A counter is kept for an hour after that.
    public var ends: Timestamp

    public init(counter: String, limit: Int, ends: Timestamp) {
        self.counter = counter
        self.limit = limit
        self.ends = ends
    }
}

/// A decision's entry that is written only if all its quotas have room and nobody else acts under its idempotency key, and
/// that takes a place in each quota, and the key, by being written.
///
/// A type of its own beside ``EntryDraft``: only who appends this one has to say what happens when a quota is used up.
public struct ReservingDraft: Hashable, Sendable {
    /// The most counters that one decision may take places in.
    public static let mostReservations = 64

    public let draft: EntryDraft
    /// Each counter once, under the lowest of the limits that were given for it.
    public let reservations: [QuotaReservation]
    /// The claim on the request's idempotency key. While another decision holds it nothing is written, not even a denial:
    /// that would tell the twin of an invitation which was sent that it was not.
    public let claim: KeyClaim?
    /// Whether the decision takes the claim. A denial does not: the next request under the key is judged anew.
    public let takesClaim: Bool

    private init(_ draft: EntryDraft, _ reservations: [QuotaReservation], _ claim: KeyClaim?, takesClaim: Bool) {
        self.draft = draft
        self.claim = claim
        self.takesClaim = takesClaim && claim != nil
        var places: [String: Int] = [:]
        var kept: [QuotaReservation] = []
        for reservation in reservations {
            if let place = places[reservation.counter] {
                kept[place].limit = min(kept[place].limit, reservation.limit)
            } else {
                places[reservation.counter] = kept.count
                kept.append(reservation)
            }
        }
        self.reservations = kept
    }

    /// - Parameters:
    ///   - key: fresh random bits for this entry alone.
    ///   - reserving: what an approval takes. A denial takes nothing, whatever is given here.
    ///   - claiming: what the request claims; an approval takes it.
    public static func decision(
        _ record: DecisionRecord, invitee: Invitee, key: CommitmentKey, reserving: [QuotaReservation],
        claiming: KeyClaim? = nil
    ) -> Self {
        let isApproved = record.verdict == .approved
        return Self(
            .decision(record, invitee: invitee, key: key), isApproved ? reserving : [], claiming, takesClaim: isApproved)
    }

    /// Whether a store takes it: at most 64 counters, each named by 1 to 1,024 bytes. A store refuses any other with
    /// ``AuditUnavailable/invalidReservation``.
    public var isWithinBounds: Bool {
        reservations.count <= Self.mostReservations && reservations.allSatisfy { 1...1_024 ~= $0.counter.utf8.count }
    }
}

/// What a store answers a ``ReservingDraft``.
public enum QuotaAnswer: Hashable, Sendable {
    /// The entry is on disk and its places are taken.
    case held(AuditReceipt)
    /// Nothing was written and nothing taken, since a counter has no place left: others were quicker. With what each of
    /// the counters stood at, by which the decision can be made again. A counter that is not named stood at 0.
    case exhausted(usage: [String: Int])
    /// Nothing was written and nothing taken, since another decision holds the request's idempotency key.
    case taken
}
