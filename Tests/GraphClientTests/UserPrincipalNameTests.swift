import Gatekeeper
import GraphClient
import Invitations
import LoopbackServer
import Testing

@Suite("A user principal name")
struct UserPrincipalNameTests {
    private func lookUp(_ name: String, _ reply: LoopbackServer.Reply) async throws -> (ObjectID?, [String]) {
        let scene = try Scene(graph: { _ in reply })
        let found = try await scene.directory().user(named: name)
        return (found, scene.graphRequests.map(\.target))
    }

    @Test(
        "goes into the path as one segment",
        arguments: [
            ("ana@contoso.test", "ana%40contoso.test"),
            ("a/b?c#d@contoso.test", "a%2Fb%3Fc%23d%40contoso.test"),
            ("../x@contoso.test", "..%2Fx%40contoso.test"),
            ("ana_fabrikam.test#EXT#@contoso.test", "ana_fabrikam.test%23EXT%23%40contoso.test"),
            ("Änne@contoso.test", "%C3%84nne%40contoso.test"),
        ])
    func oneSegment(name: String, segment: String) async throws {
        let (id, targets) = try await lookUp(name, .json(200, #"{"id":"\#(Scene.user)","userPrincipalName":"\#(name.uppercased())"}"#))
        #expect(id == Scene.user)
        #expect(targets == ["/v1.0/users/\(segment)?$select=id,userPrincipalName"])
    }

    @Test("that nobody has is nobody's")
    func nobody() async throws {
        let (id, _) = try await lookUp("ana@contoso.test", .json(404, #"{"error":{"code":"Request_ResourceNotFound"}}"#))
        #expect(id == nil)
    }

    @Test("without an @ is not asked about: Graph would take it for an object id", arguments: ["", "ana", "\(Scene.user)"])
    func withoutAt(name: String) async throws {
        let (id, targets) = try await lookUp(name, .json(200, #"{"id":"\#(Scene.user)","userPrincipalName":"\#(name)"}"#))
        #expect(id == nil)
        #expect(targets.isEmpty)
    }

    @Test("that Graph answers with another user's cannot be had", arguments: ["eve@contoso.test", "\u{212A}im@contoso.test"])
    func another(name: String) async throws {
        await #expect(throws: DirectoryUnavailable.self) {
            try await lookUp("kim@contoso.test", .json(200, #"{"id":"\#(Scene.user)","userPrincipalName":"\#(name)"}"#))
        }
    }
}
