/// Fetches a document of Entra's: what the key source needs of the network.
public protocol KeyFetching: Sendable {
    /// The body of a `200 OK` answer to `GET url`. The implementation bounds time and size, follows no redirect and
    /// sends no credential; anything but a whole 200 is an error.
    func get(_ url: String) async throws -> [UInt8]
}

/// There are no signing keys that may be used: none were ever fetched, or the last ones are too old. Nobody can be
/// verified until a fetch succeeds.
public struct KeysUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why the last fetch failed, for the operator.
    public let detail: String

    public init(detail: String) { self.detail = detail }

    public var description: String { "no signing keys: \(detail)" }
}
