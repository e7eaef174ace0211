import Gatekeeper
import GatekeeperHTTP
import Logging
import ServiceLifecycle

/// The first to hear of a shutdown: says that the service is leaving, and gives load balancers the time to notice, in
/// which requests are served as before.
struct LeaveTaking: Service {
    let drain: Drain
    let announceSeconds: Int
    /// Another process may accept from this listener's queue.
    let isHandedOver: @Sendable () -> Bool
    /// Opened when the listener's turn to close has come.
    let closing: Latch
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        drain.begin()
        defer { closing.open() }
        // Who took over answers at the same address: nobody has to go elsewhere.
        guard announceSeconds > 0, !isHandedOver() else { return }
        logger.notice("stopping; not ready from now on", metadata: ["announceSeconds": "\(announceSeconds)"])
        try? await Task.sleep(for: .seconds(announceSeconds))
    }
}
