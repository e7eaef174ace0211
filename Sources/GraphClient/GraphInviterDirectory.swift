public import Curl
public import Gatekeeper
public import Invitations
import StrictJSON

/// Looks inviters up in Graph: only what is asked for, all of it at once.
///
/// Application permissions: `User.Read.All`, `GroupMember.Read.All` and `RoleManagement.Read.Directory`, or
/// `Directory.Read.All`, which app roles need.
public final class GraphInviterDirectory: InviterDirectory {
    let graph: GraphReading
    private let queries: InviterQueries
    let timeout: Duration

    /// - Parameters:
    ///   - application: the gate's own API, whose app roles count.
    ///   - timeout: for one whole lookup: the token, every page, what is repeated.
    public init(
        endpoints: GraphEndpoints,
        tokens: GraphTokenSource,
        http: CurlClient,
        application: ApplicationID,
        world: World,
        timeout: Duration = .seconds(8)
    ) {
        let authorized = AuthorizedExchange(http: http, tokens: tokens)
        self.timeout = timeout
        graph = GraphReading(endpoints: endpoints, authorized: authorized, timeout: timeout)
        let catalogue = AppRoleCatalogue(graph: graph, application: application, world: world)
        queries = InviterQueries(graph: graph, appRoles: catalogue)
    }

    public func facts(
        _ kinds: Set<FactKind>, about user: ObjectID, at now: Timestamp
    ) async throws(DirectoryUnavailable) -> DirectoryFacts? {
        try await within(timeout) { [queries] () async throws(DirectoryUnavailable) in
            try await Self.facts(kinds, about: user, queries)
        }
    }

    private static func facts(
        _ kinds: Set<FactKind>, about user: ObjectID, _ queries: InviterQueries
    ) async throws(DirectoryUnavailable) -> DirectoryFacts? {
        var facts: DirectoryFacts? = DirectoryFacts()
        var failure: DirectoryUnavailable?
        await withTaskGroup(of: Result<Finding, DirectoryUnavailable>.self) { group in
            for query in Query.all(for: kinds) { group.addTask { await query.run(queries, user) } }
            for await result in group {
                switch result {
                case .success(.noSuchUser): facts = nil
                case .success(let finding): facts?.take(finding, wanted: kinds)
                case .failure(let error): failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
        guard let facts else { return nil }
        try facts.requireAll(kinds)
        return facts
    }

    public func user(named userPrincipalName: String) async throws(DirectoryUnavailable) -> ObjectID? {
        // Without an @ Graph would take it for an object id; the longest name that Entra gives is 113 characters, and a
        // guest's, with its #EXT#, longer.
        guard userPrincipalName.utf8.count <= 1024, userPrincipalName.utf8.contains(UInt8(ascii: "@")) else { return nil }
        let path = "/users/\(percentEncoded(userPrincipalName.utf8))?$select=id,userPrincipalName"
        let found = try await within(timeout) { [graph] () async throws(DirectoryUnavailable) in
            try await graph.object(path)
        }
        guard let json = found else { return nil }
        guard let id = json["id"]?.string.flatMap({ ObjectID($0) }), let name = json["userPrincipalName"]?.string,
            isSame(name, userPrincipalName)
        else { throw .notUnderstood("a user of another name") }
        return id
    }
}

/// Without regard to ASCII case. Swift's own `==` would take the Kelvin sign, lower-cased, for a k; a user principal name
/// has ASCII letters only.
private func isSame(_ left: String, _ right: String) -> Bool {
    func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    return left.utf8.elementsEqual(right.utf8) { folded($0) == folded($1) }
}

/// What one query found.
private enum Finding: Sendable {
    case noSuchUser
    case account(enabled: Bool?, kind: UserKind?)
    case directoryRoles(Set<RoleTemplateID>)
    case appRoles(Set<String>)
    case groups(Set<ObjectID>)
}

private enum Query {
    case account
    case directoryRoles
    case appRoles
    case groups

    static func all(for kinds: Set<FactKind>) -> Set<Query> {
        Set(
            kinds.map { kind in
                switch kind {
                case .enabled, .userKind: .account
                case .directoryRoles: .directoryRoles
                case .appRoles: .appRoles
                case .groups: .groups
                }
            }
        )
    }

    func run(_ queries: InviterQueries, _ user: ObjectID) async -> Result<Finding, DirectoryUnavailable> {
        do throws(DirectoryUnavailable) {
            let finding: Finding? =
                switch self {
                case .account: try await queries.account(user).map { .account(enabled: $0.enabled, kind: $0.kind) }
                case .directoryRoles: try await queries.directoryRoles(user).map { .directoryRoles($0) }
                case .appRoles: try await queries.appRoles(user).map { .appRoles($0) }
                case .groups: try await queries.groups(user).map { .groups($0) }
                }
            return .success(finding ?? .noSuchUser)
        } catch {
            return .failure(error)
        }
    }
}

extension DirectoryFacts {
    fileprivate mutating func take(_ finding: Finding, wanted: Set<FactKind>) {
        switch finding {
        case .noSuchUser: break
        case .account(let enabled, let kind):
            if wanted.contains(.enabled) { self.enabled = enabled }
            if wanted.contains(.userKind) { userKind = kind }
        case .directoryRoles(let roles): directoryRoles = roles
        case .appRoles(let roles): appRoles = roles
        case .groups(let ids): groups = ids
        }
    }

    /// Graph leaves out, or sends as null, what the application may not read.
    fileprivate func requireAll(_ kinds: Set<FactKind>) throws(DirectoryUnavailable) {
        let lacking = kinds.filter { kind in
            switch kind {
            case .enabled: enabled == nil
            case .userKind: userKind == nil
            case .directoryRoles: directoryRoles == nil
            case .appRoles: appRoles == nil
            case .groups: groups == nil
            }
        }
        guard lacking.isEmpty else {
            let names = lacking.map(\.rawValue).sorted().joined(separator: ", ")
            throw .notUnderstood("it does not say \(names)")
        }
    }
}
