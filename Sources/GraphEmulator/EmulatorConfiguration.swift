/// Where the emulator listens.
public struct EmulatorConfiguration: Sendable {
    /// A certificate chain and its key, both in PEM.
    public struct TLS: Sendable {
        public var certificateChainPEM: String
        public var privateKeyPEM: String

        public init(certificateChainPEM: String, privateKeyPEM: String) {
            self.certificateChainPEM = certificateChainPEM
            self.privateKeyPEM = privateKeyPEM
        }
    }

    public var host: String
    /// 0 means any free port.
    public var port: Int
    /// Without it the emulator speaks plain HTTP.
    public var tls: TLS?
    public var clock: EmulatorClock
    /// The signing keys to start with; nil makes new ones.
    public var keys: EmulatorKeys?

    public init(
        host: String = "127.0.0.1", port: Int = 0, tls: TLS? = nil, clock: EmulatorClock = .system, keys: EmulatorKeys? = nil
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.clock = clock
        self.keys = keys
    }
}
