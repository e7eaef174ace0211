import Yams

extension EmulatorSeed {
    /// Reads a seed from YAML.
    ///
    /// - Throws: every fault at once: unknown, repeated or missing keys, wrong types, dangling references.
    public init(yaml: String) throws(SeedError) {
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: yaml) else { throw SeedError(faults: [.whole("the seed is empty")]) }
            root = node
        } catch let error as SeedError {
            throw error
        } catch {
            throw SeedError(faults: [.whole("no YAML: \(error)")])
        }
        let faults = YAMLFaults()
        let seed = SeedReader(root: YAMLCursor(node: root, path: "", faults: faults)).seed()
        let all = faults.list + (faults.list.isEmpty ? seed.map(SeedCoherence.faults(of:)) ?? [] : [])
        guard all.isEmpty, let seed else { throw SeedError(faults: all) }
        self = seed
    }
}

extension SeedError.Fault {
    static func whole(_ message: String, path: String = "") -> Self {
        Self(line: nil, column: nil, path: path, message: message)
    }
}

/// Builds the seed from its YAML, section by section.
private struct SeedReader {
    let root: YAMLCursor

    func seed() -> EmulatorSeed? {
        let fields = root.fields(["tenant", "apps", "users", "groups", "answers", "quirks"])
        guard let tenant = fields["tenant"] else {
            root.fault("`tenant` is missing")
            return nil
        }
        return EmulatorSeed(
            tenant: self.tenant(tenant),
            apps: fields["apps"]?.elements().map(app) ?? [],
            users: fields["users"]?.elements().map(user) ?? [],
            groups: fields["groups"]?.elements().map(group) ?? [],
            answers: fields["answers"].map(answers) ?? SeededAnswers(),
            quirks: fields["quirks"].map(quirks) ?? SeededQuirks()
        )
    }

    private func tenant(_ place: YAMLCursor) -> SeededTenant {
        let fields = place.fields(["id", "domain", "allowInvitesFrom", "domains", "crossTenantBlocked", "issuers"])
        var tenant = SeededTenant(
            id: required("id", fields, in: place)?.guid() ?? "",
            domain: required("domain", fields, in: place)?.text().lowercased() ?? "")
        if let level = fields["allowInvitesFrom"]?.choice(of: AllowInvitesFrom.allCases.map(\.rawValue)) {
            tenant.allowInvitesFrom = AllowInvitesFrom(rawValue: level) ?? .everyone
        }
        if let domains = fields["domains"] { tenant.domains = restriction(domains) }
        tenant.crossTenantBlocked = Set(fields["crossTenantBlocked"]?.texts().map { $0.lowercased() } ?? [])
        let issuers = fields["issuers"]?.fields(["v1", "v2"])
        tenant.issuerV1 = issuers?["v1"]?.text()
        tenant.issuerV2 = issuers?["v2"]?.text()
        return tenant
    }

    private func restriction(_ place: YAMLCursor) -> DomainRestriction {
        let fields = place.fields(["allow", "deny"])
        let lists = fields.mapValues { Set($0.texts().map { $0.lowercased() }) }
        switch (lists["allow"], lists["deny"]) {
        case (let allow?, nil): return .allow(allow)
        case (nil, let deny?): return .deny(deny)
        default:
            place.fault("either `allow` or `deny` is expected: a tenant has one of the two lists")
            return .anyDomain
        }
    }

    private func app(_ place: YAMLCursor) -> SeededApp {
        let fields = place.fields(["appId", "id", "name", "secrets", "certificates", "permissions", "appRoles"])
        return SeededApp(
            appID: required("appId", fields, in: place)?.guid() ?? "",
            id: fields["id"]?.guid(),
            name: required("name", fields, in: place)?.text() ?? "",
            secrets: fields["secrets"]?.elements().map(secret) ?? [],
            certificates: fields["certificates"]?.texts() ?? [],
            permissions: Set(fields["permissions"]?.texts() ?? []),
            appRoles: fields["appRoles"]?.elements().map(appRole) ?? [])
    }

    /// A secret is its text, or `{value, expires}` with the moment in seconds since 1970.
    private func secret(_ place: YAMLCursor) -> SeededApp.Secret {
        guard case .mapping = place.node else { return .init(place.text()) }
        let fields = place.fields(["value", "expires"])
        return .init(required("value", fields, in: place)?.text() ?? "", expires: fields["expires"]?.seconds())
    }

    private func appRole(_ place: YAMLCursor) -> SeededAppRole {
        let fields = place.fields(["id", "value", "displayName", "allowedMemberTypes"])
        let value = required("value", fields, in: place)?.text() ?? ""
        return SeededAppRole(
            id: required("id", fields, in: place)?.guid() ?? "", value: value,
            displayName: fields["displayName"]?.text() ?? value,
            allowedMemberTypes: fields["allowedMemberTypes"]?.elements().compactMap { $0.choice(of: ["User", "Application"]) }
                ?? ["User", "Application"])
    }

