import Crypto
import FoundationEssentials

/// Mints callers' tokens in Entra's shapes (Entra, "Access token claims reference"). For demo and tests only:
/// real ones come from a sign-in, which the emulator does not play.
struct TokenMint: Sendable {
    /// A JWT with more groups than this carries a pointer in their stead.
    private static let mostGroups = 200

    let directory: Directory
    let keys: KeyRing
    let discovery: Discovery
    let clock: EmulatorClock

    func user(_ idOrName: String, _ draft: TokenDraft) throws(EmulatorError) -> String {
        guard let user = directory.user(idOrName) else { throw .unknownUser(idOrName) }
        var claims = common(draft, object: user.id)
        claims.append(.init(name: "name", value: JSONValue(user.displayName)))
        switch draft.version {
        case .v1:
            claims.append(.init(name: "upn", value: .string(user.userPrincipalName)))
            claims.append(.init(name: "unique_name", value: .string(user.userPrincipalName)))
        case .v2:
            claims.append(.init(name: "preferred_username", value: .string(user.userPrincipalName)))
        }
        if let scopes = draft.scopes { claims.append(.init(name: "scp", value: .string(scopes.joined(separator: " ")))) }
        let roles = draft.roles ?? directory.appRoleValues(of: user, in: draft.audience)
        if !roles.isEmpty { claims.append(.init(name: "roles", value: .array(roles.map(JSONValue.string)))) }
        if draft.includesDirectoryRoles {
            claims.append(.init(name: "wids", value: .array(directory.directoryRoles(of: user).map(JSONValue.string))))
        }
        if draft.includesGroups { claims.append(contentsOf: groups(of: user)) }
        if draft.includesAccountType { claims.append(.init(name: "acct", value: .integer(user.userType == "Guest" ? 1 : 0))) }
        if draft.includesTokenType { claims.append(.init(name: "idtyp", value: "user")) }
        return try sign(claims, draft)
    }

    func app(_ draft: TokenDraft) throws(EmulatorError) -> String {
        let principal = directory.apps[draft.client.lowercased()]?.id ?? DerivedIdentifier.guid("servicePrincipal", draft.client)
        var claims = common(draft, object: principal)
        if let roles = draft.roles { claims.append(.init(name: "roles", value: .array(roles.map(JSONValue.string)))) }
        if draft.includesTokenType { claims.append(.init(name: "idtyp", value: "app")) }
        return try sign(claims, draft)
    }

    private func common(_ draft: TokenDraft, object: String) -> [JSONValue.Member] {
        let now = clock.now()
        let start = JSONValue.integer(Int(now + draft.startsIn))
        let tenant = directory.tenant.id
        let client: [(String, JSONValue)] =
            switch draft.version {
            case .v1: [("appid", .string(draft.client)), ("appidacr", .string(String(draft.clientAuthentication)))]
            case .v2: [("azp", .string(draft.client)), ("azpacr", .string(String(draft.clientAuthentication)))]
            }
        let claims: [(String, JSONValue)] =
            [
                ("aud", .string(draft.audience)), ("iss", .string(discovery.issuer(draft.version))), ("iat", start), ("nbf", start),
                ("exp", .integer(Int(now + draft.expiresIn))),
            ] + client + [
                ("oid", .string(object)), ("tid", .string(tenant)), ("ver", .string(draft.version.rawValue)),
                // Pairwise: the same user has another subject at another application.
                ("sub", .string(Base64URL.encode(SHA256.hash(data: Array("\(object) \(draft.audience)".utf8))))),
                ("uti", .string(Base64URL.encode(Array(UUID().uuidString.utf8.prefix(16))))),
            ]
        return claims.map { JSONValue.Member(name: $0.0, value: $0.1) }
    }

    private func groups(of user: DirectoryUser) -> [JSONValue.Member] {
        let groups = directory.transitiveGroups(of: user)
        guard groups.count > Self.mostGroups else {
            return [.init(name: "groups", value: .array(groups.map(JSONValue.string)))]
        }
        let endpoint = "https://graph.windows.net/\(directory.tenant.id)/users/\(user.id)/getMemberObjects"
        return [
            .init(name: "_claim_names", value: ["groups": "src1"]),
            .init(name: "_claim_sources", value: ["src1": ["endpoint": .string(endpoint)]]),
        ]
    }

    private func sign(_ claims: [JSONValue.Member], _ draft: TokenDraft) throws(EmulatorError) -> String {
        let current = try keys.key(for: draft.algorithm)
        let key: SigningKey
        var published = current.id
        switch draft.signer {
        case .current: key = current
        case .key(let id):
            key = try keys.key(for: draft.algorithm, named: id)
            published = id
        case .foreign: key = try keys.foreignKey(for: draft.algorithm)
        }
        var header: [JSONValue.Member] = [
            .init(name: "typ", value: "JWT"), .init(name: "alg", value: .string(draft.algorithm.rawValue)),
        ]
        if draft.version == .v1 { header.append(.init(name: "x5t", value: .string(published))) }
        header.append(.init(name: "kid", value: .string(published)))
        return try JSONWebToken.signed(
            header: Self.bend(header, with: draft.header, without: draft.removedHeader),
            claims: Self.bend(claims, with: draft.claims, without: draft.removedClaims), key: key, algorithm: draft.algorithm)
    }

    private static func bend(_ members: [JSONValue.Member], with changes: [JSONValue.Member], without removed: Set<String>) -> JSONValue {
        let replaced = Set(changes.map(\.name))
        return .object(members.filter { !replaced.contains($0.name) && !removed.contains($0.name) } + changes)
    }
}
