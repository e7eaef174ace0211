import Invitations

/// Reads ids and role names.
enum IdentifierReader {
    static func guid<Kind>(_ node: PolicyNode, _ what: String, _ log: FaultLog, _: Kind.Type) -> Identifier<Kind>? {
        if let text = node.text, let id = Identifier<Kind>(text) { return id }
        log.fault(node, "`\(what)` is not a GUID", "8-4-4-4-12 hexadecimal digits, as Entra shows them", kind: .invalidGUID)
        return nil
    }

    static func objects(_ nodes: [PolicyNode], _ what: String, _ log: FaultLog) -> Set<ObjectID> {
        Set(nodes.compactMap { guid($0, what, log, DirectoryObject.self) })
    }

    /// A directory role by name, or by template id. Any id is taken: Entra's list of roles grows.
    static func role(_ node: PolicyNode, _ log: FaultLog) -> RoleTemplateID? {
        if let text = node.text {
            if let role = DirectoryRole.named(text) { return role.template }
            if let template = RoleTemplateID(text) { return template }
            let names = DirectoryRole.all.map(\.name)
            let joined = text.filter { $0.isLetter }
            log.fault(
                node, "unknown directory role",
                Spelling.didYouMean(joined, among: names) ?? "a built-in role's name in camel case, or its template id",
                kind: .unknownRole)
        } else {
            log.fault(node, "a directory role is \(node.kind), not text", kind: .wrongType)
        }
        return nil
    }
}
