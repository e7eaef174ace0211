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

    @Test("are looked up once, again seconds later for one that is new, and again after a minute")
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
        #expect(try await roles() == [])
        #expect(lookups() == 1)
        scene.advance(seconds: 5)
        for _ in 0..<2 { #expect(try await roles() == ["role-2"]) }
        #expect(lookups() == 2)
        scene.setWallClock(by: -3600)
        scene.advance(seconds: 59)
        _ = try await roles()
        #expect(lookups() == 2)
        scene.advance(seconds: 1)
        _ = try await roles()
        #expect(lookups() == 3)
    }

    @Test("that are gone cost no lookup each time somebody still has one")
    func gone() async throws {
        let graph = Graph()
        let scene = try Scene(graph: { request in
            request.target.contains("appRoleAssignments")
                ? .json(200, #"{"value":[{"resourceId":"\#(Self.servicePrincipal)","appRoleId":"90000000-0000-0000-0000-000000000000"}]}"#)
                : graph.answer(request.target)
        })
        let directory = scene.directory()
        func lookups() -> Int { scene.graphRequests.filter { $0.target.contains("servicePrincipals") }.count }
        for round in 1...3 {
            for _ in 0..<5 {
                #expect(try await directory.facts([.appRoles], about: Scene.user, at: scene.now)?.appRoles == [])
            }
            #expect(lookups() == round)
            scene.advance(seconds: 5)
        }
    }

    @Test("are looked up once for many who ask at a time")
    func singleFlight() async throws {
        let (graph, gate) = (Graph(), Gate())
        let scene = try Scene(graph: { request in
            if request.target.contains("servicePrincipals") { gate.wait() }
            return graph.answer(request.target)
        })
        let directory = scene.directory(timeout: .seconds(60))
        let found = try await withThrowingTaskGroup(of: Set<String>?.self) { group in
            for _ in 0..<50 {
                group.addTask { try await directory.facts([.appRoles], about: Scene.user, at: scene.now)?.appRoles }
            }
            while scene.graphRequests.isEmpty { await Task.yield() }
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found == Array(repeating: ["role-1"], count: 50))
        #expect(scene.graphRequests.filter { $0.target.contains("servicePrincipals") }.count == 1)
    }

    @Test("of an API without a service principal cannot be had")
    func noServicePrincipal() async throws {
        let scene = try Scene(graph: { _ in .json(404, #"{"error":{"code":"Request_ResourceNotFound"}}"#) })
        await #expect(throws: DirectoryUnavailable.self) {
            try await scene.directory().facts([.appRoles], about: Scene.user, at: scene.now)
        }
    }
}
