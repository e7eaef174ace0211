/// An invitation as the gate judges and forwards it: every field parsed, bounded and understood.
///
/// What goes to Graph is built from this value, never copied from the caller's bytes. The property names are those of
/// Graph's `invitation` resource.
public struct InvitationRequest: Hashable, Sendable {
    public var invitedUserEmailAddress: EmailAddress
    public var inviteRedirectUrl: RedirectURL
    public var invitedUserDisplayName: String?
    /// `Guest` when the caller says nothing, as in Graph.
    public var invitedUserType: InvitedUserType
    public var sendInvitationMessage: Bool
    public var messageInfo: MessageInfo?
    /// Asks to move an existing guest's sign-in to another address.
    public var resetRedemption: Bool
    /// The existing account that the caller named (`invitedUser/id`): the guest to reset, or, without a reset, the
    /// internal account that Entra would convert.
    public var invitedUser: ObjectID?

    public init(
        invitedUserEmailAddress: EmailAddress,
        inviteRedirectUrl: RedirectURL,
        invitedUserDisplayName: String? = nil,
        invitedUserType: InvitedUserType = .guest,
        sendInvitationMessage: Bool = false,
        messageInfo: MessageInfo? = nil,
        resetRedemption: Bool = false,
        invitedUser: ObjectID? = nil
    ) {
        self.invitedUserEmailAddress = invitedUserEmailAddress
        self.inviteRedirectUrl = inviteRedirectUrl
        self.invitedUserDisplayName = invitedUserDisplayName
        self.invitedUserType = invitedUserType
        self.sendInvitationMessage = sendInvitationMessage
        self.messageInfo = messageInfo
        self.resetRedemption = resetRedemption
        self.invitedUser = invitedUser
    }

    /// Graph's `invitedUserMessageInfo`.
    public struct MessageInfo: Hashable, Sendable {
        /// Graph mails only the first copy recipient, so there is at most one.
        public var ccRecipient: Recipient?
        public var customizedMessageBody: String?
        /// A BCP 47 language tag such as `en-US`.
        public var messageLanguage: String?

        public init(ccRecipient: Recipient? = nil, customizedMessageBody: String? = nil, messageLanguage: String? = nil) {
            self.ccRecipient = ccRecipient
            self.customizedMessageBody = customizedMessageBody
            self.messageLanguage = messageLanguage
        }
    }

    public struct Recipient: Hashable, Sendable {
        public var address: EmailAddress
        public var name: String?

        public init(address: EmailAddress, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }
}

extension InvitationRequest {
    /// Sets the language of Microsoft's own text where the caller gave neither a language nor words of its own, which
    /// Graph takes in place of it.
    public mutating func fillMessageLanguage(_ language: String) {
        var info = messageInfo ?? MessageInfo()
        guard info.messageLanguage == nil, info.customizedMessageBody == nil else { return }
        info.messageLanguage = language
        messageInfo = info
    }
}

/// Graph's two values of `invitedUserType`.
public enum InvitedUserType: String, Hashable, Sendable, CaseIterable {
    case guest = "Guest"
    case member = "Member"
}
