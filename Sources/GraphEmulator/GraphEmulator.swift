public import Logging
public import ServiceLifecycle
import Synchronization

/// A stand-in for Entra and Graph, for demo and tests: OpenID discovery, signing keys, the token endpoint, invitations, and reading
/// users, memberships, service principals and the audit log, over real HTTP, for one tenant that a seed describes.
///
/// It plays what is documented or was observed. Where the sources are silent, the seed says what it answers (``SeededAnswers``,
/// ``SeededQuirks``). It shares no code with what it is a witness against.
public final class GraphEmulator: Service, Sendable {
    /// What it saw and did.
    public let record: EmulatorRecord
    /// Disturbances of its answers.
    public let faults: FaultSwitches

    private let directory: Directory
    private let keys: KeyRing
    private let tokens: GraphTokens
    private let throttle: InvitationThrottle
    private let mint: TokenMint
    private let server: EmulatorServer

    /// Makes the directory and, unless they are given, the signing keys. Nothing listens before ``start()``.
    ///
    /// - Throws: `certificateUnreadable`, `tlsUnreadable`, `signingFailed`.
    public init(
        seed: EmulatorSeed, configuration: EmulatorConfiguration = EmulatorConfiguration(),
        logger: Logger = Logger(label: "graph-emulator") { _ in SwiftLogNoOpLogHandler() }
    ) throws(EmulatorError) {
        let address = ServerAddress()
        let baseURL: @Sendable () -> String = { address.baseURL }
        record = EmulatorRecord()
        faults = FaultSwitches()
        directory = Directory(seed, created: configuration.clock.now())
        if let given = configuration.keys {
            keys = KeyRing(given)
        } else {
            keys = KeyRing(try EmulatorKeys())
        }
        tokens = GraphTokens()
        throttle = InvitationThrottle(limit: seed.quirks.throttleLimit, windowSeconds: seed.quirks.throttleWindowSeconds)
        let auditThrottle = InvitationThrottle(
            limit: seed.quirks.auditThrottleLimit, windowSeconds: seed.quirks.auditThrottleWindowSeconds)
        let log = AuditLog(quirks: seed.quirks)
        let discovery = Discovery(directory: directory, keys: keys, baseURL: baseURL)
        mint = TokenMint(directory: directory, keys: keys, discovery: discovery, clock: configuration.clock)
        let service = EmulatorService(
            reader: ExchangeReader(clock: configuration.clock, keptBodyBytes: seed.quirks.maximumBodyBytes),
            graph: GraphEndpoints(
                invitations: InvitationEndpoint(
                    directory: directory, throttle: throttle, record: record, log: log, answers: seed.answers,
                    quirks: seed.quirks),
                reading: DirectoryEndpoints(
                    directory: directory, answers: seed.answers, pageSize: seed.quirks.pageSize, baseURL: baseURL),
                audits: AuditLogEndpoint(
                    log: log, throttle: auditThrottle, answers: seed.answers, pageSize: seed.quirks.pageSize, baseURL: baseURL),
                tokens: tokens, directory: directory, answers: seed.answers, quirks: seed.quirks),
            token: TokenEndpoint(
                directory: directory, assertions: try ClientAssertions(seed.apps), tokens: tokens,
                lifetime: seed.quirks.tokenLifetimeSeconds, baseURL: baseURL),
            discovery: discovery,
            control: ControlEndpoints(
                record: record, faults: faults, mint: mint, keys: keys, directory: directory, tokens: tokens, throttle: throttle),
            faults: faults, record: record)
        server = try EmulatorServer(service: service, configuration: configuration, address: address, logger: logger)
    }

    /// `http://127.0.0.1:port`, without a slash at the end: Entra's authority and Graph's host alike. Empty before ``start()``.
    public var baseURL: String { server.baseURL }

    /// Listens; returns once requests are answered.
    ///
    /// - Throws: `alreadyStarted`, `notStarted`.
    public func start() async throws(EmulatorError) {
        try await server.start()
    }

    /// Stops listening and closes what is open, after at most a second.
    public func stop() async {
        await server.stop()
    }

    /// Runs until the service group shuts down.
    public func run() async throws {
        try await start()
        try? await gracefulShutdown()
        await stop()
    }

    // MARK: Tokens of callers

    /// A user's token in Entra's shape, signed by the emulator's keys.
    ///
    /// - Parameter user: object id or user principal name.
    /// - Throws: `unknownUser`, `unknownKey`, `signingFailed`.
    public func mintUserToken(_ user: String, _ draft: TokenDraft) throws(EmulatorError) -> String {
        try mint.user(user, draft)
    }

    /// An application's own token: `draft.client` is the application; it has no `scp`.
    ///
    /// - Throws: `unknownKey`, `signingFailed`.
    public func mintAppToken(_ draft: TokenDraft) throws(EmulatorError) -> String {
        try mint.app(draft)
    }

    // MARK: Keys

    /// The ids of the published keys.
    public var publishedKeys: [String] { keys.published.map(\.id) }

    /// Publishes a new RSA key, which signs from now on.
    ///
    /// - Returns: its id.
    @discardableResult
    public func rotateKeys() throws(EmulatorError) -> String { try keys.rotate() }

    /// Takes a key out of the published set.
    public func withdrawKey(_ id: String) throws(EmulatorError) { try keys.withdraw(id) }

    // MARK: The tenant

    /// Changes who may invite, the domain lists and the like while the emulator runs.
    public func changeTenant(_ change: @Sendable (inout SeededTenant) -> Void) {
        directory.changeTenant(change)
    }

    /// Enables or disables an account.
    ///
    /// - Throws: `unknownUser`.
    public func setAccountEnabled(_ enabled: Bool, user: String) throws(EmulatorError) {
        try directory.changeUser(user) { $0.accountEnabled = enabled }
    }

    /// Gives a user these directory roles, by template id, and no others.
    ///
    /// - Throws: `unknownUser`.
    public func setDirectoryRoles(_ templates: [String], user: String) throws(EmulatorError) {
        try directory.changeUser(user) { $0.directoryRoles = templates.map { $0.lowercased() } }
    }

    /// The object id of the user or guest with that address, if there is one.
    public func userID(address: String) -> String? {
        directory.users(address: address).first?.id
    }

    /// Invitations allowed in one window; nil switches the throttle off.
    public func setThrottle(limit: Int?) { throttle.setLimit(limit) }

    /// Ends every Graph token at once.
    public func revokeGraphTokens() { tokens.revokeAll() }
}
