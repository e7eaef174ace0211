import GraphFormat
import Invitations
import Testing

private let minimal = #"{"invitedUserEmailAddress":"ana@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#

private func parse(_ text: String, defaults: InvitationDefaults = InvitationDefaults()) throws(BodyFault) -> InvitationRequest {
    try InvitationRequest(body: Array(text.utf8), defaults: defaults)
}

/// The minimal body with further members.
private func body(_ members: String) -> String {
    String(minimal.dropLast()) + "," + members + "}"
}

private func fault(_ text: String) -> BodyFault? {
    do {
        _ = try parse(text)
        return nil
    } catch {
        return error
    }
}

@Suite("An invitation's body")
struct InvitationParsingTests {
    @Test("needs an address and a redirect URL, as Graph does")
    func minimalBody() throws {
        let request = try parse(minimal)
        #expect(request.invitedUserEmailAddress.description == "ana@fabrikam.com")
        #expect(request.inviteRedirectUrl.description == "https://myapps.microsoft.com")
        #expect(request.invitedUserType == .guest)
        #expect(request.sendInvitationMessage == false)
        #expect(request.messageInfo == nil)
        #expect(fault(#"{"inviteRedirectUrl":"https://myapps.microsoft.com"}"#)?.target == "invitedUserEmailAddress")
        #expect(fault(#"{"invitedUserEmailAddress":"ana@fabrikam.com"}"#)?.reason == .propertyMissing)
    }

