import Gatekeeper
import HTTPTypes
import HummingbirdCore

/// The paths under which the trail is read.
enum AuditRoutes {
    private static let root = "/v1/audit/"

    /// What the path asks for; nil for a path that is none of these.
    static func read(_ request: Request) -> AuditRead? {
        let path = RequestReader.path(of: request)
        guard path.hasPrefix(root) else { return nil }
        let resource: AuditRead.Resource
        switch path.dropFirst(root.count) {
        case "entries": resource = .entries
        case "export": resource = .export
        case let rest where rest.hasPrefix("entries/") && !rest.dropFirst(8).isEmpty && !rest.dropFirst(8).contains("/"):
            resource = .entry(String(rest.dropFirst(8)))
        default: return nil
        }
        let target = request.head.path ?? ""
        return AuditRead(resource, parameters: QueryParameters.decode(target.dropFirst(path.count).dropFirst()))
    }
}
