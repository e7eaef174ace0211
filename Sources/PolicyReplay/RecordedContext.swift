import InvitationPolicy
import Invitations
import StrictJSON

extension RecordedHearing {
    /// What was known beside the invitation. A sponsor of whom nobody wrote down what he is counts as nobody.
    static func context(_ content: JSON, _ notRecorded: inout Set<Unrecorded>) throws(NotReplayable) -> DecisionContext {
        var context = DecisionContext(
            justification: content["justification"]?.string, ticket: content["ticket"]?.string)
        // Only whether they are blank is judged, and a cut text may have had its words in the part that is gone.
        if isCut(context.justification) || isCut(context.ticket) { notRecorded.insert(.longText) }
        if content["sponsor"] != nil {
            context.sponsor = .noSuchUser
            if let standing = content["sponsorStanding"] {
                context.sponsor = try SponsorStanding(standing)
            } else {
                notRecorded.insert(.sponsorStanding)
            }
        }
        if let message = try content.member("invitation")["message"].flatMap(RecordedMessage.init) {
            context.message = message.content
            if !message.isWhole { notRecorded.insert(.messageText) }
        }
        context.guestExists = content["guestExists"]?.bool
        if context.guestExists == nil { notRecorded.insert(.guestExists) }
        return context
    }

    /// The counters that were looked at, as they stood before, and those of them in which a place was taken.
    static func counts(
        _ content: JSON, _ request: InvitationRequest, by inviter: ObjectID, at time: Timestamp
    ) throws(NotReplayable) -> ([QuotaCounter: Int], claimed: Set<QuotaCounter>) {
        var counts: [QuotaCounter: Int] = [:]
        var claimed: Set<QuotaCounter> = []
        for quota in content["quotas"]?.array ?? [] {
            let name = try quota.text("scope") { $0 }
            let scope = name == QuotaCounter.defaults || name.hasPrefix("rule:") ? name : QuotaCounter.scope(ofRule: name)
            let dimension = try quota.text("dimension", QuotaDimension.init(rawValue:))
            let subject =
                switch dimension {
                case .inviter: inviter.description
                case .domain: request.invitedUserEmailAddress.domain.ascii
                case .tenant: ""
                }
            guard let used = quota["used"]?.integer.flatMap(Int.init(exactly:)), used >= 0 else { throw .damaged("quotas") }
            let counter = QuotaCounter(
                scope: scope, dimension: dimension, subject: subject,
                period: try quota.text("period", QuotaPeriod.init(rawValue:)), at: time)
            counts[counter] = used
            if try quota.flag("claimed") { claimed.insert(counter) }
        }
        return (counts, claimed)
    }

    /// Whether a text ends in the mark that the trail puts where it cuts one. A caller can write that mark, too: then
    /// less is claimed to be known than is.
    static func isCut(_ text: String?) -> Bool { text?.hasSuffix(" bytes]") ?? false }
}

extension SponsorStanding {
    fileprivate init(_ record: JSON) throws(NotReplayable) {
        switch record["standing"]?.string {
        case "noSuchUser": self = .noSuchUser
        case "user":
            self = .user(
                try record.text("id", ObjectID.init), enabled: try record.flag("enabled"),
                kind: try record.text("userKind", UserKind.init(rawValue:)))
        default: throw .damaged("sponsorStanding")
        }
    }
}
