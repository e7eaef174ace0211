/// Token drafts as the control endpoint reads them.
enum TokenNotation {
    private static let known: Set<String> = [
        "kind", "user", "audience", "client", "version", "clientAuthentication", "scopes", "roles", "includes", "startsIn", "expiresIn",
        "algorithm", "signer", "key", "claims", "removedClaims", "header", "removedHeader",
    ]

    /// - Returns: the draft, and the user it is for; nil for an application's token.
    static func read(_ exchange: Exchange) throws(ControlFailure) -> (draft: TokenDraft, user: String?) {
        let body = try ControlBody(exchange, known: known)
        var draft = TokenDraft(
            audience: try body.required("audience", body.text("audience")), client: try body.required("client", body.text("client")))
        if let version = try body.text("version") { draft.version = try value(TokenVersion(rawValue: version), "version") }
        if let way = try body.whole("clientAuthentication") { draft.clientAuthentication = way }
        if let scopes = try body.texts("scopes") { draft.scopes = scopes }
        draft.roles = try body.texts("roles")
        for claim in try body.texts("includes") ?? [] { try include(claim, in: &draft) }
        if let seconds = try body.number("startsIn") { draft.startsIn = seconds }
        if let seconds = try body.number("expiresIn") { draft.expiresIn = seconds }
        if let name = try body.text("algorithm") { draft.algorithm = try value(SigningAlgorithm(rawValue: name), "algorithm") }
        draft.signer = try signer(body)
        draft.claims = try body.members("claims") ?? []
        draft.removedClaims = Set(try body.texts("removedClaims") ?? [])
        draft.header = try body.members("header") ?? []
        draft.removedHeader = Set(try body.texts("removedHeader") ?? [])
        switch try body.text("kind") {
        case "user": return (draft, try body.required("user", body.text("user")))
        case "app": return (draft, nil)
        default: throw ControlFailure("`kind` must be user or app")
        }
    }

    private static func include(_ claim: String, in draft: inout TokenDraft) throws(ControlFailure) {
        switch claim {
        case "wids": draft.includesDirectoryRoles = true
        case "groups": draft.includesGroups = true
        case "acct": draft.includesAccountType = true
        case "idtyp": draft.includesTokenType = true
        default: throw ControlFailure("`includes` knows wids, groups, acct, idtyp")
        }
    }

    private static func signer(_ body: ControlBody) throws(ControlFailure) -> TokenDraft.Signer {
        if let key = try body.text("key") { return .key(id: key) }
        switch try body.text("signer") {
        case nil, "current": return .current
        case "foreign": return .foreign
        default: throw ControlFailure("`signer` must be current or foreign")
        }
    }

    private static func value<Value>(_ value: Value?, _ name: String) throws(ControlFailure) -> Value {
        guard let value else { throw ControlFailure("`\(name)` has an unknown value") }
        return value
    }
}
