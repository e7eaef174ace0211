import AuditStores
import AuditTrail
import CallerVerification
import Curl
import EntraKeys
import Foundation
import Gatekeeper
import GatekeeperHTTP
import GraphClient
import InvitationPolicy
import Invitations
import Logging
import PrometheusMetrics

/// The composition root: the one place that knows which adapter stands behind which port. `serve`, the demo and the
/// tests all build the service here.
struct Assembly: Sendable {
    let settings: Settings
    let gate: Gate
    let desk: AuditDesk
    let policies: CurrentPolicy
    let keeper: PolicyKeeper
    let store: SQLiteAuditStore
    let proof: ProofKeeper
    let sinks: SinkFeeding?
    let http: CurlClient
    let keys: EntraKeySource
    let tokens: GraphTokenSource
    let metrics: PrometheusRegistry
    let vitals: Vitals
    let resolver: InDoubtResolver?
    let service: ListenerConfiguration
    let admin: ListenerConfiguration
    let probes: ListenerConfiguration?
    let control: ControlSetup?
    let identity: IdentityKeeper?
    let drain: Drain
    let world: World
    let logger: Logger

    /// Builds the whole service; nothing listens yet. The trail says that it started and under which policy.
    ///
    /// - Parameter isTakingOver: whether a service that runs with these settings hands over its listening sockets.
    /// - Throws: ``StartFault``: without a policy, a credential, an audience or a durable audit store there is no service.
    static func make(
        _ settings: Settings, world: World = .system, isTakingOver: Bool = false, logger: Logger
    ) async throws(StartFault) -> Assembly {
        let parts = try CheckedParts(settings, at: world.now())
        for found in [parts.policy, parts.candidate] {
            for warning in found?.loaded.warnings(at: world.now()) ?? [] { logger.warning("policy: \(warning)") }
        }
        let http = try client(settings.graph)
        let store = try openStore(settings, parts.replyKeys, world)
        let control = try ControlSetup.prepare(
            settings.control, isTakingOver: isTakingOver, sockets(parts.service, parts.admin, parts.probes)
        ) { logger.notice("sockets taken over", metadata: ["names": "\($0.joined(separator: ", "))"]) }
        let drain = Drain(idleSeconds: settings.leaving.idleSeconds)
        let policies = CurrentPolicy(
            parts.policy.stand(at: world.now()), candidate: parts.candidate?.stand(at: world.now()),
            ageLimit: settings.keeping.ageLimit)
        try await announce(policies, in: store, world)
        if let count = try? await store.reader.inDoubtCount(before: world.now()), count > 0 {
            logger.warning("approved invitations whose outcome is not known; see audit query --in-doubt", metadata: ["count": "\(count)"])
        }

        let keys = EntraKeySource(
            authority: parts.endpoints.authority, tenant: settings.tenant,
            fetching: KeyDocuments(http: http, allowsPlainHTTP: settings.endpoints != nil), clock: world.now)
        let tokens = GraphTokenSource(
            endpoints: parts.endpoints.graph, tenant: settings.tenant, client: settings.graph.clientID,
            credential: parts.credential, http: http, world: world, breaker: settings.outbound.breaker)
        let metrics = PrometheusRegistry(help: MetricHelp.texts)
        let keeper = PolicyKeeper(
            parts,
            WatchedPolicy.Surroundings(
                standing: PolicyStanding(policies: policies, metrics: PolicyMetrics(metrics), logger: logger),
                audit: store, world: world, logger: logger, allowsReportOnly: settings.allowsReportOnly),
            settings)
        let sinks = try SinkFeeding(settings, holder: store.writer, world: world, metrics: metrics, logger: logger)
        let directory = GraphInviterDirectory(
            endpoints: parts.endpoints.graph, tokens: tokens, http: http, application: settings.audience.clientID,
            world: world, timeout: .seconds(min(8, settings.graph.timeoutSeconds)))
        let gate = Gate(
            verifier: CallerVerifier(parts.requirements), keys: keys, policies: policies,
            directory: directory, guests: directory, audit: store, quotas: store.reader, replays: store, history: store.reader,
            sender: GraphInvitations(
                endpoints: parts.endpoints.graph, tokens: tokens, http: http, world: world,
                connectTimeout: .seconds(settings.graph.connectTimeoutSeconds),
                timeout: .seconds(settings.graph.timeoutSeconds)),
            world: world, logger: logger, metrics: metrics, outbound: settings.outbound,
            inquiriesPerMinute: settings.inquiriesPerMinute, limits: settings.limits,
            idempotency: settings.idempotencyRules)
        try await restoreForwarding(gate, logger)
        let resolver = settings.resolver(store, parts.endpoints.graph, tokens, http, world, logger, metrics)
        let desk = AuditDesk(
            gate: gate, reader: try readOnly(settings.auditFile), limits: settings.reading.limits, logger: logger, metrics: metrics)
        return Assembly(
            settings: settings, gate: gate, desk: desk, policies: policies, keeper: keeper, store: store,
            proof: ProofKeeper(
                store: store, signer: parts.signer, settings: settings.proof, sinks: settings.sinks.names, world: world, metrics: metrics,
                logger: logger),
            sinks: sinks, http: http, keys: keys, tokens: tokens, metrics: metrics,
            vitals: Vitals(
                store: store, keys: keys, tokens: tokens, policy: keeper.standing, doubts: resolver?.standing,
                pacing: PacingVitals(gate: gate, tokens: tokens, metrics: metrics), sinks: sinks, world: world, metrics: metrics,
                drain: drain, doubtAfterSeconds: Int64(settings.longestRequestSeconds + 5)),
            resolver: resolver,
            service: parts.service, admin: parts.admin, probes: parts.probes, control: control,
            identity: parts.service.identity.map {
                IdentityKeeper($0, watchSeconds: settings.service.certificateWatchSeconds, metrics: metrics, logger: logger)
            }, drain: drain, world: world, logger: logger)
    }

