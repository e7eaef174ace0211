import Invitations

/// Where Entra's token endpoint and Graph are.
public struct GraphEndpoints: Hashable, Sendable {
    /// Scheme, host and port, without a slash at the end.
    public let loginOrigin: String
    public let graphOrigin: String

    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case notAnOrigin(String)
        case plainHTTP(String)

        public var description: String {
            switch self {
            case .notAnOrigin(let text): "\(text) is not of the form https://host or https://host:port"
            case .plainHTTP(let text): "\(text): plain HTTP is for loopback addresses only, and only where the settings allow it"
            }
        }
    }

    public init(_ cloud: NationalCloud) {
        loginOrigin = cloud.loginOrigin
        graphOrigin = cloud.graphOrigin
    }

    /// Other endpoints than Microsoft's, for tests and for the emulator.
    ///
    /// - Parameter allowsLoopbackHTTP: lets `http://` through for `localhost`, `127.0.0.0/8` and `[::1]`; elsewhere the
    ///   token would be there to read for everyone on the way.
    public init(login: String, graph: String, allowsLoopbackHTTP: Bool) throws(Fault) {
        loginOrigin = try Self.origin(login, allowsLoopbackHTTP: allowsLoopbackHTTP)
        graphOrigin = try Self.origin(graph, allowsLoopbackHTTP: allowsLoopbackHTTP)
    }

    func tokenEndpoint(_ tenant: TenantID) -> String { "\(loginOrigin)/\(tenant)/oauth2/v2.0/token" }

    /// What to ask a Graph token for: whatever the application was granted.
    var graphScope: String { "\(graphOrigin)/.default" }

    static func isPlain(_ url: String) -> Bool { url.hasPrefix("http://") }

    private static func origin(_ text: String, allowsLoopbackHTTP: Bool) throws(Fault) -> String {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let isPlain = Self.isPlain(trimmed)
        guard isPlain || trimmed.hasPrefix("https://") else { throw .notAnOrigin(text) }
        let authority = trimmed.dropFirst(isPlain ? 7 : 8)
        guard let host = host(authority) else { throw .notAnOrigin(text) }
        if isPlain {
            let isLoopback = host == "localhost" || host == "[::1]" || isIPv4Loopback(host)
            guard allowsLoopbackHTTP, isLoopback else { throw .plainHTTP(text) }
        }
        return trimmed
    }

    /// The host of `host` or `host:port`, or nil if it is anything else: a user, a path, a query.
    private static func host(_ authority: Substring) -> Substring? {
        if authority.hasPrefix("[::1]") { return isPortOrNothing(authority.dropFirst(5)) ? authority.prefix(5) : nil }
        let host = authority.prefix { $0 != ":" }
        let isName = !host.isEmpty && host.utf8.allSatisfy(isHostByte) && !host.hasPrefix(".") && !host.hasPrefix("-")
        return isName && isPortOrNothing(authority.dropFirst(host.count)) ? host : nil
    }

    private static func isPortOrNothing(_ text: Substring) -> Bool {
        text.isEmpty
            || text.first == ":" && text.utf8.count > 1 && text.dropFirst().utf8.allSatisfy(isDigit)
                && UInt16(text.dropFirst()) != nil
    }

    /// `127.evil.example` begins like a loopback address, and is a name.
    private static func isIPv4Loopback(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { $0.utf8.allSatisfy(isDigit) && UInt8($0) != nil }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
