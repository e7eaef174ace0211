import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import Invitations
import Logging
import PrometheusMetrics
import ServiceLifecycle
import StrictJSON

/// A gate with a listener before it, whose policy denies what the fuzzed requests ask for: nothing of them may be sent.
struct HostileGate {
    private let sender = RecordingSender(journal: Journal())
    private let audit = ForgetfulAudit()
    private let gate: Gate
    private static let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        let world = FixedWorld()
        let directory = FakeDirectory()
        gate = Gate(
            verifier: try Contoso.verifier(), keys: FakeKeySource(try Contoso.keys()),
            policies: CurrentPolicy(CurrentPolicy.Loaded(try Contoso.policy(Contoso.policyText()), at: world.now)), directory: directory,
            guests: directory, audit: audit, quotas: audit, replays: audit, history: audit, sender: sender, world: world.world,
            logger: Self.logger, metrics: PrometheusRegistry(), limits: .none)
    }

    /// A request that is good in all but its address, which no rule allows.
    static func denied() throws -> GoodRequest {
        let body: JSON = [
            "invitedUserEmailAddress": "dana@stranger.example", "inviteRedirectUrl": "https://myapps.microsoft.com",
            "invitedUserDisplayName": "D\u{E1}na", "sendInvitationMessage": true,
            "invitedUserMessageInfo": ["customizedMessageBody": "Welcome."],
        ]
        return GoodRequest(
            target: "/v1.0/invitations",
            fields: [
                ("Host", "gate.contoso.com"), ("Authorization", try TokenMint.user.authorization()), ("Content-Type", "application/json"),
                ("client-request-id", "c11e0000-0000-4000-8000-00000000abcd"),
            ], body: body.bytes())
    }

    var sent: Int { sender.sent.count }
    var entries: Int64 { audit.entries }

    /// Runs the listener on a free port of loopback as long as `body` takes.
    func serving<Result: Sendable>(_ body: (_ port: Int) async throws -> Result) async throws -> Result {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let configuration = ListenerConfiguration(
            host: "127.0.0.1", port: 0, pace: ClientPace(requestSeconds: 5, answerSeconds: 5, idleSeconds: 5))
        let listener = ServiceListener(
            gate: gate, configuration: configuration, newRequestID: { RequestID(high: 1, low: 2) }, now: { Contoso.now }, logger: Self.logger,
            onListening: { bound.yield($0) })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: listener, successTerminationBehavior: .gracefullyShutdownGroup)], logger: Self.logger))
        let running = Task { try await group.run() }
        guard let port = await ports.first(where: { _ in true }) else { throw NotListening() }
        do {
            let result = try await body(port)
            await group.triggerGracefulShutdown()
            try await running.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
    }

    struct NotListening: Error {}
}
