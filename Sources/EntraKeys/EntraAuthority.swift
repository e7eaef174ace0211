import CallerVerification
import Invitations

/// Where a cloud's Entra publishes its metadata, and which issuers and hosts that metadata may name.
///
/// Source: Microsoft's national cloud authentication endpoints, and the host aliases that its client libraries know.
/// Issuers hold `{tenantid}` in the tenant's place.
public struct EntraAuthority: Sendable {
    let base: String
    /// Hosts that the key set may be fetched from; nil for a custom authority, where it is the authority's own.
    let hosts: Set<String>?
    let v1Issuers: [String]
    let v2Issuers: [String]

    /// The global service, GCC included.
    public static let global = EntraAuthority(
        cloud: "login.microsoftonline.com", aliases: ["login.windows.net", "login.microsoft.com"],
        v1Hosts: ["sts.windows.net"])
    /// US Government, GCC High and DoD. Its v1 issuer is documented nowhere; both forms seen are its own.
    public static let usGovernment = EntraAuthority(
        cloud: "login.microsoftonline.us", aliases: ["login.usgovcloudapi.net"],
        v1Hosts: ["sts.windows.net", "login.microsoftonline.us"])
    /// China, operated by 21Vianet.
    public static let china = EntraAuthority(
        cloud: "login.partner.microsoftonline.cn", aliases: ["login.chinacloudapi.cn"],
        v1Hosts: ["sts.chinacloudapi.cn"])

    private init(cloud: String, aliases: Set<String>, v1Hosts: [String]) {
        base = "https://\(cloud)"
        hosts = aliases.union([cloud])
        v1Issuers = v1Hosts.map { "https://\($0)/{tenantid}/" }
        v2Issuers = ["https://\(cloud)/{tenantid}/v2.0"]
    }

    /// An authority of the deployment's own choosing, for tests: only when the settings allow custom endpoints. It
    /// may be plain http on loopback; what it publishes may name any cloud's issuers or its own.
    public init(custom url: String) throws(AuthorityFault) {
        guard let endpoint = EndpointURL(url), !url.utf8.contains(UInt8(ascii: "?")) else { throw .notAURL }
        guard endpoint.isSecure || endpoint.isLoopback else { throw .notSecure }
        base = url.utf8.last == UInt8(ascii: "/") ? String(url.dropLast()) : url
        hosts = nil
        let clouds = [Self.global, .usGovernment, .china]
        v1Issuers = clouds.flatMap(\.v1Issuers) + ["\(base)/{tenantid}/"]
        v2Issuers = clouds.flatMap(\.v2Issuers) + ["\(base)/{tenantid}/v2.0"]
    }

    /// Whether a key set may be fetched from `url`: over https from this cloud's hosts, or from the very host and port
    /// of a custom authority, no less securely than that.
    func mayServeKeys(_ url: EndpointURL) -> Bool {
        guard let hosts else {
            guard let own = EndpointURL(base) else { return false }
            return url.host == own.host && url.port == own.port && url.isSecure == own.isSecure
        }
        return url.isSecure && url.port == 443 && hosts.contains(url.host)
    }

    func metadataURL(of tenant: TenantID, _ version: TokenVersion) -> String {
        switch version {
        case .v1: "\(base)/\(tenant)/.well-known/openid-configuration"
        case .v2: "\(base)/\(tenant)/v2.0/.well-known/openid-configuration"
        }
    }

    /// The issuers that the tenant's metadata may name.
    func issuers(of tenant: TenantID, _ version: TokenVersion) -> [String] {
        let templates =
            switch version {
            case .v1: v1Issuers
            case .v2: v2Issuers
            }
        return templates.map { $0.replacing("{tenantid}", with: tenant.description) }
    }
}

/// Why a custom authority is refused.
public enum AuthorityFault: Error, Hashable, Sendable {
    case notAURL
    /// Plain http to another machine.
    case notSecure
}
