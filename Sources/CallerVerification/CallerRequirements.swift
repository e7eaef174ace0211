public import Invitations

/// What a token must say to be one for this service.
public struct CallerRequirements: Sendable {
    /// The one tenant whose tokens are accepted.
    public let tenant: TenantID
    /// The client id under which this service is registered with Entra.
    public let clientID: ApplicationID
    /// Its App ID URIs, without a slash at the end: v1 tokens may name one as their audience.
    public let appIDURIs: [String]
    /// How far the clocks may differ, in seconds.
    public let leeway: Int64
    /// The largest token that is looked at, in bytes.
    public let maximumTokenSize: Int
    /// Whether a `groups` claim names all groups of its user. Entra puts in only some where the app registration's
    /// `groupMembershipClaims` is `ApplicationGroup` (groups assigned to the application) or `SecurityGroup` (no
    /// distribution lists), and a token does not tell which setting made it. Unless this is true a token's groups are
    /// unknown, so that a rule which denies a group is never passed over for an omission. True only where
    /// `groupMembershipClaims` is `All` and no `groups` filter is configured.
    ///
    /// Source: Microsoft Entra, "Configure group claims for applications".
    public let groupsClaimIsComplete: Bool
    let identity: Fingerprint

    /// - Throws: ``RequirementsFault`` for a value that would accept what nobody meant.
    public init(
        tenant: TenantID, clientID: ApplicationID, appIDURIs: [String], leeway: Int64 = 60,
        maximumTokenSize: Int = BearerToken.maximumSize, groupsClaimIsComplete: Bool = false
    ) throws(RequirementsFault) {
        guard (0...300).contains(leeway) else { throw .leewayOutOfRange }
        guard (1_024...65_536).contains(maximumTokenSize) else { throw .maximumTokenSizeOutOfRange }
        var uris: [String] = []
        for uri in appIDURIs {
            let audience = withoutTrailingSlash(uri)
            guard !audience.isEmpty, audience.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
            else { throw .appIDURIInvalid(uri) }
            guard !isGraphAudience(uri) else { throw .appIDURIIsGraph(uri) }
            uris.append(String(audience))
        }
        self.tenant = tenant
        self.clientID = clientID
        self.appIDURIs = uris
        self.leeway = leeway
        self.maximumTokenSize = maximumTokenSize
        self.groupsClaimIsComplete = groupsClaimIsComplete
        let numbers = [String(leeway), String(maximumTokenSize), String(groupsClaimIsComplete)]
        identity = Fingerprint(
            of: ([tenant.description, clientID.description] + numbers + uris).map { Array($0.utf8) })
    }

    /// Whether `audience` means this service: the client id, and in v1 tokens also an App ID URI, with or without a
    /// slash at its end (Entra's access token claims reference, `aud`).
    func accepts(audience: String, version: TokenVersion) -> Bool {
        if ApplicationID(audience) == clientID { return true }
        guard version == .v1 else { return false }
        let audience = withoutTrailingSlash(audience)
        return appIDURIs.contains { sameBytes($0, audience) }
    }

    /// What a client asks Entra for to get a token that is accepted, such as `api://6c1e…/.default`.
    var scopeToAskFor: String { "\(appIDURIs.first ?? clientID.description)/.default" }
}

/// Why requirements are no use.
public enum RequirementsFault: Error, Hashable, Sendable {
    /// Not 0 to 300 seconds.
    case leewayOutOfRange
    /// Not 1,024 to 65,536 bytes.
    case maximumTokenSizeOutOfRange
    /// Empty, or with characters that no URI has.
    case appIDURIInvalid(String)
    /// Microsoft Graph's own audience: the gate would take tokens meant for Graph for its own.
    case appIDURIIsGraph(String)
}

private func withoutTrailingSlash(_ text: String) -> Substring {
    text.utf8.last == UInt8(ascii: "/") ? text.dropLast() : text[...]
}

/// Whether an audience is Microsoft Graph's, in any cloud (Graph's deployments page), by its application id or host.
func isGraphAudience(_ audience: String) -> Bool {
    let name = withoutTrailingSlash(audience).lowercased()
    return name == "00000003-0000-0000-c000-000000000000" || graphHosts.contains { name == "https://" + $0 }
}

private let graphHosts = [
    "graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn",
]
