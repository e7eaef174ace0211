import Gatekeeper
import GraphClient
import Invitations
import LoopbackServer
import StrictJSON
import Testing

@Suite("What became of an invitation")
struct InvitationLookupTests {
    private static let none = LookupText.page("")
    private let address: EmailAddress

    init() throws { address = try EmailAddress("Dana.O@Fabrikam.example") }

    /// Graph's answers by a piece of the request's target; nothing for the rest.
    private func scene(_ answers: [(String, LoopbackServer.Reply)]) throws -> Scene {
        try Scene(graph: { request in answers.first { request.target.contains($0.0) }?.1 ?? .json(200, Self.none) })
    }

    private func lookup(_ scene: Scene) -> GraphInvitationLookup {
        GraphInvitationLookup(
            endpoints: scene.endpoints, tokens: scene.tokens, http: scene.http, world: scene.world, auditPause: .zero)
    }

    private func audit(_ scene: Scene, of other: EmailAddress? = nil) async throws -> [InvitationActivity] {
        let noon = Timestamp(seconds: 1_800_000_000)
        return try await lookup(scene).invitations(of: other ?? address, from: noon, until: noon.adding(seconds: 60))
    }

    // MARK: Users

    @Test("is asked of all three kinds of address, and each user counts once")
    func users() async throws {
        let ada =
            #"{"id":"66666666-0000-0000-0000-000000000000","createdDateTime":"2027-01-15T08:00:00Z","creationType":"Invitation","userType":"Guest","externalUserState":"PendingAcceptance"}"#
        let bob = #"{"id":"77777777-0000-0000-0000-000000000000","createdDateTime":null}"#
        let scene = try scene([
            ("filter=mail", .json(200, LookupText.page(ada))), ("proxyAddresses", .json(200, LookupText.page(ada + "," + bob))),
        ])
        let found = try await lookup(scene).users(with: address)
        let id = try #require(ObjectID("66666666-0000-0000-0000-000000000000"))
        #expect(
            found.users.first
                == FoundUsers.User(
                    id: id, createdAt: Timestamp(seconds: 1_800_000_000), creationType: "Invitation", userType: "Guest",
                    externalUserState: "PendingAcceptance"))
        #expect(found.users.count == 2 && found.users[1].createdAt == nil)
        #expect(found.asked == [.mail, .otherMails, .proxyAddresses] && found.graphAhead == nil)
        let select = "/v1.0/users?$select=id,createdDateTime,creationType,externalUserState,userType&$filter="
        #expect(
            scene.graphRequests.map(\.target) == [
                select + "mail%20eq%20%27Dana.O%40fabrikam.example%27",
                select + "otherMails%2Fany%28x%3Ax%20eq%20%27Dana.O%40fabrikam.example%27%29",
                select + "proxyAddresses%2Fany%28x%3Ax%20eq%20%27smtp%3ADana.O%40fabrikam.example%27%29",
            ])
    }

    @Test("tells how far Graph's clock is ahead, by its Date")
    func clock() async throws {
        // The scene's clock stands at 2027-01-15T08:00:00Z.
        let scene = try scene([("users", .json(200, Self.none, [("Date", "Fri, 15 Jan 2027 09:00:00 GMT")]))])
        #expect(try await lookup(scene).users(with: address).graphAhead == 3_600_500)
        let other = try self.scene([("users", .json(200, Self.none, [("Date", "soon")]))])
        #expect(try await lookup(other).users(with: address).graphAhead == nil)
    }

    @Test("does without the proxy addresses where Graph does not take the question, and without no other")
    func proxies() async throws {
        let refused = LoopbackServer.Reply.json(400, #"{"error":{"code":"Request_UnsupportedQuery"}}"#)
        let without = try scene([("proxyAddresses", refused)])
        let found = try await lookup(without).users(with: address)
        #expect(found.asked == [.mail, .otherMails])
        for property in ["filter=mail", "otherMails"] {
            let scene = try scene([(property, refused)])
            await #expect(throws: LookupFailure.notLearned("Graph answered 400 Request_UnsupportedQuery")) {
                try await lookup(scene).users(with: address)
            }
        }
    }

    @Test(
        "is never nothing where Graph did not answer the question",
        arguments: [
            (403, #"{"error":{"code":"Authorization_RequestDenied"}}"#, LookupFailure.notPermitted),
            (500, "{}", .notLearned("Graph answered 500 without a code")),
            (404, #"{"error":{"code":"Request_ResourceNotFound"}}"#, .notLearned("Graph answered 404 Request_ResourceNotFound")),
            (200, "{}", .notLearned("Graph's answer was not understood: a collection without its value")),
            (200, #"{"value":[{"id":"x"}]}"#, nil), (200, "<html>", nil), (302, "", nil),
        ] as [(Int, String, LookupFailure?)])
    func failures(status: Int, body: String, failure: LookupFailure?) async throws {
        for part in ["filter=mail", "otherMails", "directoryAudits"] {
            let scene = try scene([(part, .json(status, body))])
            let thrown = await #expect(throws: LookupFailure.self) {
                if part == "directoryAudits" { _ = try await audit(scene) } else { _ = try await lookup(scene).users(with: address) }
            }
            if let failure { #expect(thrown == failure) }
        }
    }

    @Test("has the pause that Graph asks for")
    func throttled() async throws {
        let scene = try scene([
            ("directoryAudits", .json(429, #"{"error":{"code":"TooManyRequests"}}"#, [("Retry-After", "2.128")]))
        ])
        await #expect(throws: LookupFailure.notLearned("Graph answered 429 TooManyRequests", retryAfter: 2.128)) { try await audit(scene) }
    }

    // MARK: The audit log

    @Test("is asked of the log for a stretch of time, and told as the records have it")
    func activities() async throws {
        let records = [
            LookupText.record(key: "invitedUserEmailAddress", address: "dana.o@FABRIKAM.example"),
            LookupText.record(key: "InvitedUserEmailAddress", address: "Dana.O@fabrikam.example", result: "failure", app: "null"),
            LookupText.record(key: "invitedUserEmailAddress", address: "other@fabrikam.example"),
            LookupText.record(key: "note", address: "x", name: "Dana.O_fabrikam.example#EXT#@contoso.onmicrosoft.com"),
            LookupText.record(key: "note", address: "x", name: "somebody@contoso.example", user: true),
        ]
        let scene = try scene([("directoryAudits", .json(200, LookupText.page(records.joined(separator: ","))))])
        let found = try await audit(scene)
        #expect(found.map(\.namesAddress) == [true, true, true, false])
        #expect(found.map(\.succeeded) == [true, false, true, true])
        let app = ApplicationID(high: 2, low: 2)
        #expect(found.map(\.initiator) == [.application(app), .untold, .application(app), .user])
        #expect(found[0].invitation == "i-1" && found[0].guest == ObjectID("66666666-0000-0000-0000-000000000000"))
        #expect(found[0].time == Timestamp(seconds: 1_800_000_000))
        #expect(
            scene.graphRequests.map(\.target) == [
                "/v1.0/auditLogs/directoryAudits?$filter=activityDateTime%20ge%202027-01-15T08%3A00%3A00.000Z%20and%20"
                    + "activityDateTime%20le%202027-01-15T08%3A01%3A00.000Z%20and%20"
                    + "startswith%28activityDisplayName%2C%27Invite%20%27%29"
            ])
    }

    @Test("may be what a record tells that spells the domain in its own script, and no other record of another address")
    func otherSpelling() async throws {
        let address = try EmailAddress("dana@xn--mnchen-3ya.example")
        let records = ["dana@m\u{FC}nchen.example", "other@fabrikam.example"].map {
            LookupText.record(key: "invitedUserEmailAddress", address: $0)
        }
        let scene = try scene([("directoryAudits", .json(200, LookupText.page(records.joined(separator: ","))))])
        #expect(try await audit(scene, of: address).map(\.namesAddress) == [false])
        // To an address in ASCII no such record can mean it.
        let other = try self.scene([("directoryAudits", .json(200, LookupText.page(records.joined(separator: ","))))])
        #expect(try await audit(other) == [])
    }

    @Test("is read page by page, to Graph alone, and not without end")
    func pages() async throws {
        let record = LookupText.record(key: "invitedUserEmailAddress", address: "dana.o@fabrikam.example")
        @Sendable func answer(_ next: String) -> LoopbackServer.Reply { .json(200, LookupText.page(record, next: next)) }
        let two = try Scene(graph: { request in
            request.target.contains("skip") ? answer("") : answer("http://\(request.header("host") ?? "")/v1.0/auditLogs/directoryAudits?$skip=1")
        })
        #expect(try await audit(two).count == 2)
        let away = try Scene(graph: { _ in answer("https://evil.example/v1.0/auditLogs") })
        await #expect(throws: LookupFailure.notLearned("Graph's answer was not understood: a next page at another address")) {
            try await audit(away)
        }
        #expect(away.graphRequests.count == 1)
        let endless = try Scene(graph: { answer("http://\($0.header("host") ?? "")/v1.0/auditLogs/directoryAudits?$skip=1") })
        await #expect(throws: LookupFailure.tooMuch) { try await audit(endless) }
        #expect(endless.graphRequests.count == 20)
    }

    @Test("is asked of the log no oftener than the log takes it")
    func pace() async throws {
        let scene = try scene([])
        let lookup = GraphInvitationLookup(
            endpoints: scene.endpoints, tokens: scene.tokens, http: scene.http, world: scene.world, auditPause: .seconds(3_600))
        _ = try await lookup.invitations(of: address, from: scene.now, until: scene.now)
        let second = Task { try await lookup.invitations(of: address, from: scene.now, until: scene.now) }
        second.cancel()
        await #expect(throws: LookupFailure.notLearned("the lookup was cancelled")) { try await second.value }
        #expect(scene.graphRequests.count == 1)
        scene.advance(seconds: 7_200)
        _ = try await lookup.invitations(of: address, from: scene.now, until: scene.now)
        #expect(scene.graphRequests.count == 2)
    }
}

private enum LookupText {
    static func page(_ values: String, next: String = "") -> String {
        next.isEmpty ? #"{"value":[\#(values)]}"# : #"{"@odata.nextLink":"\#(next)","value":[\#(values)]}"#
    }

    static func record(
        key: String, address: String, result: String = "success", app: String = "\"00000000-0000-0002-0000-000000000002\"",
        name: String = "x#EXT#@contoso.onmicrosoft.com", user: Bool = false
    ) -> String {
        let by =
            user
            ? #"{"app":null,"user":{"id":"88888888-0000-0000-0000-000000000000"}}"#
            : #"{"user":null,"app":{"appId":\#(app),"displayName":"gate"}}"#
        return #"""
            {"id":"r","activityDisplayName":"Invite external user","activityDateTime":"2027-01-15T08:00:00Z","result":"\#(result)",
            "initiatedBy":\#(by),"targetResources":[{"id":"66666666-0000-0000-0000-000000000000","type":"User",
            "userPrincipalName":"\#(name)"}],"additionalDetails":[{"key":"InvitationId","value":"i-1"},
            {"key":"\#(key)","value":"\#(address)"}]}
            """#
    }
}
