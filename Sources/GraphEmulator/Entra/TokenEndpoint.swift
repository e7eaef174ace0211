/// `POST /{tenant}/oauth2/v2.0/token` for the client credentials grant, which is the one the emulator knows.
struct TokenEndpoint: Sendable {
    let directory: Directory
    let assertions: ClientAssertions
    let tokens: GraphTokens
    let lifetime: Int
    let baseURL: @Sendable () -> String

    /// The scopes that stand for Graph in the clouds that there are.
    private static let graphHosts = [
        "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
        "https://microsoftgraph.chinacloudapi.cn", "00000003-0000-0000-c000-000000000000",
    ]

    func post(_ exchange: Exchange, tenant named: String) throws(EntraFailure) -> EmulatorAnswer {
        let tenant = directory.tenant
        guard [tenant.id.lowercased(), tenant.domain].contains(named.lowercased()) else { throw .unknownTenant(named) }
        let form = PercentCoding.items(String(decoding: exchange.body, as: UTF8.self))
        func parameter(_ name: String) throws(EntraFailure) -> String {
            guard let value = form.first(where: { $0.name == name })?.value, !value.isEmpty else { throw .missingParameter(name) }
            return value
        }
        let grant = try parameter("grant_type")
        guard grant == "client_credentials" else { throw .unsupportedGrant(grant) }
        let clientID = try parameter("client_id")
        guard let app = directory.apps[clientID.lowercased()] else { throw .unknownApp(clientID, tenant: tenant.id) }
        try authenticate(app, form, named, tenant, now: exchange.time)
        let scope = try parameter("scope")
        guard (Self.graphHosts + [baseURL()]).map({ "\($0)/.default" }).contains(scope) else { throw .badScope(scope) }
        let token = tokens.issue(to: app.appID.lowercased(), now: exchange.time, lifetime: lifetime)
        return EmulatorAnswer.json(
            200,
            [
                "token_type": "Bearer", "expires_in": .integer(lifetime), "ext_expires_in": .integer(lifetime),
                "access_token": .string(token),
            ]
        ).adding("Cache-Control", "no-store, no-cache").adding("Pragma", "no-cache")
    }

    private func authenticate(
        _ app: SeededApp, _ form: [(name: String, value: String)], _ named: String, _ tenant: SeededTenant, now: Double
    ) throws(EntraFailure) {
        func value(_ name: String) -> String? { form.first { $0.name == name }?.value }
        if let assertion = value("client_assertion") {
            guard value("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
                throw .missingParameter("client_assertion_type")
            }
            let names = Set([tenant.id, tenant.domain, named])
            let hosts = [baseURL(), "https://login.microsoftonline.com"]
            let audiences = hosts.flatMap { host in names.map { "\(host)/\($0)/oauth2/v2.0/token" } }
            return try assertions.verify(assertion, app: app, audiences: Set(audiences), now: now)
        }
        guard let secret = value("client_secret") else { throw .noCredential() }
        try check(secret, of: app, now: now)
    }

    /// Every secret is compared, so that time does not tell which one was near.
    private func check(_ given: String, of app: SeededApp, now: Double) throws(EntraFailure) {
        var valid = false
        var expired = false
        for secret in app.secrets where SecretComparison.equal(given, secret.value) {
            if secret.expires.map({ $0 > now }) ?? true { valid = true } else { expired = true }
        }
        if valid { return }
        throw expired ? .expiredSecret(app: app.appID) : .badSecret(app: app.appID)
    }
}
