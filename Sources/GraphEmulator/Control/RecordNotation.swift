/// The record as the control endpoint writes it.
enum RecordNotation {
    static func write(_ record: EmulatorRecord) -> JSONValue {
        let answers = record.answerCounts.sorted { $0.key < $1.key }.map { endpoint, counts in
            JSONValue.Member(
                name: endpoint,
                value: .object(counts.sorted { $0.key < $1.key }.map { .init(name: String($0.key), value: .integer($0.value)) }))
        }
        return [
            "invitationCount": .integer(record.invitationCount),
            "requests": .object(
                record.requestCounts.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .integer($0.value)) }),
            "answers": .object(answers),
            "invitations": .array(record.invitations.map(invitation)),
        ]
    }

    private static func invitation(_ invitation: CreatedInvitation) -> JSONValue {
        [
            "id": .string(invitation.id), "invitedUserId": .string(invitation.invitedUserID), "createdUser": .bool(invitation.createdUser),
            "invitedUserEmailAddress": .string(invitation.address), "inviteRedirectUrl": .string(invitation.redirectURL),
            "invitedUserDisplayName": JSONValue(invitation.displayName), "invitedUserType": .string(invitation.userType),
            "sendInvitationMessage": .bool(invitation.sendInvitationMessage),
            "customizedMessageBody": JSONValue(invitation.customizedMessageBody), "messageLanguage": JSONValue(invitation.messageLanguage),
            "ccRecipients": .array(invitation.carbonCopyAddresses.map(JSONValue.string)),
            "resetRedemption": .bool(invitation.resetRedemption), "appId": .string(invitation.appID), "time": .double(invitation.time),
            "target": .string(invitation.target),
            "headers": .array(invitation.headers.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "rawBody": .string(String(decoding: invitation.rawBody, as: UTF8.self)),
        ]
    }
}
