import AuditTrail
import Invitations
import StrictJSON

extension RecordedHearing {
    /// The invitation, of its record in the chain and the invitee's side row.
    static func request(
        _ invitation: JSON, _ invitee: Invitee, _ notRecorded: inout Set<Unrecorded>
    ) throws(NotReplayable) -> InvitationRequest {
        guard let address = try? EmailAddress(invitee.address) else { throw .damaged("address") }
        let host = try invitation.text("redirectHost") { try? RedirectURL("https://\($0)") }
        let name = try displayName(invitee.displayName, given: try invitation.flag("hasDisplayName"), &notRecorded)
        return InvitationRequest(
            invitedUserEmailAddress: address, inviteRedirectUrl: host, invitedUserDisplayName: name,
            invitedUserType: try invitation.text("userType", InvitedUserType.init(rawValue:)),
            sendInvitationMessage: try invitation.flag("sendsMessage"),
            messageInfo: try messageInfo(invitation, invitee, &notRecorded),
            resetRedemption: try invitation.flag("resetRedemption"),
            invitedUser: try invitation.optionalText("invitedUser", ObjectID.init))
    }

    private static func displayName(
        _ name: String?, given: Bool, _ notRecorded: inout Set<Unrecorded>
    ) throws(NotReplayable) -> String? {
        guard (name != nil) == given else { throw .damaged("displayName") }
        if isAltered(name) { notRecorded.insert(.displayName) }
        return name
    }

    /// Cut, or with a replacement character, which may stand for a NUL that the side row does not take.
    private static func isAltered(_ name: String?) -> Bool {
        isCut(name) || name?.unicodeScalars.contains("\u{FFFD}") ?? false
    }

    private static func messageInfo(
        _ invitation: JSON, _ invitee: Invitee, _ notRecorded: inout Set<Unrecorded>
    ) throws(NotReplayable) -> InvitationRequest.MessageInfo? {
        var info = InvitationRequest.MessageInfo()
        guard let copies = try invitation.member("ccCount").integer, (copies > 0) == (invitee.ccAddress != nil) else {
            throw .damaged("ccCount")
        }
        if let text = invitee.ccAddress {
            guard let address = try? EmailAddress(text) else { throw .damaged("ccAddress") }
            if isAltered(invitee.ccName) { notRecorded.insert(.displayName) }
            info.ccRecipient = .init(address: address, name: invitee.ccName)
        }
        info.messageLanguage = invitation["messageLanguage"]?.string
        return info == InvitationRequest.MessageInfo() ? nil : info
    }
}
