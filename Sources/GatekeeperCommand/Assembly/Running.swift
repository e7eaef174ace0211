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
    func services(onListening: @escaping @Sendable (Ports) async -> Void) -> [any Service] {
        let ports = PortCollector(onListening)
        let requestID = { @Sendable in
            let (high, low) = world.randomPair()
            // RFC 9562, version 4.
            return RequestID(
                high: high & ~0xF000 | 0x4000, low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
        }
        let sources = AdminSources(
            notReadyBecause: { await vitals.notReadyBecause() }, metrics: { metrics.render() },
            status: { await vitals.status(policy: policies.current) })
        return [
            TrailKeeper(store: store, world: world, logger: logger),
            OutboundKeeper(http: http),
            KeyKeeper(keys: keys),
            vitals,
            AdminListener(sources: sources, configuration: admin, now: world.now, logger: logger) {
                await ports.admin($0)
            },
            ServiceListener(
                gate: gate, configuration: service, newRequestID: requestID, now: world.now, logger: logger
            ) { await ports.service($0) },
        ]
    }

    /// Runs until a signal or the group's own shutdown, then drains.
    func group(
        signals: [UnixSignal] = [], onListening: @escaping @Sendable (Ports) async -> Void = { _ in }
    ) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services(onListening: onListening).map { .init(service: $0) },
            gracefulShutdownSignals: signals, logger: logger)
        // Longer than Graph may take to answer: a request on its way is not cut off.
        let drain = settings.graph.connectTimeoutSeconds + settings.graph.timeoutSeconds + 5
        configuration.maximumGracefulShutdownDuration = .seconds(drain)
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

/// Closes the trail when everything else has stopped.
private struct TrailKeeper: Service {
    let store: SQLiteAuditStore
    let world: World
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        do {
            _ = try await store.append(.stopped(StoppedRecord(why: "shutdown", drained: true), at: world.now()))
        } catch {
            logger.error("the trail could not be told of the shutdown", metadata: ["error": "\(error)"])
        }
        await store.close()
    }
}

/// Ends outbound exchanges when no request needs them any more.
private struct OutboundKeeper: Service {
    let http: CurlClient

    func run() async throws {
        try? await gracefulShutdown()
        await http.shutDown(within: .seconds(1))
    }
}

private struct KeyKeeper: Service {
    let keys: EntraKeySource

    func run() async throws {
        await cancelWhenGracefulShutdown { await keys.run() }
    }
}
