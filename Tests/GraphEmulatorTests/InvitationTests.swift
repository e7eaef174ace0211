import GraphEmulator
import Testing

@Suite struct `An invitation` {
    @Test(arguments: ["v1.0", "beta"])
    func `Is answered 201 member by member as documented`(version: String) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.invite("admin@fabrikam.com", token: try await rig.graphToken(), version: version)
            #expect(reply.status == 201)
            let body = reply.json
            #expect(
                Set(body.members?.map(\.name) ?? []) == [
                    "@odata.context", "id", "inviteRedeemUrl", "invitedUserDisplayName", "invitedUserType", "invitedUserEmailAddress",
                    "sendInvitationMessage", "resetRedemption", "inviteRedirectUrl", "status", "invitedUserMessageInfo", "invitedUser",
                ])
            #expect(body["@odata.context"] == .string("https://graph.microsoft.com/\(version)/$metadata#invitations/$entity"))
            #expect(body["invitedUserType"] == "Guest" && body["status"] == "PendingAcceptance")
            #expect(body["invitedUserDisplayName"] == .null && body["sendInvitationMessage"] == false)
            let recipients = try #require(body["invitedUserMessageInfo"]?["ccRecipients"]?.array)
            #expect(recipients.count == 1)
            #expect(recipients[0]["emailAddress"]?["name"] == .null && recipients[0]["emailAddress"]?["address"] == .null)
            #expect(body["inviteRedeemUrl"]?.string?.hasPrefix("https://login.microsoftonline.com/redeem?rd=https%3a%2f%2f") == true)
            let guest = try #require(body["invitedUser"]?["id"]?.string)
            #expect(guest != body["id"]?.string)
            #expect(rig.emulator.userID(address: "admin@fabrikam.com") == guest)
        }
    }

    @Test func `Leaves its whole request in the record, without the credential`() async throws {
        try await EmulatorRig.run { rig in
            let message: JSONValue = [
                "customizedMessageBody": "Welcome", "ccRecipients": [["emailAddress": ["name": "Ana", "address": "ana@contoso.com"]]],
            ]
            let reply = try await rig.invite(
                "Admin@Fabrikam.com", token: try await rig.graphToken(),
                more: [("sendInvitationMessage", true), ("invitedUserDisplayName", "Ada"), ("invitedUserMessageInfo", message)],
                headers: ["client-request-id": "c0ffee00-0000-4000-8000-000000000001"])
            #expect(reply.headers["client-request-id"] == "c0ffee00-0000-4000-8000-000000000001")
            #expect(reply.headers["request-id"] != nil && reply.headers["date"] != nil)
            let entry = try #require(rig.emulator.record.invitations(to: "admin@fabrikam.com").first)
            #expect(entry.address == "Admin@Fabrikam.com" && entry.displayName == "Ada" && entry.sendInvitationMessage)
            #expect(entry.customizedMessageBody == "Welcome" && entry.carbonCopyAddresses == ["ana@contoso.com"])
            #expect(entry.appID == EmulatorRig.gate && entry.time == rig.now && entry.createdUser)
            #expect(String(decoding: entry.rawBody, as: UTF8.self).hasPrefix(#"{"invitedUserEmailAddress":"Admin@Fabrikam.com""#))
            #expect(entry.headers.contains { $0.name == "client-request-id" } && !entry.headers.contains { $0.name == "authorization" })
            #expect(reply.json["id"]?.string == entry.id)
        }
    }

    @Test func `To a pending address concerns the same guest`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let first = try await rig.invite("admin@fabrikam.com", token: token).json
            let second = try await rig.invite("ADMIN@fabrikam.com", token: token).json
            #expect(first["invitedUser"]?["id"] == second["invitedUser"]?["id"])
            #expect(first["id"] != second["id"])
            #expect(rig.emulator.record.invitations.map(\.createdUser) == [true, false])
        }
    }

    @Test(arguments: [
        ("plus+tag@fabrikam.com", "https://a.example", 400, "BadRequest", "The Primary SMTP Address is an invalid value"),
        ("finance@contoso.com", "https://a.example", 400, "BadRequest", "Group email address is not supported"),
        ("no-at-sign", "https://a.example", 400, "BadRequest", ""),
        ("two@at@fabrikam.com", "https://a.example", 400, "BadRequest", ""),
        ("semi;colon@fabrikam.com", "https://a.example", 400, "BadRequest", ""),
        (".dot@fabrikam.com", "https://a.example", 400, "BadRequest", ""),
        ("admin@fabrikam.com", "http://a.example", 400, "BadRequest", "The invite redirect URL field is invalid"),
        ("admin@fabrikam.com", "https://localhost/x", 400, "BadRequest", "The invite redirect URL field is invalid"),
        ("x@competitor.example", "https://a.example", 403, "TestDomainBlocked", "This domain is blocked."),
        ("x@sealed.example", "https://a.example", 403, "TestCrossTenant", ""),
        ("ana@contoso.com", "https://a.example", 501, "EmulatorUndocumented", ""),
        ("", "https://a.example", 400, "BadRequest", ""),
        ("admin@fabrikam.com", "", 400, "BadRequest", ""),
    ])
    func `Is refused in Graph's envelope`(address: String, redirect: String, status: Int, code: String, message: String) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.invite(address, redirect: redirect, token: try await rig.graphToken())
            #expect(reply.status == status)
            #expect(reply.errorCode == code)
            if !message.isEmpty { #expect(reply.json["error"]?["message"]?.string == message) }
            let inner = reply.json["error"]?["innerError"]
            #expect(inner?["date"]?.string?.count == 19)
            #expect(inner?["request-id"]?.string == reply.headers["request-id"])
            #expect(inner?["client-request-id"] == inner?["request-id"])
            #expect(rig.emulator.record.invitationCount == 0)
        }
    }

    @Test(arguments: ["underscore_@fabrikam.com", "first.last-x@fabrikam.com", "o'neil@fabrikam.com"])
    func `With a permitted address passes`(address: String) async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            #expect(try await rig.invite(address, token: token).status == 201)
        }
    }

    @Test func `Of a duplicated property takes the last`() async throws {
        try await EmulatorRig.run { rig in
            let body = #"{"invitedUserEmailAddress":"a@x.example","inviteRedirectUrl":"https://a.example","invitedUserEmailAddress":"b@x.example"}"#
            let token = try await rig.graphToken()
            #expect(try await rig.invite(body: Array(body.utf8), token: token).status == 201)
            #expect(rig.emulator.record.invitations.map(\.address) == ["b@x.example"])
        }
    }

    @Test(arguments: [#"{"invitedUserEmailAddress":"#, #"[]"#, #"{"invitedUserEmailAddress":7,"inviteRedirectUrl":"https://a.example"}"#, ""])
    func `With a malformed body is refused`(body: String) async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            #expect(try await rig.invite(body: Array(body.utf8), token: token).status == 400)
            #expect(rig.emulator.record.invitationCount == 0)
        }
    }

    @Test func `That is too large is refused, one within the limit is not`() async throws {
        try await EmulatorRig.run(SeedChange { $0.quirks.maximumBodyBytes = 2_000 }) { rig in
            let token = try await rig.graphToken()
            let padding = JSONValue.string(String(repeating: "x", count: 3_000))
            #expect(try await rig.invite("a@fabrikam.com", token: token, more: [("invitedUserDisplayName", padding)]).status == 413)
            #expect(try await rig.invite("a@fabrikam.com", token: token, more: [("invitedUserDisplayName", "x")]).status == 201)
        }
    }

    @Test func `Needs a valid token and a permission`() async throws {
        try await EmulatorRig.run { rig in
            #expect(try await rig.invite("a@fabrikam.com", token: "made-up").status == 401)
            let denied = try await rig.invite("a@fabrikam.com", token: try await rig.graphToken(EmulatorRig.powerless, "nothing"))
            #expect(denied.status == 403 && denied.errorCode == "Unauthorized")
            #expect(denied.json["error"]?["message"]?.string?.hasSuffix("/api/\(EmulatorRig.tenant)/invites") == true)
            let writer = try await rig.graphToken(EmulatorRig.writer, "writes")
            #expect(try await rig.invite("a@fabrikam.com", token: writer).status == 201)
        }
    }

    @Test func `With a higher permission is refused where the seed says so`() async throws {
        try await EmulatorRig.run(SeedChange { $0.quirks.higherPermissionsInvite = false }) { rig in
            let writer = try await rig.graphToken(EmulatorRig.writer, "writes")
            #expect(try await rig.invite("a@fabrikam.com", token: writer).status == 403)
        }
    }

    @Test func `Is refused while the tenant lets nobody invite`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            rig.emulator.changeTenant { $0.allowInvitesFrom = .none }
            let closed = try await rig.invite("a@fabrikam.com", token: token)
            #expect(closed.status == 403)
            #expect(
                closed.json["error"]?["message"]?.string
                    == "Guest invitations not allowed for your company. Contact your company administrator for more details.")
            rig.emulator.changeTenant { $0.allowInvitesFrom = .adminsAndGuestInviters }
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 201)
        }
    }

    @Test func `Must be to a domain on the tenant's allow list if there is one`() async throws {
        try await EmulatorRig.run(SeedChange { $0.tenant.domains = .allow(["fabrikam.com"]) }) { rig in
            let token = try await rig.graphToken()
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 201)
            #expect(try await rig.invite("a@sub.fabrikam.com", token: token).errorCode == "TestDomainBlocked")
        }
    }

    @Test func `Resets a redemption only with more than the right to invite`() async throws {
        try await EmulatorRig.run { rig in
            let guest: [(String, JSONValue)] = [
                ("resetRedemption", true), ("invitedUser", ["id": "aaaa0000-0000-4000-8000-000000000003"]),
            ]
            let denied = try await rig.invite("guest@fabrikam.com", token: try await rig.graphToken(), more: guest)
            #expect(denied.status == 403 && denied.json["error"]?["message"] == "Generic authorization exception.")
            let writer = try await rig.graphToken(EmulatorRig.writer, "writes")
            let other = try await rig.invite("other@fabrikam.com", token: writer, more: guest)
            #expect(other.status == 400)
            let reset = try await rig.invite("guest@fabrikam.com", token: writer, more: guest)
            #expect(reset.status == 201)
            #expect(reset.json["invitedUser"]?["id"] == "aaaa0000-0000-4000-8000-000000000003")
        }
    }
}
