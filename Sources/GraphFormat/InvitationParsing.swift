public import Invitations
import StrictJSON

/// Why a body is not an invitation that the gate can judge.
public struct BodyFault: Error, Hashable, Sendable {
    public let reason: ReasonCode
    /// The property concerned, as a path in Graph's names (`invitedUserMessageInfo/ccRecipients`).
    public let target: String?
    /// For the caller: which value, and what is wrong with it. Never the value itself, which may be anything.
    public let message: String
}

/// What a policy fills in when a caller leaves it out.
public struct InvitationDefaults: Hashable, Sendable {
    public var inviteRedirectUrl: RedirectURL?
    public var sendInvitationMessage: Bool?
    /// Used where the caller gives neither a language nor words of its own.
    public var messageLanguage: String?

    public init(
        inviteRedirectUrl: RedirectURL? = nil, sendInvitationMessage: Bool? = nil, messageLanguage: String? = nil
    ) {
        self.inviteRedirectUrl = inviteRedirectUrl
        self.sendInvitationMessage = sendInvitationMessage
        self.messageLanguage = messageLanguage
    }
}

extension InvitationRequest {
    /// Reads the body of `POST /invitations`.
    ///
    /// The properties are those of Graph's create-invitation page. `@odata.type` annotations that match and read-only
    /// properties sent as null (as SDKs send back what they read) are accepted; any other unknown property is refused
    /// by name, so that nothing a caller relies on is dropped in silence.
    ///
    /// - Throws: ``BodyFault``.
    public init(body: [UInt8], defaults: InvitationDefaults) throws(BodyFault) {
        guard body.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw BodyFault(reason: .bodyMissing, target: nil, message: "The request has no body; an invitation is expected.")
        }
        let json: JSON
        do {
            json = try JSON(parsing: body, limits: Self.limits)
        } catch {
            throw BodyFault(fault: error)
        }
        guard case .object(let members) = json else {
            throw BodyFault(
                reason: .propertyTypeInvalid, target: nil,
                message: "The body is a JSON \(json.typeName); an object is expected.")
        }
        self = try PropertyReader(members, path: "", odataType: "microsoft.graph.invitation").invitation(defaults)
    }

    private static var limits: JSONLimits { JSONLimits(depth: 8, members: 64, values: 512) }

    /// A body's JSON in canonical form (RFC 8785), the same for every spelling of it: order of properties, white space and
    /// escapes do not count. Nil when the body is not JSON within the bounds of an invitation's.
    public static func canonicalBody(_ body: [UInt8]) -> [UInt8]? {
        (try? JSON(parsing: body, limits: limits))?.canonicalBytes()
    }
}

extension BodyFault {
    init(fault: JSONFault, expected: String = "invitation") {
        switch fault.kind {
        case .notUTF8:
            self.init(reason: .bodyNotUTF8, target: nil, message: "The body is not UTF-8: \(fault).")
        case .tooDeep, .tooManyMembers, .tooManyValues:
            self.init(reason: .bodyTooDeep, target: nil, message: "The body is no \(expected): \(fault).")
        case .duplicateMember(let name):
            // Named only when it is one of Graph's: the rest is the caller's text.
            let known = PropertyReader.knownNames.contains(name) ? name : nil
            self.init(
                reason: .propertyDuplicate, target: known,
                message: "The body names a property twice\(known.map { " (\($0))" } ?? ""), at byte \(fault.offset).")
        default:
            self.init(reason: .bodyNotJSON, target: nil, message: "The body is not JSON: \(fault).")
        }
    }
}

extension PropertyReader {
    static let knownNames: Set<String> = [
        "@odata.type", "invitedUserEmailAddress", "inviteRedirectUrl", "invitedUserDisplayName", "invitedUserType",
        "sendInvitationMessage", "invitedUserMessageInfo", "resetRedemption", "invitedUser", "ccRecipients",
        "customizedMessageBody", "messageLanguage", "emailAddress", "name", "address", "id", "inviteRedeemUrl", "status",
        "invitedUserSponsors",
    ]

