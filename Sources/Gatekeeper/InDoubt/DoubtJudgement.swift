import AuditTrail
import Invitations

/// What the evidence says of one decision in doubt.
///
/// The order: 1. the audit log has a record of the gate's own that no other decision can have made: `created`. 2. One guest,
/// made by an invitation at a time when only this decision's can have been processed: `created`. 3. Before the lag is over
/// nothing else is said. 4. No user, and a whole audit log that is silent about the address: `notSent`. 5. Something could
/// not be learned: later. 6. `unknown`, for good.
struct DoubtJudgement {
    let evidence: DoubtEvidence
    let rules: DoubtRules
    /// Graph knows the gate by this.
    let application: ApplicationID

    func verdict() -> DoubtVerdict {
        let records = records
        if let records, let proven = provenByRecord(records) { return proven }
        if let guest = guestOfThisWindow, let proven = provenByGuest(guest, records) { return proven }
        guard lagIsOver else { return .later }
        if isSilent { return .notSent }
        if evidence.users.mayTellLater || evidence.activities.mayTellLater { return .later }
        return .unknown(whyUnknown)
    }

    // MARK: What can have acted

    var window: ClosedRange<Timestamp> { rules.window(evidence.decision.decidedAt, evidence.decision.answeredAt) }

    private var lagIsOver: Bool {
        let last = rules.lastSent(evidence.decision.decidedAt, evidence.decision.answeredAt)
        return evidence.clocksAgreed && evidence.lookedAt >= last.adding(seconds: rules.lagSeconds)
    }

    /// Other decisions of ours whose invitation Graph can have processed at that time; nil if that cannot be told.
    private func rivals(at time: Timestamp) -> [NearbyDecision]? {
        evidence.nearby?.filter { other in
            switch other.outcome {
            case .refused, .throttled, .notSent: false
            case nil, .unknown, .created: rules.window(other.decidedAt, other.answeredAt).contains(time)
            }
        }
    }

    /// A moment of Graph's in our time; nil if Graph did not tell how its clock stands.
    private func ours(_ graph: Timestamp) -> Timestamp? {
        evidence.users.value?.graphAhead.map { Timestamp(milliseconds: graph.milliseconds - $0) }
    }

    // MARK: The audit log

    /// The log's records of the address, parted by what they can say.
    struct Records {
        /// The gate's own, of invitations that were made while this decision's can have been processed, without those of
        /// other decisions.
        var own: [InvitationActivity] = []
        /// Made by somebody else, or perhaps: who or what is not told.
        var others = 0
        /// Of the gate's own, but not made, or at another time.
        var apart = 0
        /// Decisions that an own record may belong to as well.
        var rivals = 0
    }

    var records: Records? {
        guard let activities = evidence.activities.value, let nearby = evidence.nearby else { return nil }
        // An invitation whose id another decision has is that one's, if the log writes the same ids.
        let logged = Set(activities.compactMap(\.invitation))
        let told = nearby.filter { $0.outcome == .created && $0.invitation.map(logged.contains) == true }
        let taken = Set(told.compactMap(\.invitation))
        var records = Records()
        var possible: Set<DecisionID> = []
        for activity in activities {
            guard activity.initiator == .application(application), activity.namesAddress else {
                records.others += 1
                continue
            }
            if let id = activity.invitation, taken.contains(id) { continue }
            guard activity.succeeded, let time = ours(activity.time), window.contains(time) else {
                records.apart += 1
                continue
            }
            records.own.append(activity)
            possible.formUnion((rivals(at: time) ?? []).map(\.decision))
        }
        records.rivals = possible.subtracting(told.map(\.decision)).count
        return records
    }

    /// Each decision sends once: of more records than there are other decisions to have made them, one is this one's.
    private func provenByRecord(_ records: Records) -> DoubtVerdict? {
        guard records.own.count > records.rivals else { return nil }
        let guests = Set(records.own.map(\.guest))
        let isOnly = records.own.count == 1 && records.rivals == 0
        return .created(
            guest: guests.count == 1 ? guests.first ?? nil : nil, invitation: isOnly ? records.own.first?.invitation : nil,
            .auditRecord)
    }

    // MARK: The directory

    /// The one user with the address, if an invitation made that user in this decision's window and no decision of ours
    /// but this one can have.
    private var guestOfThisWindow: FoundUsers.User? {
        guard evidence.decision.guestExisted != true, let users = evidence.users.value?.users, users.count == 1,
            let user = users.first, user.creationType == "Invitation", let time = user.createdAt.flatMap(ours),
            window.contains(time), rivals(at: time)?.isEmpty == true
        else { return nil }
        return user
    }

    /// A guest alone is enough unless the audit log, where it may be read, tells of somebody else; it is given its time to.
    private func provenByGuest(_ guest: FoundUsers.User, _ records: Records?) -> DoubtVerdict? {
        switch evidence.activities {
        case .notAsked, .failed(.notPermitted), .failed(.tooMuch): break
        case .failed(.notLearned): return nil
        case .found:
            guard lagIsOver, let records, records.others == 0, records.own.isEmpty else { return nil }
        }
        return .created(guest: guest.id, invitation: nil, .guestCreated)
    }

    // MARK: Nothing, or nothing to be learned

    /// Neither a user nor a record, of anybody's making, where both would be seen.
    private var isSilent: Bool {
        guard let found = evidence.users.value, found.users.isEmpty, found.asked.isSuperset(of: [.mail, .otherMails]),
            let activities = evidence.activities.value
        else { return false }
        return activities.isEmpty && !isBeyondAuditLog
    }

    private var isBeyondAuditLog: Bool {
        let first = window.lowerBound.adding(seconds: -rules.marginSeconds)
        return first < evidence.lookedAt.adding(seconds: -rules.retentionSeconds)
    }

    private var whyUnknown: DoubtVerdict.Dead {
        if evidence.users == .failed(.notPermitted) { return .usersNotPermitted }
        if evidence.nearby == nil { return .ambiguous }
        if let records, records.others + records.own.count + records.apart > 0 { return .ambiguous }
        guard let found = evidence.users.value else { return .ambiguous }
        if let user = found.users.first {
            let others = user.createdAt.flatMap(ours).flatMap { rivals(at: $0) } ?? []
            return others.isEmpty && found.users.count == 1 ? .userNotOurs : .ambiguous
        }
        switch evidence.activities {
        case .notAsked: return .auditNotAsked
        case .failed(.notPermitted): return .auditNotPermitted
        case .failed(.tooMuch): return .auditTooLarge
        case .found where isBeyondAuditLog: return .auditTooOld
        case .found, .failed: return .ambiguous
        }
    }
}
