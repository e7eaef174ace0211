/// OpenID discovery and the signing keys, v1 and v2 (Entra, "OpenID Connect on the Microsoft identity platform").
struct Discovery: Sendable {
    let directory: Directory
    let keys: KeyRing
    let baseURL: @Sendable () -> String

    /// Tenant names that stand for any tenant: their issuer is a template.
    private static let manyTenants: Set<String> = ["common", "organizations"]

    func issuer(_ version: TokenVersion) -> String {
        let tenant = directory.tenant
        switch version {
        case .v1: return tenant.issuerV1 ?? "https://sts.windows.net/\(tenant.id)/"
        case .v2: return tenant.issuerV2 ?? "https://login.microsoftonline.com/\(tenant.id)/v2.0"
        }
    }

    func document(tenant named: String, version: TokenVersion) throws(EntraFailure) -> EmulatorAnswer {
        try check(named)
        let isTemplate = Self.manyTenants.contains(named.lowercased())
        let base = "\(baseURL())/\(isTemplate ? named.lowercased() : directory.tenant.id)"
        let infix = version == .v2 ? "/v2.0" : ""
        let template =
            version == .v2 ? "https://login.microsoftonline.com/{tenantid}/v2.0" : "https://sts.windows.net/{tenantid}/"
        return .json(
            200,
            [
                "token_endpoint": .string("\(base)/oauth2\(infix)/token"),
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
                "jwks_uri": .string("\(base)/discovery\(infix)/keys"),
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": .string(isTemplate ? template : issuer(version)),
                "authorization_endpoint": .string("\(base)/oauth2\(infix)/authorize"),
            ])
    }

    func keySet(tenant named: String, version: TokenVersion) throws(EntraFailure) -> EmulatorAnswer {
        try check(named)
        let issuer = issuer(version)
        let published = keys.published.compactMap { try? $0.jwk(issuer: issuer) }
        return .json(200, ["keys": .array(published)])
    }

    private func check(_ named: String) throws(EntraFailure) {
        let tenant = directory.tenant
        let known = Self.manyTenants.union([tenant.id.lowercased(), tenant.domain])
        guard known.contains(named.lowercased()) else { throw .unknownTenant(named) }
    }
}
