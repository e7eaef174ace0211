/// Microsoft's clouds. A token of one is worth nothing in another.
///
/// Source: Microsoft identity platform, "National clouds" (2025-01); Graph, "National cloud deployments".
public enum NationalCloud: String, Sendable, CaseIterable {
    /// GCC included.
    case global
    /// GCC High.
    case usGovL4
    /// DoD.
    case usGovL5
    /// Operated by 21Vianet.
    case china

    var loginOrigin: String {
        switch self {
        case .global: "https://login.microsoftonline.com"
        case .usGovL4, .usGovL5: "https://login.microsoftonline.us"
        case .china: "https://login.partner.microsoftonline.cn"
        }
    }

    var graphOrigin: String {
        switch self {
        case .global: "https://graph.microsoft.com"
        case .usGovL4: "https://graph.microsoft.us"
        case .usGovL5: "https://dod-graph.microsoft.us"
        case .china: "https://microsoftgraph.chinacloudapi.cn"
        }
    }
}