    private func assignment(_ place: YAMLCursor) -> SeededAppRoleAssignment {
        let fields = place.fields(["app", "role"])
        return SeededAppRoleAssignment(
            appID: required("app", fields, in: place)?.guid() ?? "", role: required("role", fields, in: place)?.text() ?? "")
    }

    private func user(_ place: YAMLCursor) -> SeededUser {
        let fields = place.fields([
            "id", "userPrincipalName", "displayName", "mail", "otherMails", "accountEnabled", "userType", "directoryRoles", "groups",
            "appRoles",
        ])
        let name = required("userPrincipalName", fields, in: place)?.text() ?? ""
        return SeededUser(
            id: required("id", fields, in: place)?.guid() ?? "", userPrincipalName: name,
            displayName: fields["displayName"]?.text() ?? name, mail: fields["mail"]?.text(),
            otherMails: fields["otherMails"]?.texts() ?? [], accountEnabled: fields["accountEnabled"]?.flag() ?? true,
            userType: fields["userType"]?.choice(of: ["Member", "Guest"]) ?? "Member",
            directoryRoles: fields["directoryRoles"]?.guids() ?? [], groups: fields["groups"]?.guids() ?? [],
            appRoles: fields["appRoles"]?.elements().map(assignment) ?? [])
    }

    private func group(_ place: YAMLCursor) -> SeededGroup {
        let fields = place.fields(["id", "displayName", "mail", "memberOf", "directoryRoles", "appRoles"])
        return SeededGroup(
            id: required("id", fields, in: place)?.guid() ?? "",
            displayName: required("displayName", fields, in: place)?.text() ?? "", mail: fields["mail"]?.text(),
            memberOf: fields["memberOf"]?.guids() ?? [], directoryRoles: fields["directoryRoles"]?.guids() ?? [],
            appRoles: fields["appRoles"]?.elements().map(assignment) ?? [])
    }

    private func answers(_ place: YAMLCursor) -> SeededAnswers {
        let fields = place.fields(SeededAnswers.optionalNames.map(\.name) + SeededAnswers.names.map(\.name))
        var answers = SeededAnswers()
        for (name, path) in SeededAnswers.names {
            if let place = fields[name] { answers[keyPath: path] = refusal(place) }
        }
        for (name, path) in SeededAnswers.optionalNames {
            if let place = fields[name] { answers[keyPath: path] = refusal(place) }
        }
        return answers
    }

    private func refusal(_ place: YAMLCursor) -> SeededAnswers.Refusal {
        let fields = place.fields(["status", "code", "message"])
        return .init(
            required("status", fields, in: place)?.whole(atLeast: 400) ?? 400,
            required("code", fields, in: place)?.text() ?? "", required("message", fields, in: place)?.text() ?? "")
    }

    private func quirks(_ place: YAMLCursor) -> SeededQuirks {
        let fields = place.fields([
            "higherPermissionsInvite", "appOnlyUnderRestriction", "refuseInsecureRedirects", "searchDelaySeconds",
            "auditDelaySeconds", "auditNamesApplication", "auditThrottle", "auditThrottleLimit", "auditThrottleWindowSeconds",
            "tokenLifetimeSeconds", "throttle", "throttleLimit", "throttleWindowSeconds", "pageSize", "maximumBodyBytes",
        ])
        var quirks = SeededQuirks()
        if let place = fields["higherPermissionsInvite"] { quirks.higherPermissionsInvite = place.flag() }
        if let place = fields["appOnlyUnderRestriction"] { quirks.appOnlyUnderRestriction = place.flag() }
        if let place = fields["refuseInsecureRedirects"] { quirks.refuseInsecureRedirects = place.flag() }
        if let place = fields["searchDelaySeconds"] { quirks.searchDelaySeconds = place.seconds() }
        if let place = fields["auditDelaySeconds"] { quirks.auditDelaySeconds = place.seconds() }
        if let place = fields["auditNamesApplication"] { quirks.auditNamesApplication = place.flag() }
        if let place = fields["auditThrottleLimit"] { quirks.auditThrottleLimit = place.whole(atLeast: 1) }
        if let place = fields["auditThrottleWindowSeconds"] { quirks.auditThrottleWindowSeconds = place.seconds() }
        if fields["auditThrottle"]?.flag() == false { quirks.auditThrottleLimit = nil }
        if let place = fields["tokenLifetimeSeconds"] { quirks.tokenLifetimeSeconds = place.whole(atLeast: 1) }
        if let place = fields["throttleLimit"] { quirks.throttleLimit = place.whole(atLeast: 1) }
        if let place = fields["throttleWindowSeconds"] { quirks.throttleWindowSeconds = place.seconds() }
        if let place = fields["pageSize"] { quirks.pageSize = place.whole(atLeast: 1) }
        if let place = fields["maximumBodyBytes"] { quirks.maximumBodyBytes = place.whole(atLeast: 1) }
        if fields["throttle"]?.flag() == false { quirks.throttleLimit = nil }
        return quirks
    }

    private func required(_ name: String, _ fields: [String: YAMLCursor], in place: YAMLCursor) -> YAMLCursor? {
        if fields[name] == nil { place.fault("`\(name)` is missing") }
        return fields[name]
    }
}
