public import Invitations

/// What was judged of an invitation, without the person it is for (``Invitee``) and without the message's words, of
/// which the chain holds the length and a digest under the entry's key.
public struct InvitationRecord: Hashable, Sendable {
    /// The host and, when it is not 443, the port. The rest of the URL may hold anything and is not kept.
    public var redirectHost: String
    public var userType: InvitedUserType
    public var sendsMessage: Bool
    public var ccCount: Int
    public var hasDisplayName: Bool
    public var message: String?
    public var messageFindings: MessageFindings?
    public var messageLanguage: String?
    public var resetRedemption: Bool
    /// The existing account that the caller named.
    public var invitedUser: ObjectID?

    /// - Parameter findings: what the policy's judgement found in the message, so that a later one can do without the words.
    public init(_ request: InvitationRequest, findings: MessageFindings? = nil) {
        let url = request.inviteRedirectUrl
        redirectHost = url.port.map { "\(url.host.ascii):\($0)" } ?? url.host.ascii
        userType = request.invitedUserType
        sendsMessage = request.sendInvitationMessage
        ccCount = request.messageInfo?.ccRecipient == nil ? 0 : 1
        hasDisplayName = request.invitedUserDisplayName != nil
        message = request.messageInfo?.customizedMessageBody
        messageFindings = findings?.withholding(
            [request.invitedUserEmailAddress.domain, request.messageInfo?.ccRecipient?.address.domain].compactMap(\.self))
        messageLanguage = request.messageInfo?.messageLanguage
        resetRedemption = request.resetRedemption
        invitedUser = request.invitedUser
    }
}

extension CanonicalObject {
    mutating func invitation(_ invitation: InvitationRecord, under key: CommitmentKey) {
        object("invitation") {
            $0.member("ccCount", Int64(invitation.ccCount))
            $0.member("hasDisplayName", invitation.hasDisplayName)
            $0.member("invitedUser", invitation.invitedUser?.description)
            if let message = invitation.message {
                let findings = invitation.messageFindings
                $0.object("message") {
                    $0.member("digest", key.commitment(to: "message", Array(message.utf8)).description)
                    $0.member("isPlain", findings?.isPlain)
                    // Unicode scalars: two texts that read alike must not count alike by accident of Swift's version.
                    $0.member("length", Int64(message.unicodeScalars.count))
                    $0.links(findings)
                }
            }
            $0.member("messageLanguage", invitation.messageLanguage)
            $0.member("redirectHost", invitation.redirectHost)
            $0.member("resetRedemption", invitation.resetRedemption)
            $0.member("sendsMessage", invitation.sendsMessage)
            $0.member("userType", invitation.userType.rawValue)
        }
    }
}
