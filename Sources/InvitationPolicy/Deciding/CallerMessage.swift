import Invitations

/// The sentence a caller gets. It may be shown in a chat: it says what to do and whom to ask, and tells no rule, no
/// list and nothing about the inviter that the caller does not know.
struct CallerMessage {
    let policy: Policy
    let request: InvitationRequest

    func text(for ruling: Ruling) -> String {
        switch ruling.verdict {
        case .approved: "The invitation to \(request.invitedUserEmailAddress) is allowed."
        case .undecided: "The facts that this decision needs could not be learned. Try again in a moment."
        case .denied(.quotaExceeded): quota(ruling.exhausted) + (policy.owner.map { " Ask \($0)." } ?? "")
        case .denied(let reason): sentence(reason) + (policy.owner.map { " Ask \($0)." } ?? "")
        }
    }

    private func sentence(_ reason: ReasonCode) -> String {
        let domain = request.invitedUserEmailAddress.domain
        return switch reason {
        case .inviterDisabled: "The account of the person who invites is disabled."
        case .callerMayNotNameInviter: "This application may not invite in the name of that person."
        case .resetRedemptionNotPermitted: "Moving a guest's sign-in to another address is not allowed."
        case .internalConversionNotPermitted: "An existing account cannot be turned into a guest here."
        case .userTypeNotPermitted: "Guests may be invited as guests only, not as members."
        case .internalDomain: "\(domain) is one of our own domains: its people are not invited as guests."
        case .whoMayInvite: "You are not among those who may invite guests."
        case .domainDenied, .noRuleAllows: "Invitations to \(domain) are not allowed."
        case .ruleDenies: "This invitation is not allowed."
        case .redirectHostNotAllowed: "Guests may not be sent to \(request.inviteRedirectUrl.host)."
        case .ccRecipientNotAllowed:
            "The copy recipient is neither one of us nor someone whom this invitation could go to."
        case .messageNotAllowed: message
        case .messageNotDeliverable:
            "A custom message would not reach the guest: leave it out, "
                + "or set sendInvitationMessage to false and mail it yourself."
        case .displayNameNotAllowed: "The display name holds a link or a character that hides or reorders text."
        case .justificationRequired: "This invitation needs a justification."
        case .ticketRequired: "This invitation needs a ticket number."
        case .displayNameRequired: "This invitation needs the guest's display name."
        case .sponsorRequired:
            "This invitation needs a sponsor: name somebody who answers for the guest, with an enabled account of ours."
        case .guestExists:
            "\(request.invitedUserEmailAddress) is among our users already. "
                + "Whoever has not accepted yet finds the invitation in the first mail."
        default: "This invitation is not allowed."
        }
    }

    /// Which count is full and when it starts anew: what a person can plan with.
    private func quota(_ claim: QuotaClaim?) -> String {
        guard let claim else { return "No more invitations are allowed at the moment." }
        let whose =
            switch claim.counter.dimension {
            case .inviter: "You have"
            case .domain: "Those who invite to \(claim.counter.subject) have"
            case .tenant: "We have"
            }
        return "\(whose) used up the \(claim.limit) invitations of this \(claim.counter.period.rawValue). "
            + "The count starts anew at \(claim.counter.end)."
    }

    private var message: String {
        policy.requirements.message == .forbidden
            ? "A custom message is not allowed."
            : "The custom message must be plain text of at most \(MessageContent.longest) characters, "
                + "without links to other sites."
    }
}
