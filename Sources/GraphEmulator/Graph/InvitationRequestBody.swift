/// The body of `POST /invitations`, read by itself: this reading is the emulator's witness, not the product's.
struct InvitationRequestBody {
    var address = ""
    var redirectURL = ""
    var displayName: String?
    var userType = "Guest"
    var sendsMessage = false
    var customizedMessageBody: String?
    var messageLanguage: String?
    var carbonCopies: [(name: String?, address: String?)] = []
    var resetsRedemption = false
    var invitedUserID: String?
    var namesInvitedUser = false

    /// - Throws: the seed's answer for a malformed body or a missing property.
    init(bytes: [UInt8], answers: SeededAnswers) throws(GraphFailure) {
        let malformed = GraphFailure(answers.bodyMalformed)
        guard let body = try? JSONReader.read(bytes), body.members != nil else { throw malformed }
        func text(_ value: JSONValue?) throws(GraphFailure) -> String? {
            switch value {
            case nil, .null: return nil
            case .string(let text): return text
            default: throw malformed
            }
        }
        func flag(_ value: JSONValue?) throws(GraphFailure) -> Bool {
            switch value {
            case nil, .null: return false
            case .bool(let flag): return flag
            default: throw malformed
            }
        }
        guard let address = try text(body["invitedUserEmailAddress"]), !address.isEmpty,
            let redirectURL = try text(body["inviteRedirectUrl"]), !redirectURL.isEmpty
        else { throw GraphFailure(answers.propertyMissing) }
        self.address = address
        self.redirectURL = redirectURL
        displayName = try text(body["invitedUserDisplayName"])
        userType = try text(body["invitedUserType"]) ?? "Guest"
        sendsMessage = try flag(body["sendInvitationMessage"])
        resetsRedemption = try flag(body["resetRedemption"])
        if let info = body["invitedUserMessageInfo"], info != .null {
            guard info.members != nil else { throw malformed }
            customizedMessageBody = try text(info["customizedMessageBody"])
            messageLanguage = try text(info["messageLanguage"])
            carbonCopies = try Self.carbonCopies(info["ccRecipients"], malformed: malformed)
        }
        if let user = body["invitedUser"], user != .null {
            guard user.members != nil else { throw malformed }
            invitedUserID = try text(user["id"])
            namesInvitedUser = invitedUserID != nil
        }
    }

    private static func carbonCopies(
        _ value: JSONValue?, malformed: GraphFailure
    ) throws(GraphFailure) -> [(name: String?, address: String?)] {
        guard let value, value != .null else { return [] }
        guard let recipients = value.array else { throw malformed }
        return recipients.compactMap { recipient in
            recipient["emailAddress"].map { ($0["name"]?.string, $0["address"]?.string) }
        }
    }
}
