import Gatekeeper
import Invitations
import StrictJSON
import Synchronization

enum AppRoleKind {}
/// The id of an app role (`appRoleId`).
typealias AppRoleID = Identifier<AppRoleKind>

/// The app roles that the gate's own API defines, by id. Fetched once, and again when an assignment names one that is not
/// there or an hour has passed: a role may be disabled.
final class AppRoleCatalogue: Sendable {
    private static let lifetimeSeconds: Int64 = 3600

    struct Content: Sendable {
        /// The gate's API as an object of the tenant: what assignments point to.
        let servicePrincipal: ObjectID
        /// Value by id. Entra issues no token with a disabled role, so none counts here.
        let enabledValues: [AppRoleID: String]
        private let known: Set<AppRoleID>

        /// The id of an assignment that names no role at all ("default access").
        private static let defaultAccess = AppRoleID(high: 0, low: 0)

        func names(all roles: Set<AppRoleID>) -> Bool {
            roles.isSubset(of: known.union([Self.defaultAccess]))
        }

        init(_ json: JSON) throws(DirectoryUnavailable) {
            guard let id = json["id"]?.string.flatMap({ ObjectID($0) }), let roles = json["appRoles"]?.array else {
                throw .notUnderstood("a service principal without its roles")
            }
            var values: [AppRoleID: String] = [:]
            var known: Set<AppRoleID> = []
            for role in roles {
                guard let id = role["id"]?.string.flatMap({ AppRoleID($0) }), let isEnabled = role["isEnabled"]?.bool else {
                    throw .notUnderstood("an app role without its id")
                }
                known.insert(id)
                if isEnabled, let value = role["value"]?.string { values[id] = value }
            }
            servicePrincipal = id
            enabledValues = values
            self.known = known
        }
    }

    private let graph: GraphReading
    private let application: ApplicationID
    private let world: World
    private let cached = Mutex<(content: Content, at: Timestamp)?>(nil)

    init(graph: GraphReading, application: ApplicationID, world: World) {
        self.graph = graph
        self.application = application
        self.world = world
    }

    func current() async throws(DirectoryUnavailable) -> Content {
        let now = world.now()
        let fresh = cached.withLock { cached in
            cached.flatMap { now < $0.at.adding(seconds: Self.lifetimeSeconds) ? $0.content : nil }
        }
        if let fresh { return fresh }
        return try await fetch()
    }

    func fetch() async throws(DirectoryUnavailable) -> Content {
        let path = "/servicePrincipals(appId='\(application)')?$select=id,appRoles"
        guard let json = try await graph.object(path) else {
            throw DirectoryUnavailable(detail: "the gate's own API has no service principal in the tenant")
        }
        let content = try Content(json)
        let now = world.now()
        cached.withLock { $0 = (content, now) }
        return content
    }
}
