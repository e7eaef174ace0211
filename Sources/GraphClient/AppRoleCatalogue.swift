import Gatekeeper
import Invitations
import StrictJSON
import Synchronization

enum AppRoleKind {}
/// The id of an app role (`appRoleId`).
typealias AppRoleID = Identifier<AppRoleKind>

/// The app roles that the gate's own API defines, by id. Fetched once for all who wait, and used for a minute, as other
/// facts are: a role may be disabled.
final class AppRoleCatalogue: Sendable {
    private static let lifetimeSeconds: UInt64 = 60
    /// An assignment to a role that is not there asks for a newer catalogue than this: the role may be new. It may as well
    /// be gone, or never have been, and must not cost a fetch with every lookup.
    private static let unknownRoleSeconds: UInt64 = 5

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

    private typealias Flight = Task<Result<Content, DirectoryUnavailable>, Never>

    private struct State: Sendable {
        /// With the time before it was asked for, in nanoseconds of the monotonic clock.
        var cached: (content: Content, at: UInt64)?
        var flight: Flight?
    }

    private let graph: GraphReading
    private let application: ApplicationID
    private let world: World
    private let state = Mutex(State())

    init(graph: GraphReading, application: ApplicationID, world: World) {
        self.graph = graph
        self.application = application
        self.world = world
    }

    /// The roles as defined at most a minute ago, or only seconds ago where those of a minute ago lack one of `roles`.
    /// That one may be lacking still.
    func current(naming roles: Set<AppRoleID> = []) async throws(DirectoryUnavailable) -> Content {
        let now = world.monotonicNanoseconds()
        let (content, flight) = state.withLock { state -> (Content?, Flight?) in
            if let (content, at) = state.cached {
                let seconds = content.names(all: roles) ? Self.lifetimeSeconds : Self.unknownRoleSeconds
                if now < at + seconds * 1_000_000_000 { return (content, nil) }
            }
            return (nil, state.flight ?? depart(&state))
        }
        if let content { return content }
        guard let result = await flight?.valueUnlessCancelled() else { throw .cancelled }
        return try result.get()
    }

    /// The fetch belongs to nobody: a lookup that is cancelled does not end it for the others.
    private func depart(_ state: inout State) -> Flight {
        let flight = Flight { [self] in
            let at = world.monotonicNanoseconds()
            let result: Result<Content, DirectoryUnavailable>
            do throws(DirectoryUnavailable) { result = .success(try await fetch()) } catch { result = .failure(error) }
            self.state.withLock { state in
                state.flight = nil
                if case .success(let content) = result { state.cached = (content, at) }
            }
            return result
        }
        state.flight = flight
        return flight
    }

    private func fetch() async throws(DirectoryUnavailable) -> Content {
        let path = "/servicePrincipals(appId='\(application)')?$select=id,appRoles"
        guard let json = try await graph.object(path) else {
            throw DirectoryUnavailable(detail: "the gate's own API has no service principal in the tenant")
        }
        return try Content(json)
    }
}
