import AuditTrail
import Invitations

/// What was learned of one decision in doubt.
struct DoubtEvidence: Sendable {
    /// What was asked, or why there is no answer.
    enum Answer<Found: Sendable & Hashable>: Sendable, Hashable {
        case found(Found)
        /// The settings say not to ask.
        case notAsked
        case failed(LookupFailure)

        var value: Found? { if case .found(let value) = self { value } else { nil } }

        /// Whether asking again may tell more.
        var mayTellLater: Bool { if case .failed(.notLearned) = self { true } else { false } }
    }

    var decision: OpenDecision
    var users: Answer<FoundUsers>
    var activities: Answer<[InvitationActivity]>
    /// Other decisions of ours for the address; nil when there are too many to tell them apart.
    var nearby: [NearbyDecision]?
    var lookedAt: Timestamp
    /// Whether both clocks were seen to run together for the whole lag: a wall clock that was set says nothing about how
    /// long ago anything was.
    var clocksAgreed: Bool
}

/// What is to be said of a decision in doubt.
enum DoubtVerdict: Hashable, Sendable {
    /// What shows that Graph made it.
    enum Proof: String, Hashable, Sendable {
        /// The audit log's record of the gate's own application.
        case auditRecord
        /// A guest who came to be when this decision's invitation can have been processed, and by no other known one.
        case guestCreated
    }

    /// Why nothing more can be learned.
    enum Dead: String, Hashable, Sendable {
        case inviteeErased
        /// The address is not one that can be asked about.
        case addressUnreadable
        case usersNotPermitted
        case auditNotPermitted
        case auditNotAsked
        case auditTooLarge
        /// The time is further back than the audit log is kept.
        case auditTooOld
        /// A user with the address is there, and not by this decision's doing as far as can be told.
        case userNotOurs
        /// Somebody else's invitation, or another decision of ours, may have made what was found.
        case ambiguous
    }

    case created(guest: ObjectID?, invitation: String?, Proof)
    case notSent
    /// For good.
    case unknown(Dead)
    /// Not yet: look again.
    case later
}
