/// Graph's side of the emulator: who asks, and which endpoint answers.
struct GraphEndpoints: Sendable {
    static let contentType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

    let invitations: InvitationEndpoint
    let reading: DirectoryEndpoints
    let audits: AuditLogEndpoint
    let tokens: GraphTokens
    let directory: Directory
    let answers: SeededAnswers
    let quirks: SeededQuirks

    func answer(_ route: GraphRoute, _ exchange: Exchange) -> EmulatorAnswer {
        let answer: EmulatorAnswer
        do throws(GraphFailure) {
            answer = try perform(route, exchange)
        } catch {
            answer = error.answer(to: exchange)
        }
        return answer.adding("request-id", exchange.requestID).adding("client-request-id", exchange.clientRequestID)
    }

    private func perform(_ route: GraphRoute, _ exchange: Exchange) throws(GraphFailure) -> EmulatorAnswer {
        guard exchange.body.count <= quirks.maximumBodyBytes else { throw GraphFailure(answers.bodyTooLarge) }
        let app = try caller(exchange)
        switch route {
        case .invitations: return try invitations.post(exchange, as: app)
        case .users: return try reading.users(exchange, as: app)
        case .user(let id): return try reading.user(id, exchange, as: app)
        case .directoryRoles(let id): return try reading.directoryRoles(of: id, exchange, as: app)
        case .memberObjects(let id): return try reading.memberObjects(of: id, exchange, as: app)
        case .appRoleAssignments(let id): return try reading.appRoleAssignments(of: id, exchange, as: app)
        case .servicePrincipal(let appID): return try reading.servicePrincipal(appID: appID, exchange, as: app)
        case .directoryAudits: return try audits.get(exchange, as: app)
        case .unknown:
            throw GraphFailure(
                status: 501, code: "EmulatorUndocumented", message: "The emulator does not play \(exchange.method) \(exchange.path).")
        }
    }

    private func caller(_ exchange: Exchange) throws(GraphFailure) -> SeededApp {
        let parts = exchange.header("authorization")?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let app = tokens.appID(of: String(parts[1]), now: exchange.time).flatMap({ directory.apps[$0] })
        else { throw GraphFailure(answers.tokenInvalid) }
        return app
    }
}

/// Which of Graph's endpoints a request is for.
enum GraphRoute {
    case invitations
    case users
    case user(String)
    case directoryRoles(String)
    case memberObjects(String)
    case appRoleAssignments(String)
    case servicePrincipal(appID: String)
    case directoryAudits
    case unknown

    /// nil when the path is not Graph's.
    init?(_ exchange: Exchange) {
        guard let version = exchange.segments.first, version == "v1.0" || version == "beta" else { return nil }
        let rest = Array(exchange.segments.dropFirst())
        switch (exchange.method, rest.count) {
        case ("POST", 1) where rest[0] == "invitations": self = .invitations
        case ("GET", 1) where rest[0] == "users": self = .users
        case ("GET", 2) where rest[0] == "users": self = .user(rest[1])
        case ("GET", 4) where rest[0] == "users" && rest[2] == "transitiveMemberOf" && rest[3] == "microsoft.graph.directoryRole":
            self = .directoryRoles(rest[1])
        case ("POST", 3) where rest[0] == "users" && rest[2] == "getMemberObjects": self = .memberObjects(rest[1])
        case ("GET", 3) where rest[0] == "users" && rest[2] == "appRoleAssignments": self = .appRoleAssignments(rest[1])
        case ("GET", 2) where rest == ["auditLogs", "directoryAudits"]: self = .directoryAudits
        case ("GET", 1): self = Self.alternateKey(rest[0]).map(GraphRoute.servicePrincipal(appID:)) ?? .unknown
        default: self = .unknown
        }
    }

    /// `servicePrincipals(appId='…')`.
    private static func alternateKey(_ segment: String) -> String? {
        let prefix = "servicePrincipals(appId='"
        guard segment.hasPrefix(prefix), segment.hasSuffix("')") else { return nil }
        return String(segment.dropFirst(prefix.count).dropLast(2))
    }

    /// The endpoint's name in the record.
    func name(_ exchange: Exchange) -> String {
        let base = "\(exchange.method) /\(exchange.segments[0])"
        switch self {
        case .invitations: return "\(base)/invitations"
        case .users: return "\(base)/users"
        case .user: return "\(base)/users/{id}"
        case .directoryRoles: return "\(base)/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole"
        case .memberObjects: return "\(base)/users/{id}/getMemberObjects"
        case .appRoleAssignments: return "\(base)/users/{id}/appRoleAssignments"
        case .servicePrincipal: return "\(base)/servicePrincipals(appId)"
        case .directoryAudits: return "\(base)/auditLogs/directoryAudits"
        case .unknown: return "other"
        }
    }
}
