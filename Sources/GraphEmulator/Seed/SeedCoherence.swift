/// Whether the parts of a seed fit each other: ids are unique, references lead somewhere, undocumented answers are given.
enum SeedCoherence {
    static func faults(of seed: EmulatorSeed) -> [SeedError.Fault] {
        repeated(seed) + dangling(seed) + unanswered(seed)
    }

    private static func repeated(_ seed: EmulatorSeed) -> [SeedError.Fault] {
        duplicates(of: seed.apps.map { $0.appID.lowercased() }, in: "apps", naming: "appId")
            + duplicates(of: seed.users.map { $0.id.lowercased() }, in: "users", naming: "id")
            + duplicates(of: seed.users.map { $0.userPrincipalName.lowercased() }, in: "users", naming: "userPrincipalName")
            + duplicates(of: seed.groups.map { $0.id.lowercased() }, in: "groups", naming: "id")
    }

    private static func duplicates(of values: [String], in section: String, naming key: String) -> [SeedError.Fault] {
        var seen: Set<String> = []
        return values.enumerated().compactMap { index, value in
            seen.insert(value).inserted ? nil : .whole("`\(value)` is given twice", path: "\(section)[\(index)].\(key)")
        }
    }

    private static func dangling(_ seed: EmulatorSeed) -> [SeedError.Fault] {
        let groups = Set(seed.groups.map { $0.id.lowercased() })
        let roles = Set(seed.apps.flatMap { app in app.appRoles.map { "\(app.appID.lowercased()) \($0.value)" } })
        var faults: [SeedError.Fault] = []
        func check(_ section: String, _ memberships: [String], _ assignments: [SeededAppRoleAssignment]) {
            for id in memberships where !groups.contains(id.lowercased()) {
                faults.append(.whole("no group has the id \(id)", path: section))
            }
            for assignment in assignments where !roles.contains("\(assignment.appID.lowercased()) \(assignment.role)") {
                faults.append(.whole("app \(assignment.appID) declares no role \(assignment.role)", path: section))
            }
        }
        for (index, user) in seed.users.enumerated() { check("users[\(index)]", user.groups, user.appRoles) }
        for (index, group) in seed.groups.enumerated() { check("groups[\(index)]", group.memberOf, group.appRoles) }
        return faults
    }

    private static func unanswered(_ seed: EmulatorSeed) -> [SeedError.Fault] {
        var faults: [SeedError.Fault] = []
        if seed.tenant.domains != .anyDomain, seed.answers.domainBlocked == nil {
            faults.append(.whole("must be set with a domain list: Graph's answer is not documented", path: "answers.domainBlocked"))
        }
        if !seed.tenant.crossTenantBlocked.isEmpty, seed.answers.crossTenantBlocked == nil {
            faults.append(
                .whole("must be set with blocked domains: Graph's status and code are not documented", path: "answers.crossTenantBlocked"))
        }
        return faults
    }
}
