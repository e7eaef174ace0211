/// Where a request goes: Entra's paths, Graph's, or nowhere.
enum Route {
    case discovery(tenant: String, TokenVersion)
    case keys(tenant: String, TokenVersion)
    case token(tenant: String)
    case graph(GraphRoute)
    case none

    init(_ exchange: Exchange) {
        if let graph = GraphRoute(exchange) {
            self = .graph(graph)
            return
        }
        let tenant = exchange.segments.first ?? ""
        switch (exchange.method, Array(exchange.segments.dropFirst())) {
        case ("GET", [".well-known", "openid-configuration"]): self = .discovery(tenant: tenant, .v1)
        case ("GET", ["v2.0", ".well-known", "openid-configuration"]): self = .discovery(tenant: tenant, .v2)
        case ("GET", ["discovery", "keys"]): self = .keys(tenant: tenant, .v1)
        case ("GET", ["discovery", "v2.0", "keys"]): self = .keys(tenant: tenant, .v2)
        case ("POST", ["oauth2", "v2.0", "token"]): self = .token(tenant: tenant)
        default: self = .none
        }
    }

    /// The endpoint's name in the record.
    func name(_ exchange: Exchange) -> String {
        switch self {
        case .discovery(_, .v1): "GET /{tenant}/.well-known/openid-configuration"
        case .discovery(_, .v2): "GET /{tenant}/v2.0/.well-known/openid-configuration"
        case .keys(_, .v1): "GET /{tenant}/discovery/keys"
        case .keys(_, .v2): "GET /{tenant}/discovery/v2.0/keys"
        case .token: "POST /{tenant}/oauth2/v2.0/token"
        case .graph(let route): route.name(exchange)
        case .none: "other"
        }
    }
}
