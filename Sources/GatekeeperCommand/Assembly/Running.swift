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

    /// The services in the order in which they start; they stop in the reverse order, each when the one before has ended: the
    /// announcement, then the listener with the requests under way, who wait for a turn on the way out among them; then the
    /// probes, then what requests need, the trail last.
    func services(reloads: Reloads, onListening: @escaping @Sendable (Ports) async -> Void) -> [any Service] {
        let (serving, closing) = (Latch(), Latch())
        let ports = PortCollector { ports in
            serving.open()
            await onListening(ports)
        }
        let requestID = { @Sendable in RequestID.random(world.randomPair()) }
        let pacing = vitals.pacing
        let sources = AdminSources(
            notReadyBecause: { await vitals.notReadyBecause() },
            metrics: {
                keeper.standing.measure(at: world.now())
                pacing.look()
                return metrics.render()
            },
            status: { await vitals.status(of: gate) })
        // First in, last out: the entry that says how the service stopped is for the sinks too.
        var services: [any Service] = sinks.map { [$0] } ?? []
        services += [
            Closer(gate: gate, http: http, store: store, proof: proof, world: world, logger: logger),
            ProofKeeping(keeper: proof),
            KeyKeeper(keys: keys),
            PolicyKeeping(keeper: keeper, reloads: reloads.policies),
            ReplyPurging(store: store, world: world, logger: logger),
            RefusalKeeping(gate: gate),
            PacingService(
                gate: gate, closing: closing, waitSeconds: settings.lastWaitSeconds, departureSeconds: settings.lastDepartureSeconds,
                logger: logger),
            vitals,
            AdminListener(.everything, sources: sources, configuration: admin, drain: drain, now: world.now, logger: logger) {
                await ports.admin($0)
            },
        ]
        if let resolver { services.append(InDoubtResolving(resolver: resolver, pace: settings.inDoubt.pace)) }
        if let identity { services.append(IdentityKeeping(keeper: identity, reloads: reloads.certificates)) }
        if let control {
            services.append(
                ControlServer(
                    settings: control.settings, claimed: control.claimed, actions: controlActions, sockets: sockets, logger: logger
                ) { try await serving.wait() })
        }
        if let probes {
            services.append(
                AdminListener(.probes, sources: sources, configuration: probes, drain: drain, now: world.now, logger: logger))
        }
        let wholeness = Wholeness(vitals: vitals, keys: keys, logger: logger)
        services.append(
            ServiceListener(
                gate: gate, desk: desk, configuration: service, maximumRequests: settings.listenerLimits.concurrentRequests,
                drain: drain, newRequestID: requestID, now: world.now, logger: logger, untilWhole: { try await wholeness.wait() }
            ) { await ports.service($0) })
        services.append(
            LeaveTaking(
                drain: drain, announceSeconds: settings.leaving.announceSeconds, isHandedOver: { [socket = service.socket] in socket.isLent },
                closing: closing, logger: logger))
        return services
    }

    /// Runs until a signal or the group's own shutdown, then drains.
    ///
    /// - Parameter reloads: signals, trapped already, that each ask for the files to be read again.
    func group(
        signals: [UnixSignal] = [], reloads: Reloads = Reloads(), onListening: @escaping @Sendable (Ports) async -> Void = { _ in }
    ) -> ServiceGroup {
        // Whatever ends first, the others stop in order: nothing is cut off because one listener could not bind.
        var configuration = ServiceGroupConfiguration(
            services: services(reloads: reloads, onListening: onListening).map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.longestStopSeconds)
        return ServiceGroup(configuration: configuration)
    }
}

/// SIGHUP, trapped: each of the two gets every one.
struct Reloads: Sendable {
    var policies: UnixSignalsSequence?
    var certificates: UnixSignalsSequence?

    /// Traps the signal from now on.
    static func trapped() async -> Reloads {
        Reloads(policies: await UnixSignalsSequence(trapping: .sighup), certificates: await UnixSignalsSequence(trapping: .sighup))
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
    let proof: ProofKeeper
    let world: World
    let logger: Logger

    func run() async throws {
        // Ends by cancellation too, when the drain took too long or another service failed; what follows is the same.
        try? await gracefulShutdown()
        // Each stage of a request is bounded in time, so this ends. An outcome that is on its way belongs in the trail.
        await gate.idle()
        await gate.recordRefusalsLeftOut()
        await http.shutDown()
        let stopped = StoppedRecord(why: "shutdown", drained: gate.requestsInFlight == 0)
        do {
            _ = try await store.append(.stopped(stopped, at: world.now()))
        } catch {
            logger.error("the trail could not be told of the shutdown", metadata: ["error": "\(error)"])
        }
        await proof.finish()
        await store.close()
    }
}

private struct KeyKeeper: Service {
    let keys: EntraKeySource

    func run() async throws {
        await cancelWhenGracefulShutdown { await keys.run() }
    }
}

private struct IdentityKeeping: Service {
    let keeper: IdentityKeeper
    let reloads: UnixSignalsSequence?

    func run() async throws {
        await cancelWhenGracefulShutdown { await keeper.run(reloads: reloads) }
        // Without anything to wait for it is done at once, which must not end the others.
        try? await gracefulShutdown()
    }
}

private struct PolicyKeeping: Service {
    let keeper: PolicyKeeper
    let reloads: UnixSignalsSequence?

    func run() async throws {
        await cancelWhenGracefulShutdown { await keeper.run(reloads: reloads) }
    }
}

private struct ProofKeeping: Service {
    let keeper: ProofKeeper

    func run() async throws {
        // Without a key there is nothing to do, but a service that ends would end the others.
        await cancelWhenGracefulShutdown {
            await keeper.run()
            try? await gracefulShutdown()
        }
    }
}
