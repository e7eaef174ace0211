/// Where a listener listens and how.
public struct ListenerConfiguration: Sendable {
    /// Where. Shared by all copies of the configuration: it is one place.
    public let socket: ListeningSocket
    /// With it the listener speaks TLS and nothing else.
    public var identity: ServerIdentity?
    /// Connections open at once; more wait in the system's backlog.
    public var maximumConnections: Int
    public var pace: ClientPace

    /// - Parameter port: 0 lets the system choose.
    public init(
        host: String, port: Int, identity: ServerIdentity? = nil, maximumConnections: Int = 10_000, pace: ClientPace = ClientPace()
    ) {
        socket = ListeningSocket(host: host, port: port)
        self.identity = identity
        self.maximumConnections = maximumConnections
        self.pace = pace
    }
}
