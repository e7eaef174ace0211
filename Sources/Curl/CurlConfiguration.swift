import Glibc

/// How a `CurlClient` connects: the same for all its exchanges.
public struct CurlConfiguration: Sendable {
    /// Connections open at once, to all hosts together.
    public var maximumConnections: Int
    public var maximumConnectionsPerHost: Int
    /// Exchanges begun and not finished; one more is refused at once.
    public var maximumExchanges: Int
    /// A pooled connection idle for longer is not used again: the shorter, the less often a server has just closed it.
    public var maximumIdleTime: Duration
    /// A PEM file with further trust anchors beside the system's, for a private PKI. Where libcurl was built without a
    /// directory of system anchors, the file replaces them.
    public var additionalTrustFile: String?
    public var proxy: CurlProxy?

    public init(
        maximumConnections: Int = 64,
        maximumConnectionsPerHost: Int = 32,
        maximumExchanges: Int = 4096,
        maximumIdleTime: Duration = .seconds(45),
        additionalTrustFile: String? = nil,
        proxy: CurlProxy? = .fromEnvironment()
    ) {
        self.maximumConnections = maximumConnections
        self.maximumConnectionsPerHost = maximumConnectionsPerHost
        self.maximumExchanges = maximumExchanges
        self.maximumIdleTime = maximumIdleTime
        self.additionalTrustFile = additionalTrustFile
        self.proxy = proxy
    }
}

/// The way out for HTTPS exchanges. Plain HTTP and loopback hosts never go through it: a proxy would answer for a
/// loopback of its own.
public struct CurlProxy: Sendable, Equatable {
    /// `http://host:port` and the like, as libcurl's CURLOPT_PROXY. May hold a password: never log it.
    public var url: String
    /// Hosts that are reached directly, as libcurl's CURLOPT_NOPROXY: names (their subdomains included), addresses, CIDR
    /// blocks, or `*`.
    public var exceptions: String

    public init(url: String, exceptions: String = "") {
        self.url = url
        self.exceptions = exceptions
    }

    /// `https_proxy`, else `all_proxy`, with `no_proxy`; the lower-case spelling first, as libcurl has it.
    ///
    /// Read once, so that a later change of the environment cannot reroute a running service.
    public static func fromEnvironment() -> CurlProxy? {
        from { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
    }

    static func from(_ variable: (String) -> String?) -> CurlProxy? {
        func first(_ names: String...) -> String? {
            names.lazy.compactMap(variable).first { !$0.isEmpty }
        }
        guard let url = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") else { return nil }
        return CurlProxy(url: url, exceptions: first("no_proxy", "NO_PROXY") ?? "")
    }

    /// `*` excepts everything only when it stands alone.
    var exceptionsWithLoopback: String {
        exceptions == "*" ? "*" : "localhost,127.0.0.0/8,::1" + (exceptions.isEmpty ? "" : "," + exceptions)
    }
}
