import Gatekeeper
import GraphClient
import Invitations
import LoopbackServer
import Testing

@Suite("Collections of several pages")
struct DirectoryPagingTests {
    private static let roles = "/v1.0/users/\(Scene.user)/transitiveMemberOf/microsoft.graph.directoryRole"

    private static func page(_ role: String, next: String?) -> LoopbackServer.Reply {
        let link = next.map { #","@odata.nextLink":"\#($0)""# } ?? ""
        return .json(200, #"{"value":[{"roleTemplateId":"\#(role)"}]\#(link)}"#)
    }

    private static let first = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
    private static let second = "fe930be7-5e62-47db-91af-98c3a49a38b1"

    @Test("are followed to the end, the header included")
    func followed() async throws {
        let scene = try Scene(graph: { request in
            request.target.contains("skiptoken")
                ? Self.page(Self.second, next: nil)
                : Self.page(Self.first, next: "http://\(request.header("host") ?? "")\(Self.roles)?$skiptoken=a")
        })
        let facts = try await scene.directory().facts([.directoryRoles], about: Scene.user, at: scene.now)
        #expect(facts?.directoryRoles?.count == 2)
        #expect(scene.graphRequests.allSatisfy { $0.header("consistencylevel") == "eventual" })
    }

    @Test("are not followed to another address: the token stays at home")
    func elsewhere() async throws {
        let thief = try LoopbackServer { _ in .json(200, #"{"value":[]}"#) }
        let url = thief.url
        for link in [url + "/v1.0/x", "//127.0.0.1:\(thief.port)/", "/v1.0/relative"] {
            let scene = try Scene(graph: { _ in Self.page(Self.first, next: link) })
            await #expect(throws: DirectoryUnavailable.self) {
                try await scene.directory().facts([.directoryRoles], about: Scene.user, at: scene.now)
            }
        }
        #expect(thief.connections == 0)
    }

    @Test("that never end are given up")
    func endless() async throws {
        let scene = try Scene(graph: { request in
            Self.page(Self.first, next: "http://\(request.header("host") ?? "")\(Self.roles)?$skiptoken=a")
        })
        await #expect(throws: DirectoryUnavailable.self) {
            try await scene.directory().facts([.directoryRoles], about: Scene.user, at: scene.now)
        }
        #expect(scene.graphRequests.count == 20)
    }
}
