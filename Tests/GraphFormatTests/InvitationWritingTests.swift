import GraphFormat
import Invitations
import StrictJSON
import Testing

@Suite("What goes to Graph")
struct InvitationWritingTests {
    private func written(_ text: String) throws -> JSON {
        let request = try InvitationRequest(body: Array(text.utf8), defaults: InvitationDefaults())
        return try JSON(parsing: request.graphBody())
    }

    @Test("is built from what was judged: the normalised domain and URL, nothing else")
    func normalised() throws {
        let body = try written(
            #"{ "inviteRedirectUrl" : "HTTPS://MyApps.Microsoft.com:443/x", "invitedUserEmailAddress" : "Ana@FABRIKAM.com" }"#)
        #expect(body["invitedUserEmailAddress"] == "Ana@fabrikam.com")
        #expect(body["inviteRedirectUrl"] == "https://myapps.microsoft.com/x")
        #expect(body["invitedUserType"] == "Guest")
        #expect(body["sendInvitationMessage"] == false)
        #expect(body.object?.count == 4)
    }

    @Test("carries the message, its language and the copy recipient")
    func message() throws {
        let body = try written(
            #"{"invitedUserEmailAddress":"a@b.example","inviteRedirectUrl":"https://c.example","invitedUserMessageInfo":{"messageLanguage":"de-CH","ccRecipients":[{"emailAddress":{"address":"d@e.example"}}]}}"#
        )
        #expect(body["invitedUserMessageInfo"]?["messageLanguage"] == "de-CH")
        #expect(
            body["invitedUserMessageInfo"]?["ccRecipients"] == [["emailAddress": ["address": "d@e.example"]]])
    }

    @Test("names an existing account only beside a reset")
    func invitedUser() throws {
        let id = "3d5a7c10-1d2e-4f3a-9b4c-5d6e7f809102"
        let start = #"{"invitedUserEmailAddress":"a@b.example","inviteRedirectUrl":"https://c.example","invitedUser":{"id":""#
        let conversion = try written(start + id + #""}}"#)
        #expect(conversion["invitedUser"] == nil)
        let reset = try written(start + id + #""},"resetRedemption":true}"#)
        #expect(reset["invitedUser"]?["id"] == .string(id))
        #expect(reset["resetRedemption"] == true)
    }
}

@Suite("What comes from Graph")
struct GraphAnswerTests {
    @Test("gives the ids of invitation and guest, in both documented shapes")
    func created() {
        let guest = "3d5a7c10-1d2e-4f3a-9b4c-5d6e7f809102"
        let object = CreatedInvitation(body: Array(#"{"id":"inv","invitedUser":{"id":"\#(guest)"}}"#.utf8))
        let array = CreatedInvitation(body: Array(#"{"id":"inv","invitedUser":[{"id":"\#(guest)"}]}"#.utf8))
        #expect(object?.guest?.description == guest)
        #expect(array == object)
        #expect(object?.id == "inv")
        #expect(CreatedInvitation(body: Array("<html>".utf8)) == nil)
        #expect(CreatedInvitation(body: Array("{}".utf8)) != nil)
    }

    @Test("an error keeps Graph's code and message and is marked as Graph's")
    func refusal() throws {
        let text = #"{"error":{"code":"BadRequest","message":"Group email address is not supported","innererror":{"request-id":"r"}}}"#
        let envelope = ErrorEnvelope.fromGraph(Array(text.utf8), status: 400).json
        #expect(envelope["error"]?["code"] == "BadRequest")
        #expect(envelope["error"]?["message"] == "Group email address is not supported")
        #expect(envelope["error"]?["innerError"]?["source"] == "graph")
        #expect(envelope["error"]?["innerError"]?["graph-innerError"]?["request-id"] == "r")
    }

    @Test("a page that is no envelope still becomes one")
    func notAnEnvelope() {
        let envelope = ErrorEnvelope.fromGraph(Array("<html>Forbidden</html>".utf8), status: 403).json
        #expect(envelope["error"]?["code"] == "GraphRefused")
        #expect(envelope["error"]?["innerError"]?["graph-status"] == 403)
    }
}
