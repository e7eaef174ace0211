import AuditTrail
import Gatekeeper
import Logging
import ServiceLifecycle

/// Takes in every few seconds what another process wrote of pauses and resumptions; at the end sends home whoever waits for
/// a turn.
struct PacingService: Service {
    private static let pollSeconds = 2

    let gate: Gate
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var hasFailed = false
            while !Task.isCancelled {
                do throws(AuditUnreadable) {
                    try await gate.catchUpForwarding()
                    hasFailed = false
                } catch {
                    // The end of the service, which interrupts the reading, is no failure of the store.
                    if !hasFailed, !Task.isCancelled {
                        logger.error("whether another process stopped forwarding cannot be read", metadata: ["error": "\(error)"])
                    }
                    hasFailed = true
                }
                try? await Task.sleep(for: .seconds(Self.pollSeconds))
            }
        }
        gate.drainOutbound()
    }
}
