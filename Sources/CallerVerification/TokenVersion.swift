/// Entra's two shapes of access token, told apart by the claim `ver`. The service's own app registration decides which
/// one it gets (`accessTokenAcceptedVersion`), not the endpoint that a client asks.
public enum TokenVersion: String, Hashable, Sendable, CaseIterable {
    case v1 = "1.0"
    case v2 = "2.0"

    /// The claim that names the calling application.
    var applicationClaim: String {
        switch self {
        case .v1: "appid"
        case .v2: "azp"
        }
    }
}
