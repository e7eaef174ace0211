import Gatekeeper
import InvitationPolicy
import Invitations
import StrictJSON

extension Judged {
    /// The body of the answer to `POST /v1/decisions`: what a caller may know of a decision. Rules and places stand in it
    /// for those only who may read the policy or the trail.
    var json: JSON {
        var members: JSON.Members = [
            "decision": .string(isApproved ? "approved" : "denied"), "decisionId": .string(decisionID.description),
        ]
        members["code"] = reason.map { .string($0.rawValue) }
        members["message"] = .string(message)
        members["target"] = target.map { .string($0) }
        members["requirement"] = requirement.map { .string($0) }
        members["quota"] = exhausted.map(\.json)
        members["contact"] = contact.map { .string($0) }
        members["matches"] = matches.map { .array($0.map(\.json)) }
        return .object(members)
    }
}

extension QuotaClaim {
    fileprivate var json: JSON {
        [
            "per": .string(counter.period.rawValue), "by": .string(counter.dimension.rawValue),
            "limit": .integer(Int64(limit)), "startsAnew": .string(counter.end.description),
        ]
    }
}

extension RuleMatch {
    fileprivate var json: JSON {
        var members: JSON.Members = [
            "rule": .string(id), "effect": .string(effect.rawValue), "role": .string(role.rawValue),
        ]
        members["requirement"] = failedRequirement.map { .string($0) }
        members["place"] = .string(source.description)
        members["reportOnly"] = .bool(isReportOnly)
        return .object(members)
    }
}
