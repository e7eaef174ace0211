import InvitationPolicy
import Invitations
import StrictJSON

extension PolicyDifference {
    /// For programs: everything that the text has, and the witnesses whole.
    var json: JSON {
        [
            "judged": .integer(Int64(judged)),
            "answersCanDiffer": .bool(answersCanDiffer),
            "changes": .array(changes.map(\.json)),
            "beside": .array(beside.map(JSON.string)),
            "notes": .array(notes.map(JSON.string)),
            "limits": .array(limits.map(JSON.string)),
        ]
    }
}

extension PolicyDifference.Change {
    fileprivate var json: JSON {
        var members: JSON.Members = [
            "direction": .string(direction.rawValue), "before": before.json, "after": after.json,
            "domains": [
                "listed": .integer(Int64(domains.listed)), "unlisted": .bool(domains.includesUnlisted),
                "examples": .array(domains.examples.map(JSON.string)),
            ],
            "inviters": .array(inviters.map(JSON.string)), "invitersOmitted": .integer(Int64(invitersOmitted)),
            "requests": .array(requests.map(JSON.string)), "requestsOmitted": .integer(Int64(requestsOmitted)),
            "combinations": .integer(Int64(combinations)), "witness": witness.json,
        ]
        members["since"] = since.map { .string($0.description) }
        return .object(members)
    }
}

extension PolicyDifference.Opinion {
    fileprivate var json: JSON {
        var members: JSON.Members = ["verdict": .string(verdict.word), "step": .integer(Int64(step))]
        members["reason"] = verdict.reason.map(JSON.string)
        members["rule"] = rule.map(JSON.string)
        members["place"] = source.map { .string($0.description) }
        members["requirement"] = requirement.map(JSON.string)
        if let reportOnly {
            var report: JSON.Members = ["verdict": .string(reportOnly.word)]
            report["reason"] = reportOnly.reason.map(JSON.string)
            members["reportOnly"] = .object(report)
        }
        return .object(members)
    }
}

extension Decision.Verdict {
    fileprivate var word: String {
        switch self {
        case .approved: "approved"
        case .denied: "denied"
        case .undecided: "undecided"
        }
    }

    fileprivate var reason: String? { if case .denied(let reason) = self { reason.rawValue } else { nil } }
}

extension PolicyDifference.Witness {
    fileprivate var json: JSON {
        var invitation: JSON.Members = [
            "invitedUserEmailAddress": .string(request.invitedUserEmailAddress.description),
            "inviteRedirectUrl": .string(request.inviteRedirectUrl.description),
            "invitedUserType": .string(request.invitedUserType.rawValue),
            "sendInvitationMessage": .bool(request.sendInvitationMessage),
            "resetRedemption": .bool(request.resetRedemption),
        ]
        invitation["invitedUserDisplayName"] = request.invitedUserDisplayName.map(JSON.string)
        invitation["customizedMessageBody"] = request.messageInfo?.customizedMessageBody.map(JSON.string)
        invitation["ccRecipient"] = (request.messageInfo?.ccRecipient?.address).map { .string($0.description) }
        return [
            "time": .string(time.description), "invitation": .object(invitation), "inviter": inviter.json,
            "caller": ["application": .string(caller.description), "name": .string(callerName), "standIn": .bool(isThroughStandIn)],
            "context": context.json,
        ]
    }
}

extension InviterFacts {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "proof": .string(proof.rawValue),
            "userKind": userKind.value.map { .string($0.rawValue) } ?? .null,
            "directoryRoles": .array((directoryRoles.value ?? []).sorted().map { .string($0.description) }),
            "appRoles": .array((appRoles.value ?? []).sorted().map(JSON.string)),
            "groups": .array((groups.value ?? []).sorted().map { .string($0.description) }),
        ]
    }
}

extension DecisionContext {
    fileprivate var json: JSON {
        var members: JSON.Members = ["hasSponsor": .bool(sponsor.isEnabledMember)]
        members["justification"] = justification.map(JSON.string)
        members["ticket"] = ticket.map(JSON.string)
        members["guestExists"] = guestExists.map(JSON.bool)
        return .object(members)
    }
}
