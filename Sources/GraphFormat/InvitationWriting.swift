public import Invitations
import StrictJSON

extension InvitationRequest {
    /// The body that goes to Graph, built from the judged values alone.
    ///
    /// `invitedUser` is written only beside a reset: without one Entra would convert an internal account, which the
    /// gate never asks for.
    public func graphBody() -> [UInt8] {
        var object: JSON.Members = [
            "invitedUserEmailAddress": .string(invitedUserEmailAddress.description),
            "inviteRedirectUrl": .string(inviteRedirectUrl.description),
            "invitedUserType": .string(invitedUserType.rawValue),
            "sendInvitationMessage": .bool(sendInvitationMessage),
        ]
        if let invitedUserDisplayName { object["invitedUserDisplayName"] = .string(invitedUserDisplayName) }
        if resetRedemption {
            object["resetRedemption"] = true
            if let invitedUser { object["invitedUser"] = ["id": .string(invitedUser.description)] }
        }
        if let messageInfo { object["invitedUserMessageInfo"] = messageInfo.graphValue }
        return JSON.object(object).bytes()
    }
}

extension InvitationRequest.MessageInfo {
    fileprivate var graphValue: JSON {
        var object = JSON.Members()
        if let customizedMessageBody { object["customizedMessageBody"] = .string(customizedMessageBody) }
        if let messageLanguage { object["messageLanguage"] = .string(messageLanguage) }
        if let ccRecipient {
            var mail: JSON.Members = ["address": .string(ccRecipient.address.description)]
            if let name = ccRecipient.name { mail["name"] = .string(name) }
            object["ccRecipients"] = [["emailAddress": .object(mail)]]
        }
        return .object(object)
    }
}
