import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Accepts connections and serves them until the service shuts down; then no connection that was made is lost: those that
/// wait are accepted, those that bring a request are answered.
struct ConnectionServer: Sendable {
    let configuration: ListenerConfiguration
    let drain: Drain
    /// Whether the listener stops to accept as soon as the service is leaving, where another process accepts there, too:
    /// the probes are that one's to answer.
    var closesEarly = false
    let logger: Logger

    /// - Parameter untilWhole: returns when requests may be taken; until then connections are refused.
    func run(
        untilWhole: @escaping @Sendable () async throws -> Void = {}, onListening: @Sendable (_ port: Int) async -> Void,
        responder: @escaping HTTPChannelHandler.Responder
    ) async throws {
        let socket = configuration.socket
        try socket.bind()
        defer { socket.close() }
        do { try await cancelWhenGracefulShutdown { try await untilWhole() } } catch is CancellationError { return }
        let acceptor = try Acceptor(try socket.listen(), maximum: configuration.maximumConnections)
        if closesEarly { drain.whenBegun { if socket.isLent { acceptor.stop() } } }
        await withGracefulShutdownHandler {
            await serve(acceptor, ListenerProtocols(configuration, responder: responder)) { await onListening(socket.boundPort) }
        } onGracefulShutdown: {
            acceptor.stop()
        }
    }

    private func serve(
        _ acceptor: Acceptor, _ protocols: ListenerProtocols, onListening: @Sendable () async -> Void
    ) async {
        let connections = OpenConnections()
        defer { connections.closeAll() }
        let (accepted, accept) = AsyncStream.makeStream(of: ListenerProtocols.Value.self)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await acceptor.run { begin($0, acceptor, connections, protocols, accept) }
                    configuration.socket.close()
                    // A listener that was stopped early stays until the service does: its end would be taken for a failure, as
                    // it is where nobody stopped it.
                    if acceptor.isStopped { try? await gracefulShutdown() }
                    connections.whenSettled { accept.finish() }
                }
                await onListening()
                for await connection in accepted {
                    group.addTask { await protocols.handle(value: connection, logger: logger) }
                }
                await leave(connections)
            }
        } onCancel: {
            acceptor.stop()
        }
    }

    /// Makes a connection out of a descriptor and hands it to whoever serves it.
    private func begin(
        _ descriptor: Int32, _ acceptor: Acceptor, _ connections: OpenConnections, _ protocols: ListenerProtocols,
        _ accept: AsyncStream<ListenerProtocols.Value>.Continuation
    ) {
        connections.begin()
        let logger = logger
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                connections.add(channel)
                channel.closeFuture.whenComplete { _ in acceptor.ended() }
                return protocols.setup(channel: channel, logger: logger).map { _ = accept.yield($0) }
            }
            .withConnectedSocket(descriptor)
            .whenComplete { _ in connections.settle() }
    }

    /// Kept connections may bring one more request each, for a moment; then those without one are closed.
    private func leave(_ connections: OpenConnections) async {
        let end = ContinuousClock.now + .seconds(drain.idleSeconds)
        while !connections.isEmpty, ContinuousClock.now < end {
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        connections.quiesce()
    }
}
