/// What of the trail is asked for, as the HTTP request has it: not yet checked.
public struct AuditRead: Sendable {
    public enum Resource: Sendable {
        case entries
        /// With the id as it stands in the path.
        case entry(String)
        case export
    }

    public var resource: Resource
    /// The query's parameters, decoded, in order; nil when it cannot be decoded.
    public var parameters: [(name: String, value: String)]?

    public init(_ resource: Resource, parameters: [(name: String, value: String)]? = []) {
        self.resource = resource
        self.parameters = parameters
    }

    /// Method and path for the record, without the query.
    var requestLine: String {
        switch resource {
        case .entries: "GET /v1/audit/entries"
        case .entry: "GET /v1/audit/entries/{id}"
        case .export: "GET /v1/audit/export"
        }
    }
}
