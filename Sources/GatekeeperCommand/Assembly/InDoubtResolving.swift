import AuditStores
import Curl
import Gatekeeper
import GraphClient
import Invitations
import Logging
import PrometheusMetrics
import ServiceLifecycle
import StrictJSON

/// Settles what is in doubt, at start and while the service runs.
struct InDoubtResolving: Service {
    let resolver: InDoubtResolver
    let pace: DoubtPace

    func run() async throws {
        await cancelWhenGracefulShutdown { await resolver.run(pace) }
    }
}

extension Settings {
    /// What looks up decisions in doubt; nil where the settings say that nobody does.
    func resolver(
        _ store: SQLiteAuditStore, _ endpoints: GraphEndpoints, _ tokens: GraphTokenSource, _ http: CurlClient, _ world: World,
        _ logger: Logger, _ metrics: PrometheusRegistry
    ) -> InDoubtResolver? {
        guard inDoubt.looksUp else { return nil }
        return InDoubtResolver(
            ledger: store,
            lookup: GraphInvitationLookup(
                endpoints: endpoints, tokens: tokens, http: http, world: world, timeout: .seconds(graph.timeoutSeconds),
                auditPause: .seconds(inDoubt.pace.stepSeconds)),
            application: graph.clientID, asksAuditLog: inDoubt.asksAuditLog,
            rules: DoubtRules(
                longestRequestSeconds: Int64(longestRequestSeconds), lagSeconds: Int64(inDoubt.lagMinutes) * 60),
            world: world, logger: logger, metrics: metrics)
    }
}

extension DoubtStanding {
    func status() -> JSON.Members {
        let report = report
        return [
            "lastLookup": report.lastLookup.map { .string($0.description) } ?? .null,
            "lastResult": report.lastResult.map { .string($0) } ?? .null,
            "failures": .integer(Int64(report.failures)),
            "lastFailure": report.lastFailure.map { .string($0) } ?? .null,
            "lastFailureAt": report.lastFailureAt.map { .string($0.description) } ?? .null,
        ]
    }
}
