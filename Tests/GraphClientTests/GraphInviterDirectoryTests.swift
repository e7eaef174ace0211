import Foundation
import Gatekeeper
import Invitations
import LoopbackServer
import Testing

@testable import GraphClient

@Suite("The facts about an inviter")
struct GraphInviterDirectoryTests {
    private static let guestInviter = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
    private static let servicePrincipal = "77777777-0000-0000-0000-000000000000"
    private static let role = "88888888-0000-0000-0000-000000000000"
    private static let retired = "99999999-0000-0000-0000-000000000000"
    private static let group = "66666666-0000-0000-0000-000000000000"
    private static let user = "/v1.0/users/\(Scene.user)"

    /// Graph's answers for a healthy user, by path without its query.
    private static let answers = [
        user: #"{"id":"\#(Scene.user)","accountEnabled":true,"userType":"Member"}"#,
        "\(user)/transitiveMemberOf/microsoft.graph.directoryRole": #"{"value":[{"id":"x","roleTemplateId":"\#(guestInviter)"}]}"#,
        "\(user)/getMemberObjects": #"{"value":["\#(group)"]}"#,
        "\(user)/appRoleAssignments": """
        {"value":[{"resourceId":"\(servicePrincipal)","appRoleId":"\(role)"},
        {"resourceId":"\(servicePrincipal)","appRoleId":"\(retired)"},
        {"resourceId":"\(servicePrincipal)","appRoleId":"00000000-0000-0000-0000-000000000000"},
        {"resourceId":"\(group)","appRoleId":"\(role)"}]}
        """,
        "/v1.0/servicePrincipals(appId='\(ApplicationID(high: 4, low: 4))')": """
        {"id":"\(servicePrincipal)","appRoles":[{"id":"\(role)","value":"Invite.Auditors","isEnabled":true},
        {"id":"\(retired)","value":"Invite.Anyone","isEnabled":false}]}
        """,
    ]

    private static func path(_ target: String) -> String { String(target.prefix { $0 != "?" }) }

    /// A healthy Graph, with other answers on some paths.
    private func scene(_ others: [String: LoopbackServer.Reply] = [:]) throws -> Scene {
        try Scene(graph: { request in
            let path = Self.path(request.target)
            return others[path] ?? Self.answers[path].map { .json(200, $0) } ?? .json(404, "{}")
        })
    }

    private func facts(_ kinds: Set<FactKind>, _ scene: Scene) async throws -> DirectoryFacts? {
        try await scene.directory().facts(kinds, about: Scene.user, at: scene.now)
    }

    private func isUnavailable(_ kinds: Set<FactKind>, _ others: [String: LoopbackServer.Reply]) async throws -> Bool {
        let scene = try scene(others)
        let error = await #expect(throws: DirectoryUnavailable.self) { try await facts(kinds, scene) }
        return error != nil
    }

    @Test("are all found")
    func all() async throws {
        let scene = try scene()
        let facts = try #require(try await facts(Set(FactKind.allCases), scene))
        #expect(facts.enabled == true)
        #expect(facts.userKind == .member)
        #expect(facts.directoryRoles == [DirectoryRole.guestInviter.template])
        #expect(facts.groups == [try #require(ObjectID(Self.group))])
        #expect(facts.appRoles == ["Invite.Auditors"])
        #expect(scene.tokenRequests.count == 1)
        let groups = try #require(scene.graphRequests.first { $0.method == "POST" })
        #expect(groups.text == #"{"securityEnabledOnly":false}"#)
        let assignments = try #require(scene.graphRequests.first { Self.path($0.target).hasSuffix("/appRoleAssignments") })
        #expect(assignments.target.hasSuffix("?$filter=resourceId%20eq%20\(Self.servicePrincipal)"))
        let roles = try #require(scene.graphRequests.first { $0.target.contains("directoryRole") })
        #expect(roles.target.hasSuffix("?$select=id,roleTemplateId&$count=true"))
        #expect(roles.header("consistencylevel") == "eventual")
    }

    private static let wanted: [(Set<FactKind>, [String])] = [
        ([.enabled], ["\(user)?$select=id,accountEnabled,userType"]),
        ([.enabled, .userKind], ["\(user)?$select=id,accountEnabled,userType"]),
        ([.groups], ["\(user)/getMemberObjects"]),
        ([], []),
    ]

    @Test("are fetched only where asked for", arguments: wanted)
    func onlyWanted(kinds: Set<FactKind>, targets: [String]) async throws {
        let scene = try scene()
        let facts = try #require(try await facts(kinds, scene))
        #expect(scene.graphRequests.map(\.target) == targets)
        #expect((facts.enabled != nil) == kinds.contains(.enabled))
        #expect((facts.userKind != nil) == kinds.contains(.userKind))
        #expect((facts.groups != nil) == kinds.contains(.groups))
        #expect(facts.directoryRoles == nil)
    }

    @Test("of a disabled guest say so")
    func disabledGuest() async throws {
        let body = #"{"id":"\#(Scene.user)","accountEnabled":false,"userType":"Guest"}"#
        let facts = try await facts([.enabled, .userKind], try scene([Self.user: .json(200, body)]))
        #expect(facts == DirectoryFacts(enabled: false, userKind: .guest))
    }

