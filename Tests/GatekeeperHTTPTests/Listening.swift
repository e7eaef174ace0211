import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import Invitations
import Logging
import ServiceLifecycle

/// Runs a listener on a free port of loopback as long as `body` takes.
func listening<Result: Sendable>(
    _ service: (_ onListening: @escaping @Sendable (Int) async -> Void) -> any Service,
    _ body: (_ port: Int) async throws -> Result
) async throws -> Result {
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let group = ServiceGroup(
        configuration: .init(
            services: [
                .init(
                    service: service { port in bound.yield(port) }, successTerminationBehavior: .gracefullyShutdownGroup)
            ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    let running = Task {
        defer { bound.finish() }
        try await group.run()
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else {
        try await running.value
        throw NotListening()
    }
    do {
        let result = try await body(port)
        await group.triggerGracefulShutdown()
        try await running.value
        return result
    } catch {
        await group.triggerGracefulShutdown()
        _ = await running.result
        throw error
    }
}

struct NotListening: Error {}

/// The service listener before a house's gate. Its own request ids count from 1.
func serving<Result: Sendable>(
    _ house: House, _ configuration: ListenerConfiguration = ListenerConfiguration(host: "127.0.0.1", port: 0),
    maximumRequests: Int = 10_000, drain: Drain = Drain(), _ body: (_ port: Int) async throws -> Result
) async throws -> Result {
    try await listening(
        { onListening in
            ServiceListener(
                gate: house.gate, configuration: configuration, maximumRequests: maximumRequests, drain: drain, newRequestID: { ownRequestID },
                now: { house.world.now }, logger: house.log.logger, onListening: onListening)
        }, body)
}

let ownRequestID = RequestID(high: 0x0A0A_0A0A_0A0A_4A0A, low: 0x8A0A_0A0A_0A0A_0A0A)
