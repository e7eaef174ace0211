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
    let policies: CurrentPolicy
    let keeper: PolicyKeeper
    let store: SQLiteAuditStore
    let http: CurlClient
    let keys: EntraKeySource
    let tokens: GraphTokenSource
    let metrics: PrometheusRegistry
    let vitals: Vitals
    let service: ListenerConfiguration
    let admin: ListenerConfiguration
    let probes: ListenerConfiguration?
    let world: World
    let logger: Logger

    /// Builds the whole service; nothing listens yet. The trail says that it started and under which policy.
    ///
    /// - Throws: ``StartFault``: without a policy, a credential, an audience or a durable audit store there is no service.
    static func make(_ settings: Settings, world: World = .system, logger: Logger) async throws(StartFault) -> Assembly {
        let parts = try CheckedParts(settings, at: world.now())
        for found in [parts.policy, parts.candidate] {
            for warning in found?.loaded.warnings(at: world.now()) ?? [] { logger.warning("policy: \(warning)") }
        }
        let http = try client()
        let store = try openStore(settings.auditFile, world)
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
            credential: parts.credential, http: http, world: world)
        let metrics = PrometheusRegistry(help: MetricHelp.texts)
        let keeper = PolicyKeeper(
            parts,
            WatchedPolicy.Surroundings(
                standing: PolicyStanding(policies: policies, metrics: PolicyMetrics(metrics), logger: logger),
                audit: store, world: world, logger: logger, allowsReportOnly: settings.allowsReportOnly),
            settings)
        let directory = GraphInviterDirectory(
            endpoints: parts.endpoints.graph, tokens: tokens, http: http, application: settings.audience.clientID,
            world: world, timeout: .seconds(min(8, settings.graph.timeoutSeconds)))
        let gate = Gate(
            verifier: CallerVerifier(parts.requirements), keys: keys, policies: policies,
            directory: directory, guests: directory, audit: store, quotas: store.reader,
            sender: GraphInvitations(
                endpoints: parts.endpoints.graph, tokens: tokens, http: http, world: world,
                connectTimeout: .seconds(settings.graph.connectTimeoutSeconds),
                timeout: .seconds(settings.graph.timeoutSeconds)),
            world: world, logger: logger, metrics: metrics, inquiriesPerMinute: settings.inquiriesPerMinute)
        return Assembly(
            settings: settings, gate: gate, policies: policies, keeper: keeper, store: store, http: http, keys: keys, tokens: tokens,
            metrics: metrics,
            vitals: Vitals(
                store: store, keys: keys, tokens: tokens, policy: keeper.standing, world: world, metrics: metrics,
                doubtAfterSeconds: Int64(settings.longestRequestSeconds + 5)),
            service: parts.service, admin: parts.admin, probes: parts.probes, world: world, logger: logger)
    }

    private static func client() throws(StartFault) -> CurlClient {
        do throws(CurlError) { return try CurlClient() } catch {
            throw .dependency("libcurl cannot be set up: \(error)")
        }
    }

    private static func openStore(_ path: String, _ world: World) throws(StartFault) -> SQLiteAuditStore {
        do {
            return try SQLiteAuditStore.open(path: path, writer: .random(world.randomPair()))
        } catch {
            throw .dependency("audit.file: \(error)")
        }
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
