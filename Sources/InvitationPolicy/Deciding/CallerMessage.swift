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
        default: "This invitation is not allowed."
        }
    }

    private var message: String {
        policy.requirements.message == .forbidden
            ? "A custom message is not allowed."
            : "The custom message must be plain text of at most \(MessageContent.longest) characters, "
                + "without links to other sites."
    }
}
