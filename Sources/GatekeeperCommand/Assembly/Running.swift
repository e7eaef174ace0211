import AuditStores
import AuditTrail
import Curl
import EntraKeys
import Gatekeeper
import GatekeeperHTTP
import Invitations
import Logging
import PrometheusMetrics
import ServiceLifecycle
import UnixSignals

extension Assembly {
    /// Where the listeners are, once both listen.
    struct Ports: Sendable {
        var service: Int
        var admin: Int
    }

    /// The services in the order in which they start; they stop in the reverse order: no new requests, then the
    /// probes, then what requests need, the trail last.
    func services(reloads: UnixSignalsSequence?, onListening: @escaping @Sendable (Ports) async -> Void) -> [any Service] {
        let ports = PortCollector(onListening)
        let requestID = { @Sendable in RequestID.random(world.randomPair()) }
        let sources = AdminSources(
            notReadyBecause: { await vitals.notReadyBecause() },
            metrics: {
                keeper.standing.measure(at: world.now())
                return metrics.render()
            },
            status: { await vitals.status(of: gate) })
        var services: [any Service] = [
            Closer(gate: gate, http: http, store: store, world: world, logger: logger),
            KeyKeeper(keys: keys),
            PolicyKeeping(keeper: keeper, reloads: reloads),
            vitals,
            AdminListener(.everything, sources: sources, configuration: admin, now: world.now, logger: logger) {
                await ports.admin($0)
            },
        ]
        if let probes {
            services.append(
                AdminListener(.probes, sources: sources, configuration: probes, now: world.now, logger: logger))
        }
        services.append(
            ServiceListener(
                gate: gate, configuration: service, newRequestID: requestID, now: world.now, logger: logger
            ) { await ports.service($0) })
        return services
    }

    /// Runs until a signal or the group's own shutdown, then drains.
    ///
    /// - Parameter reloads: signals, trapped already, that each ask for the policy to be read again.
    func group(
        signals: [UnixSignal] = [], reloads: UnixSignalsSequence? = nil, onListening: @escaping @Sendable (Ports) async -> Void = { _ in }
    ) -> ServiceGroup {
        // Whatever ends first, the others stop in order: nothing is cut off because one listener could not bind.
        var configuration = ServiceGroupConfiguration(
            services: services(reloads: reloads, onListening: onListening).map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.longestRequestSeconds + 5)
        return ServiceGroup(configuration: configuration)
    }
}

/// Tells where the service is once both listeners are bound.
private actor PortCollector {
    private var service: Int?
    private var admin: Int?
    private let onListening: @Sendable (Assembly.Ports) async -> Void

    init(_ onListening: @escaping @Sendable (Assembly.Ports) async -> Void) {
        self.onListening = onListening
    }

    func service(_ port: Int) async {
        service = port
        await tell()
    }

    func admin(_ port: Int) async {
        admin = port
        await tell()
    }

    private func tell() async {
        if let service, let admin { await onListening(Assembly.Ports(service: service, admin: admin)) }
    }
}

/// Closes what requests need, once no request is under way: first the way out, the trail last.
private struct Closer: Service {
    let gate: Gate
    let http: CurlClient
    let store: SQLiteAuditStore
    let world: World
    let logger: Logger

    func run() async throws {
        // Ends by cancellation too, when the drain took too long or another service failed; what follows is the same.
        try? await gracefulShutdown()
        // Each stage of a request is bounded in time, so this ends. An outcome that is on its way belongs in the trail.
        await gate.idle()
        await http.shutDown()
        let stopped = StoppedRecord(why: "shutdown", drained: gate.requestsInFlight == 0)
        do {
            _ = try await store.append(.stopped(stopped, at: world.now()))
        } catch {
            logger.error("the trail could not be told of the shutdown", metadata: ["error": "\(error)"])
        }
        await store.close()
    }
}

private struct KeyKeeper: Service {
    let keys: EntraKeySource

    func run() async throws {
        await cancelWhenGracefulShutdown { await keys.run() }
    }
}

private struct PolicyKeeping: Service {
    let keeper: PolicyKeeper
    let reloads: UnixSignalsSequence?

    func run() async throws {
        await cancelWhenGracefulShutdown { await keeper.run(reloads: reloads) }
    }
}
