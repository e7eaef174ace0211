import Gatekeeper
import GraphClient
import Invitations
import LoopbackServer
import Synchronization
import Testing

@Suite("The gate's app roles")
struct AppRoleCatalogueTests {
    fileprivate static let servicePrincipal = "77777777-0000-0000-0000-000000000000"

    /// Graph with as many app roles as were added so far; the user has the last of them.
    private final class Graph: Sendable {
        let roles = Mutex(["10000000-0000-0000-0000-000000000000"])

        func answer(_ target: String) -> LoopbackServer.Reply {
            roles.withLock { roles in
                if target.contains("appRoleAssignments") {
                    return .json(200, #"{"value":[{"resourceId":"\#(AppRoleCatalogueTests.servicePrincipal)","appRoleId":"\#(roles.last ?? "")"}]}"#)
                }
                let known = roles.map { #"{"id":"\#($0)","value":"role-\#($0.prefix(1))","isEnabled":true}"# }
                return .json(200, #"{"id":"\#(AppRoleCatalogueTests.servicePrincipal)","appRoles":[\#(known.joined(separator: ","))]}"#)
            }
        }
    }

    @Test("are looked up once, again for one that is new, and again after an hour")
    func cached() async throws {
        let graph = Graph()
        let scene = try Scene(graph: { graph.answer($0.target) })
        let directory = scene.directory()
        func roles() async throws -> Set<String>? {
            try await directory.facts([.appRoles], about: Scene.user, at: scene.now)?.appRoles
        }
        func lookups() -> Int { scene.graphRequests.filter { $0.target.contains("servicePrincipals") }.count }
        for _ in 0..<3 { #expect(try await roles() == ["role-1"]) }
        #expect(lookups() == 1)
        graph.roles.withLock { $0.append("20000000-0000-0000-0000-000000000000") }
        for _ in 0..<2 { #expect(try await roles() == ["role-2"]) }
        #expect(lookups() == 2)
        scene.advance(seconds: 3600)
        _ = try await roles()
        #expect(lookups() == 3)
    }

    @Test("of an API without a service principal cannot be had")
    func noServicePrincipal() async throws {
        let scene = try Scene(graph: { _ in .json(404, #"{"error":{"code":"Request_ResourceNotFound"}}"#) })
        await #expect(throws: DirectoryUnavailable.self) {
            try await scene.directory().facts([.appRoles], about: Scene.user, at: scene.now)
        }
    }
}
