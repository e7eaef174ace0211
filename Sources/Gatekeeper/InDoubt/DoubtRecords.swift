import AuditTrail
import Invitations

// How a look-up is written down.

extension DoubtJudgement {
    /// The outcome's entry; nil while there is none to write.
    func outcome(of verdict: DoubtVerdict, at now: Timestamp) -> OutcomeRecord? {
        var record = OutcomeRecord(
            decision: evidence.decision.decision, time: now, outcome: .unknown, source: .lookup, tried: tried)
        switch verdict {
        case .created(let guest, let invitation, let proof):
            record.outcome = .created
            record.guest = guest
            record.invitation = invitation
            record.detail = proof.rawValue
        case .notSent:
            record.outcome = .notSent
            record.detail = "nothingFound"
        case .unknown(let why):
            record.detail = why.rawValue
        case .later: return nil
        }
        return record
    }

    private var tried: [TriedRecord] { [usersTried, auditTried, decisionsTried] }

    private var usersTried: TriedRecord {
        guard let found = evidence.users.value else { return TriedRecord("users", evidence.users.failure) }
        let asked = FoundUsers.Property.allCases.filter(found.asked.contains).map(\.rawValue).joined(separator: " ")
        guard let user = found.users.first else { return TriedRecord("users", "none", asked) }
        guard found.users.count == 1 else { return TriedRecord("users", "several", asked) }
        guard let created = user.createdAt, let ahead = found.graphAhead else {
            return TriedRecord("users", "timeUnknown", asked)
        }
        let time = Timestamp(milliseconds: created.milliseconds - ahead)
        let place = time < window.lowerBound ? "existed" : time > window.upperBound ? "createdLater" : "created"
        return TriedRecord("users", place, "\(asked) at \(created)".replacing(":", with: "-"))
    }

    private var auditTried: TriedRecord {
        guard let activities = evidence.activities.value else { return TriedRecord("auditLog", evidence.activities.failure) }
        guard let records else { return TriedRecord("auditLog", "notCompared", "records \(activities.count)") }
        let result = records.own.isEmpty ? activities.isEmpty ? "none" : "others" : "ours"
        return TriedRecord(
            "auditLog", result,
            activities.isEmpty
                ? nil : "ours \(records.own.count) apart \(records.apart) others \(records.others) rivals \(records.rivals)")
    }

    private var decisionsTried: TriedRecord {
        guard let nearby = evidence.nearby else { return TriedRecord("decisions", "tooMany") }
        return nearby.isEmpty ? TriedRecord("decisions", "none") : TriedRecord("decisions", "sameAddress", "\(nearby.count)")
    }
}

extension DoubtEvidence.Answer {
    fileprivate var failure: String {
        switch self {
        case .found: "found"
        case .notAsked: "notAsked"
        case .failed(.notPermitted): "notPermitted"
        case .failed(.tooMuch): "tooMuch"
        case .failed(.notLearned): "notLearned"
        }
    }
}

extension OutcomeRecord {
    /// Of a decision that cannot be looked up: nobody knows any more, or can write, whom it was about.
    static func notLookedUp(_ decision: DecisionID, because why: DoubtVerdict.Dead, at now: Timestamp) -> Self {
        let result = why == .inviteeErased ? "erased" : "unreadable"
        return OutcomeRecord(
            decision: decision, time: now, outcome: .unknown, source: .lookup, detail: why.rawValue,
            tried: [TriedRecord("invitee", result)])
    }
}