    /// The whole `invitation` resource.
    fileprivate consuming func invitation(_ defaults: InvitationDefaults) throws(BodyFault) -> InvitationRequest {
        guard let addressText = try string("invitedUserEmailAddress", maximum: 1_024) else {
            throw missing("invitedUserEmailAddress")
        }
        let address: EmailAddress
        do { address = try EmailAddress(addressText) } catch {
            throw fault(.addressInvalid, "invitedUserEmailAddress", "This is no address that Graph invites: \(error).")
        }
        let redirect = try redirectURL() ?? defaults.inviteRedirectUrl
        guard let redirect else { throw missing("inviteRedirectUrl") }
        var request = InvitationRequest(invitedUserEmailAddress: address, inviteRedirectUrl: redirect)
        request.invitedUserDisplayName = try string("invitedUserDisplayName", maximum: 256)
        if let type = try string("invitedUserType", maximum: 16) {
            // Enumeration values of Graph are compared without case.
            guard let known = [InvitedUserType.guest, .member].first(where: { $0.rawValue.lowercased() == type.lowercased() })
            else { throw fault(.propertyTypeInvalid, "invitedUserType", "The value is neither Guest nor Member.") }
            request.invitedUserType = known
        }
        request.sendInvitationMessage = try bool("sendInvitationMessage") ?? defaults.sendInvitationMessage ?? false
        request.resetRedemption = try bool("resetRedemption") ?? false
        request.messageInfo = try messageInfo()
        if let language = defaults.messageLanguage { request.fillMessageLanguage(language) }
        request.invitedUser = try invitedUser()
        for name in ["id", "inviteRedeemUrl", "status"] where try take(name) != nil {
            throw fault(.propertyUnknown, name, "\(name) is read-only; leave it out.")
        }
        if try take("invitedUserSponsors") != nil {
            throw fault(
                .propertyUnknown, "invitedUserSponsors",
                "The gate does not forward sponsors; leave invitedUserSponsors out. A sponsor for the record goes into the header X-Gatekeeper-Sponsor."
            )
        }
        try refuseRest()
        return request
    }

    private mutating func redirectURL() throws(BodyFault) -> RedirectURL? {
        guard let text = try string("inviteRedirectUrl", maximum: 2_048) else { return nil }
        do { return try RedirectURL(text) } catch {
            throw fault(.redirectUrlInvalid, "inviteRedirectUrl", "This is no redirect URL that the gate forwards: \(error).")
        }
    }

    private mutating func invitedUser() throws(BodyFault) -> ObjectID? {
        guard var user = try nested("invitedUser", odataType: "microsoft.graph.user") else { return nil }
        guard let text = try user.string("id", maximum: 64) else { throw user.missing("id") }
        guard let id = ObjectID(text) else {
            throw user.fault(.propertyTypeInvalid, "id", "The value is no object id (8-4-4-4-12 hexadecimal digits).")
        }
        // Graph ignores every other property of the user here; the gate does not let them pass for accepted.
        try user.refuseRest()
        return id
    }

    private mutating func messageInfo() throws(BodyFault) -> InvitationRequest.MessageInfo? {
        guard
            var reader = try nested("invitedUserMessageInfo", odataType: "microsoft.graph.invitedUserMessageInfo")
        else { return nil }
        var info = InvitationRequest.MessageInfo()
        // Graph's own bound for the message is undocumented; Microsoft names 40,000 characters as supported.
        info.customizedMessageBody = try reader.string("customizedMessageBody", maximum: 40_000)
        if let language = try reader.string("messageLanguage", maximum: 35) {
            guard LanguageTag.isWellFormed(language) else {
                throw reader.fault(.messageLanguageInvalid, "messageLanguage", "This is no language tag such as en-US.")
            }
            info.messageLanguage = language
        }
        if info.customizedMessageBody != nil, info.messageLanguage != nil {
            throw reader.fault(
                .messageBodyAndLanguage, "messageLanguage",
                "Graph ignores messageLanguage beside customizedMessageBody; send one of the two.")
        }
        info.ccRecipient = try reader.ccRecipient()
        try reader.refuseRest()
        return info == InvitationRequest.MessageInfo() ? nil : info
    }

    private mutating func ccRecipient() throws(BodyFault) -> InvitationRequest.Recipient? {
        guard let value = try take("ccRecipients") else { return nil }
        guard case .array(let elements) = value else { throw wrongType("ccRecipients", value, expected: "array") }
        guard elements.count <= 1 else {
            throw fault(.ccRecipientsTooMany, "ccRecipients", "Graph mails one copy recipient only; send one at most.")
        }
        guard let element = elements.first else { return nil }
        guard case .object(let members) = element else { throw wrongType("ccRecipients", element, expected: "object") }
        var recipient = PropertyReader(members, path: pathTo("ccRecipients"), odataType: "microsoft.graph.recipient")
        try recipient.checkODataType()
        guard var mail = try recipient.nested("emailAddress", odataType: "microsoft.graph.emailAddress") else {
            throw recipient.missing("emailAddress")
        }
        try recipient.refuseRest()
        guard let text = try mail.string("address", maximum: 1_024) else { throw mail.missing("address") }
        let name = try mail.string("name", maximum: 256)
        try mail.refuseRest()
        do { return InvitationRequest.Recipient(address: try EmailAddress(text), name: name) } catch {
            throw mail.fault(.addressInvalid, "address", "This is no mail address: \(error).")
        }
    }
}