    /// What was stopped before the start stays stopped.
    private static func restoreForwarding(_ gate: Gate, _ logger: Logger) async throws(StartFault) {
        do throws(AuditUnreadable) { try await gate.catchUpForwarding() } catch {
            throw .dependency("audit.file: whether forwarding stands still cannot be read: \(error)")
        }
        if case .paused(let pause) = gate.forwarding {
            logger.warning(
                "forwarding is stopped until gatekeeper resume",
                metadata: ["since": "\(pause.since)", "by": "\(VisibleText.cell(pause.by, width: 200))"])
        }
    }

    private static func client(_ graph: Settings.Graph) throws(StartFault) -> CurlClient {
        let connections = graph.maximumConnections
        let configuration = CurlConfiguration(
            maximumConnections: connections, maximumConnectionsPerHost: connections, maximumExchanges: max(4_096, 2 * connections))
        do throws(CurlError) { return try CurlClient(configuration) } catch {
            throw .dependency("libcurl cannot be set up: \(error)")
        }
    }

    private static func openStore(
        _ settings: Settings, _ replies: ReplyKeyring, _ world: World
    ) throws(StartFault) -> SQLiteAuditStore {
        do {
            return try SQLiteAuditStore.open(
                path: settings.auditFile, writer: .random(world.randomPair()), replies: replies,
                mostReplies: settings.idempotency.mostReplies)
        } catch {
            throw .dependency("audit.file: \(error)")
        }
    }

    /// A connection of its own: who searches the trail keeps nobody waiting who invites.
    private static func readOnly(_ path: String) throws(StartFault) -> SQLiteAuditReader {
        do { return try SQLiteAuditReader.open(path: path) } catch { throw .dependency("audit.file: \(error)") }
    }

    private static func announce(
        _ policies: CurrentPolicy, in store: SQLiteAuditStore, _ world: World
    ) async throws(StartFault) {
        let started = StartedRecord(
            software: "gatekeeper \(softwareVersion)", host: ProcessInfo.processInfo.hostName,
            processID: Int64(ProcessInfo.processInfo.processIdentifier))
        do throws(AuditUnavailable) {
            _ = try await store.append(.started(started, at: world.now()))
            for role in PolicyRole.allCases {
                guard let loaded = policies[role] else { continue }
                let record = PolicyLoadedRecord(loaded, as: role, by: "start", previous: nil, changes: [])
                _ = try await store.append(.policyLoaded(record, at: world.now()))
            }
        } catch {
            throw .dependency("audit.file: \(error)")
        }
    }
}

/// This release.
let softwareVersion = "0.1.0"