    @Test("takes the policy's redirect URL when it has none of its own")
    func defaults() throws {
        let defaults = InvitationDefaults(
            inviteRedirectUrl: try RedirectURL("https://apps.contoso.com/home"), sendInvitationMessage: true)
        let filled = try parse(#"{"invitedUserEmailAddress":"ana@fabrikam.com"}"#, defaults: defaults)
        #expect(filled.inviteRedirectUrl.host.ascii == "apps.contoso.com")
        #expect(filled.sendInvitationMessage)
        let own = try parse(body(#""sendInvitationMessage":false"#), defaults: defaults)
        #expect(own.inviteRedirectUrl.host.ascii == "myapps.microsoft.com")
        #expect(own.sendInvitationMessage == false)
    }

    @Test("takes everything Graph's page documents")
    func fullBody() throws {
        let request = try parse(
            body(
                """
                "@odata.type":"#microsoft.graph.invitation","invitedUserDisplayName":"Ana","invitedUserType":"guest",
                "sendInvitationMessage":true,"resetRedemption":false,"id":null,"status":null,"inviteRedeemUrl":null,
                "invitedUser":null,"invitedUserSponsors":null,
                "invitedUserMessageInfo":{"@odata.type":"#microsoft.graph.invitedUserMessageInfo","messageLanguage":null,
                "customizedMessageBody":"Welcome","ccRecipients":[{"@odata.type":"microsoft.graph.recipient",
                "emailAddress":{"name":"Desk","address":"desk@contoso.com"}}]}
                """))
        #expect(request.invitedUserDisplayName == "Ana")
        #expect(request.sendInvitationMessage)
        #expect(request.messageInfo?.customizedMessageBody == "Welcome")
        #expect(request.messageInfo?.ccRecipient?.address.description == "desk@contoso.com")
        #expect(request.messageInfo?.ccRecipient?.name == "Desk")
    }

    @Test(
        "is refused, with its reason and property",
        arguments: [
            ("", ReasonCode.bodyMissing, nil as String?),
            ("  \n", .bodyMissing, nil),
            ("null", .propertyTypeInvalid, nil),
            ("[]", .propertyTypeInvalid, nil),
            (String(minimal.dropLast()), .bodyNotJSON, nil),
            (minimal + minimal, .bodyNotJSON, nil),
            ("\u{FEFF}" + minimal, .bodyNotJSON, nil),
            (body(#""invitedUserEmailAddress":"eve@evil.example""#), .propertyDuplicate, "invitedUserEmailAddress"),
            (body(#""invitedUserEmail\u0041ddress":"eve@evil.example""#), .propertyDuplicate, "invitedUserEmailAddress"),
            (body(#""surprise":1"#), .propertyUnknown, "surprise"),
            (body(#""InvitedUserEmailAddress":"eve@evil.example""#), .propertyUnknown, "InvitedUserEmailAddress"),
            (body(#""id":"x""#), .propertyUnknown, "id"),
            (body(#""status":"Completed""#), .propertyUnknown, "status"),
            (body(#""invitedUserSponsors":[]"#), .propertyUnknown, "invitedUserSponsors"),
            (body(##""@odata.type":"#microsoft.graph.user""##), .propertyTypeInvalid, "@odata.type"),
            (body(#""sendInvitationMessage":"true""#), .propertyTypeInvalid, "sendInvitationMessage"),
            (body(#""sendInvitationMessage":1"#), .propertyTypeInvalid, "sendInvitationMessage"),
            (body(#""invitedUserType":"Admin""#), .propertyTypeInvalid, "invitedUserType"),
            (body(#""invitedUserDisplayName":["a"]"#), .propertyTypeInvalid, "invitedUserDisplayName"),
            (body(#""invitedUser":{"id":"x"}"#), .propertyTypeInvalid, "invitedUser/id"),
            (body(#""invitedUser":{}"#), .propertyMissing, "invitedUser/id"),
            (body(#""invitedUserMessageInfo":{"colour":1}"#), .propertyUnknown, "invitedUserMessageInfo/colour"),
            (
                body(#""invitedUserMessageInfo":{"customizedMessageBody":"a","messageLanguage":"de"}"#),
                .messageBodyAndLanguage, "invitedUserMessageInfo/messageLanguage"
            ),
            (
                body(#""invitedUserMessageInfo":{"messageLanguage":"english!"}"#), .messageLanguageInvalid,
                "invitedUserMessageInfo/messageLanguage"
            ),
            (
                body(
                    #""invitedUserMessageInfo":{"ccRecipients":[{"emailAddress":{"address":"a@b.example"}},{"emailAddress":{"address":"c@d.example"}}]}"#
                ), .ccRecipientsTooMany, "invitedUserMessageInfo/ccRecipients"
            ),
            (
                body(#""invitedUserMessageInfo":{"ccRecipients":[{"emailAddress":{"address":"nobody"}}]}"#),
                .addressInvalid, "invitedUserMessageInfo/ccRecipients/emailAddress/address"
            ),
            (body(#""a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}"#), .bodyTooDeep, nil),
        ])
    func refusals(text: String, reason: ReasonCode, target: String?) {
        let found = fault(text)
        #expect(found?.reason == reason)
        #expect(found?.target == target)
        #expect(reason.kind == .malformed)
    }

    @Test("is refused for its values: address and redirect URL")
    func values() {
        let address = #"{"invitedUserEmailAddress":"a b@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
        #expect(fault(address)?.reason == .addressInvalid)
        let redirect = #"{"invitedUserEmailAddress":"ana@fabrikam.com","inviteRedirectUrl":"http://myapps.microsoft.com"}"#
        #expect(fault(redirect)?.reason == .redirectUrlInvalid)
        #expect(fault(body(#""invitedUserDisplayName":"\#(String(repeating: "x", count: 257))""#))?.reason == .propertyTooLong)
    }

    @Test("is refused when it is not UTF-8, whatever property holds the bytes")
    func notUTF8() {
        var bytes = Array(minimal.utf8)
        bytes[30] = 0xFF
        #expect(throws: BodyFault.self) { try InvitationRequest(body: bytes, defaults: InvitationDefaults()) }
        do {
            _ = try InvitationRequest(body: bytes, defaults: InvitationDefaults())
        } catch {
            #expect(error.reason == .bodyNotUTF8)
        }
    }

    @Test("cut off anywhere is refused")
    func truncation() {
        for length in 0..<minimal.utf8.count {
            #expect(fault(String(minimal.prefix(length))) != nil, "cut after \(length)")
        }
    }

    @Test("never puts a property's name into a message as it came")
    func hostileNames() {
        let found = fault(body(#""<img onerror=x>\u202e":1"#))
        #expect(found?.reason == .propertyUnknown)
        #expect(found?.message.contains("<") == false)
        #expect(found?.target?.unicodeScalars.contains("\u{202E}") == false)
    }
}