    @Test("of nobody are none", arguments: FactKind.allCases)
    func noSuchUser(kind: FactKind) async throws {
        let missing = LoopbackServer.Reply.json(404, #"{"error":{"code":"Request_ResourceNotFound","message":"x"}}"#)
        let others = Dictionary(uniqueKeysWithValues: Self.answers.keys.filter { $0.hasPrefix(Self.user) }.map { ($0, missing) })
        #expect(try await facts([kind], try scene(others)) == nil)
    }

    @Test(
        "cannot be had from a Graph that fails, whatever the fact: it is never taken for none",
        arguments: FactKind.allCases,
        [
            LoopbackServer.Reply.json(403, #"{"error":{"code":"Authorization_RequestDenied"}}"#), .json(404, "{}"),
            .json(429, "{}"), .json(500, "{}"), .json(503, "{}"), .json(200, "{}"), .json(200, "not JSON"), .close,
            .json(200, #"{"value":[null]}"#), .json(200, #"{"value":[{}]}"#), .json(204, ""),
        ]
    )
    func failing(kind: FactKind, reply: LoopbackServer.Reply) async throws {
        let others = Dictionary(uniqueKeysWithValues: Self.answers.keys.filter { $0.hasPrefix(Self.user) }.map { ($0, reply) })
        #expect(try await isUnavailable([kind], others))
    }

    @Test("cannot be had if one of several is missing")
    func oneOfSeveral() async throws {
        #expect(try await isUnavailable([.enabled, .groups], ["\(Self.user)/getMemberObjects": .json(500, "{}")]))
    }

    @Test("cannot be had where Graph answers null, or about somebody else")
    func withheld() async throws {
        let withheld = #"{"id":"\#(Scene.user)","accountEnabled":null,"userType":null}"#
        #expect(try await isUnavailable([.enabled], [Self.user: .json(200, withheld)]))
        #expect(try await isUnavailable([.userKind], [Self.user: .json(200, withheld)]))
        let other = #"{"id":"\#(Self.group)","accountEnabled":true,"userType":"Member"}"#
        #expect(try await isUnavailable([.enabled], [Self.user: .json(200, other)]))
    }

    @Test("say that time ran out when it did")
    func timedOut() async throws {
        let scene = try scene([Self.user: .hang])
        let directory = scene.directory(timeout: .milliseconds(200))
        let error = await #expect(throws: DirectoryUnavailable.self) {
            try await directory.facts([.enabled], about: Scene.user, at: scene.now)
        }
        #expect(error?.timedOut == true)
    }

    @Test("say that time ran out though every single answer came in time")
    func slowAsAWhole() async throws {
        let scene = try Scene(graph: { request in
            Thread.sleep(forTimeInterval: 0.2)
            let next = "http://\(request.header("host") ?? "")\(Self.user)/x?$skiptoken=a"
            return .json(200, #"{"value":[{"roleTemplateId":"\#(Self.guestInviter)"}],"@odata.nextLink":"\#(next)"}"#)
        })
        let directory = scene.directory(timeout: .milliseconds(500))
        let error = await #expect(throws: DirectoryUnavailable.self) {
            try await directory.facts([.directoryRoles], about: Scene.user, at: scene.now)
        }
        #expect(error?.timedOut == true)
        #expect(scene.graphRequests.count < 20)
    }

    @Test("do not wait for a token beyond their time, which arrives for the next one")
    func tokenTooLate() async throws {
        let gate = Gate()
        let scene = try Scene(entra: { number in
            gate.wait()
            return .token("token-\(number)")
        })
        let directory = scene.directory(timeout: .milliseconds(200))
        let facts = await #expect(throws: DirectoryUnavailable.self) {
            try await directory.facts([.enabled], about: Scene.user, at: scene.now)
        }
        #expect(facts?.timedOut == true)
        let user = await #expect(throws: DirectoryUnavailable.self) { try await directory.user(named: "ana@contoso.com") }
        #expect(user?.timedOut == true)
        gate.open()
        #expect(try await scene.tokens.token().value == "token-0")
        #expect(scene.graphRequests.isEmpty)
    }

    @Test("are not said to be late when it is the one who asks that goes away")
    func cancelled() async throws {
        let scene = try scene([Self.user: .hang])
        let task = Task { try await facts([.enabled], scene) }
        while scene.graphRequests.isEmpty { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: DirectoryUnavailable.self) { try await task.value }
        #expect(error?.timedOut == false)
    }

    @Test("cannot be had without a token, and hold none in the reason")
    func noToken() async throws {
        let scene = try Scene(entra: { _ in .json(401, #"{"error":"invalid_client","error_codes":[7000215]}"#) })
        let error = await #expect(throws: DirectoryUnavailable.self) { try await facts([.enabled], scene) }
        #expect(error?.detail.contains("AADSTS7000215") == true)
    }

    @Test("survive a connection that breaks once")
    func brokenOnce() async throws {
        let scene = try Scene(graph: { request in
            request.indexOnConnection == 0 && request.connection == 1 ? .reset : .json(200, Self.answers["\(Self.user)/getMemberObjects"] ?? "")
        })
        _ = try await scene.tokens.token()
        #expect(try await facts([.groups], scene)?.groups?.count == 1)
    }
}
