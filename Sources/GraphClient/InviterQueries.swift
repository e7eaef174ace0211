import Gatekeeper
import Invitations
import StrictJSON

/// One query to Graph for each kind of fact about a user; nil where there is no such user.
struct InviterQueries: Sendable {
    let graph: GraphReading
    let appRoles: AppRoleCatalogue

    /// Source: Graph, "Get a user"; both properties come only when selected.
    func account(_ user: ObjectID) async throws(DirectoryUnavailable) -> (enabled: Bool?, kind: UserKind?)? {
        guard let json = try await graph.object("/users/\(user)?$select=id,accountEnabled,userType") else { return nil }
        guard json["id"]?.string.flatMap({ ObjectID($0) }) == user else { throw .notUnderstood("another user") }
        let kind = json["userType"]?.string.flatMap { UserKind(rawValue: $0.lowercased()) }
        return (json["accountEnabled"]?.bool, kind)
    }

    /// The roles that the user holds tenant-wide, directly or through a group: those scoped to an administrative unit are
    /// not among the memberships.
    ///
    /// Source: Graph, "List a user's memberships (direct and transitive)", which asks for this header and `$count` with a
    /// cast. The index behind it may lag a change by minutes.
    func directoryRoles(_ user: ObjectID) async throws(DirectoryUnavailable) -> Set<RoleTemplateID>? {
        let path = "/users/\(user)/transitiveMemberOf/microsoft.graph.directoryRole"
        let elements = try await graph.collection(
            "\(path)?$select=id,roleTemplateId&$count=true",
            headers: [("ConsistencyLevel", "eventual")]
        )
        guard let elements else { return nil }
        var roles: Set<RoleTemplateID> = []
        for element in elements {
            // Null when the application may not read roles: known is then only that there is one.
            guard let role = element["roleTemplateId"]?.string.flatMap({ RoleTemplateID($0) }) else {
                throw .notUnderstood("a directory role without its template")
            }
            roles.insert(role)
        }
        return roles
    }

    /// Groups, direct and nested. The ids of the user's roles and administrative units come along, and match no group.
    ///
    /// Source: Graph, "directoryObject: getMemberObjects", which gives all at once and fails above 11,000.
    func groups(_ user: ObjectID) async throws(DirectoryUnavailable) -> Set<ObjectID>? {
        let json = try await graph.action("/users/\(user)/getMemberObjects", ["securityEnabledOnly": false])
        guard let json else { return nil }
        // One page of it would be a part taken for the whole.
        guard json["@odata.nextLink"] == nil, let values = json["value"]?.array else {
            throw .notUnderstood("memberships that are not all there")
        }
        var groups: Set<ObjectID> = []
        for value in values {
            guard let group = value.string.flatMap({ ObjectID($0) }) else { throw .notUnderstood("a group without an id") }
            groups.insert(group)
        }
        return groups
    }

    /// The gate's own app roles that the user was assigned, directly or through a group that the user is directly in: the
    /// same that a user token would name.
    ///
    /// Source: Graph, "List appRoleAssignments granted to a user".
    func appRoles(_ user: ObjectID) async throws(DirectoryUnavailable) -> Set<String>? {
        var catalogue = try await appRoles.current()
        let filter = "$filter=resourceId%20eq%20\(catalogue.servicePrincipal)"
        guard let assignments = try await graph.collection("/users/\(user)/appRoleAssignments?\(filter)") else { return nil }
        var assigned: Set<AppRoleID> = []
        for assignment in assignments {
            guard let resource = assignment["resourceId"]?.string.flatMap({ ObjectID($0) }),
                let role = assignment["appRoleId"]?.string.flatMap({ AppRoleID($0) })
            else { throw .notUnderstood("an app role assignment without its ids") }
            if resource == catalogue.servicePrincipal { assigned.insert(role) }
        }
        catalogue = try await appRoles.current(naming: assigned)
        return Set(assigned.compactMap { catalogue.enabledValues[$0] })
    }
}
