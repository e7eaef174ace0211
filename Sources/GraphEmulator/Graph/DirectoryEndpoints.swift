/// Reading users, their memberships and service principals (Microsoft Graph, "user resource type").
struct DirectoryEndpoints: Sendable {
    let directory: Directory
    let answers: SeededAnswers
    let pageSize: Int
    let baseURL: @Sendable () -> String

    private static let readers: Set<String> = [
        "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    ]
    private static let applicationReaders: Set<String> = ["Application.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"]

    // MARK: Users

    func user(_ idOrName: String, _ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.readers, app)
        let user = try find(idOrName)
        let properties = try selection(exchange, known: DirectoryUser.properties) ?? DirectoryUser.defaultProperties
        let context = JSONValue.Member(name: "@odata.context", value: .string("https://graph.microsoft.com/v1.0/$metadata#users/$entity"))
        return ok(.object([context] + properties.map { .init(name: $0, value: user.value(of: $0)) }))
    }

    func users(_ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.readers, app)
        let properties = try selection(exchange, known: DirectoryUser.properties) ?? DirectoryUser.defaultProperties
        var found: [DirectoryUser]
        if let text = exchange.queryValue("$filter") {
            guard let filter = ODataFilter(text) else { throw GraphFailure(answers.queryUnsupported) }
            found = candidates(filter).filter(filter.matches)
        } else {
            found = directory.allUsers()
        }
        found.removeAll { $0.searchableFrom > exchange.time }
        return try page(found.map { user in .object(properties.map { .init(name: $0, value: user.value(of: $0)) }) }, "users", exchange)
    }

    /// An address or id in every alternative is looked up in its index; only other filters walk the directory.
    private func candidates(_ filter: ODataFilter) -> [DirectoryUser] {
        var found: [DirectoryUser] = []
        var ids: Set<String> = []
        for alternative in filter.alternatives {
            let exact = alternative.filter { $0.comparison == .equal }
            let addressed = exact.first { ["mail", "otherMails", "userPrincipalName", "proxyAddresses"].contains($0.property) }
            let users: [DirectoryUser]
            if let id = exact.first(where: { $0.property == "id" }) {
                users = [directory.user(id.value)].compactMap { $0 }
            } else if let addressed {
                let isProxy = addressed.property == "proxyAddresses" && addressed.value.lowercased().hasPrefix("smtp:")
                users = directory.users(address: isProxy ? String(addressed.value.dropFirst(5)) : addressed.value)
            } else {
                return directory.allUsers()
            }
            for user in users where ids.insert(user.id).inserted { found.append(user) }
        }
        return found
    }

    // MARK: Memberships

    func directoryRoles(of idOrName: String, _ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.readers.union(["RoleManagement.Read.Directory"]), app)
        let user = try find(idOrName)
        let properties = try selection(exchange, known: ["id", "roleTemplateId", "displayName"]) ?? ["id", "roleTemplateId"]
        let roles = directory.directoryRoles(of: user).map { template -> JSONValue in
            let id = directory.directoryRoleObjectID(template)
            return .object(
                properties.map { name in
                    switch name {
                    case "id": .init(name: name, value: .string(id))
                    case "roleTemplateId": .init(name: name, value: .string(template))
                    default: .init(name: name, value: .null)
                    }
                })
        }
        return try page(roles, "directoryRoles", exchange)
    }

    /// All ids at once: this action has no pages below 11,000 of them.
    func memberObjects(of idOrName: String, _ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.readers.union(["GroupMember.Read.All"]), app)
        guard let flag = (try? JSONReader.read(exchange.body))?["securityEnabledOnly"]?.bool else {
            throw GraphFailure(answers.bodyMalformed)
        }
        let ids = directory.memberObjects(of: try find(idOrName), securityEnabledOnly: flag)
        return ok([
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)",
            "value": .array(ids.map(JSONValue.string)),
        ])
    }

    func appRoleAssignments(of idOrName: String, _ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.readers.union(["AppRoleAssignment.ReadWrite.All"]), app)
        let user = try find(idOrName)
        let direct = user.appRoles.map { ($0, user.id, user.displayName, "User") }
        let throughGroups = user.groups.compactMap { directory.groups[$0] }.flatMap { group in
            group.appRoles.map { ($0, group.id, Optional(group.displayName), "Group") }
        }
        let assignments = (direct + throughGroups).compactMap { assignment, principal, name, kind -> JSONValue? in
            guard let resource = directory.apps[assignment.appID.lowercased()],
                let role = resource.appRoles.first(where: { $0.value == assignment.role })
            else { return nil }
            return [
                "id": .string(DerivedIdentifier.guid("appRoleAssignment", principal, role.id)),
                "appRoleId": .string(role.id),
                "principalDisplayName": JSONValue(name), "principalId": .string(principal), "principalType": .string(kind),
                "resourceDisplayName": .string(resource.name), "resourceId": .string(resource.id),
            ]
        }
        return try page(filtered(assignments, exchange), "appRoleAssignments", exchange)
    }

    /// `$filter=resourceId eq {id}`, the one filter that this collection supports.
    private func filtered(_ assignments: [JSONValue], _ exchange: Exchange) throws(GraphFailure) -> [JSONValue] {
        guard let filter = exchange.queryValue("$filter") else { return assignments }
        let words = filter.split(separator: " ")
        guard words.count == 3, words[0] == "resourceId", words[1] == "eq" else { throw GraphFailure(answers.queryUnsupported) }
        let id = words[2].filter { $0 != "'" }.lowercased()
        return assignments.filter { $0["resourceId"]?.string?.lowercased() == id }
    }

    // MARK: Service principals

    func servicePrincipal(appID: String, _ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        try require(Self.applicationReaders, app)
        guard let found = directory.apps[appID.lowercased()] else { throw GraphFailure(answers.resourceNotFound, id: appID) }
        let roles = found.appRoles.map { role -> JSONValue in
            [
                "allowedMemberTypes": .array(role.allowedMemberTypes.map(JSONValue.string)), "description": .string(role.displayName),
                "displayName": .string(role.displayName), "id": .string(role.id), "isEnabled": true, "origin": "Application",
                "value": .string(role.value),
            ]
        }
        let all: [(String, JSONValue)] = [
            ("id", .string(found.id)), ("appId", .string(found.appID)), ("displayName", .string(found.name)), ("appRoles", .array(roles)),
        ]
        let selected = try selection(exchange, known: Set(all.map(\.0))) ?? all.map(\.0)
        let context = JSONValue.Member(
            name: "@odata.context", value: .string("https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity"))
        return ok(.object([context] + all.filter { selected.contains($0.0) }.map { .init(name: $0.0, value: $0.1) }))
    }

    // MARK: What they share

    private func require(_ permissions: Set<String>, _ app: SeededApp) throws(GraphFailure) {
        if app.permissions.isDisjoint(with: permissions) { throw GraphFailure(answers.readDenied) }
    }

    private func find(_ idOrName: String) throws(GraphFailure) -> DirectoryUser {
        guard let user = directory.user(idOrName) else { throw GraphFailure(answers.resourceNotFound, id: idOrName) }
        return user
    }

    private func ok(_ body: JSONValue) -> EmulatorAnswer {
        .json(200, body, type: GraphEndpoints.contentType)
    }

    private func selection(_ exchange: Exchange, known: Set<String>) throws(GraphFailure) -> [String]? {
        guard let text = exchange.queryValue("$select") else { return nil }
        let names = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        guard !names.isEmpty, names.allSatisfy(known.contains) else { throw GraphFailure(answers.queryUnsupported) }
        return names
    }

    private func page(_ values: [JSONValue], _ set: String, _ exchange: Exchange) throws(GraphFailure) -> EmulatorAnswer {
        try CollectionPage(values: values, name: set, size: pageSize, baseURL: baseURL()).answer(to: exchange, answers)
    }
}
