import AuditTrail
import Gatekeeper
import Logging
import ServiceLifecycle

/// Takes in every few seconds what another process wrote of pauses and resumptions, as long as requests are served; and
/// bounds the wait for a turn when the service leaves.
struct PacingService: Service {
    private static let pollSeconds = 2

    let gate: Gate
    /// Opens when the listener is about to close.
    let closing: Latch
    /// Seconds after that in which invitations wait for their turn.
    let waitSeconds: Int
    /// Seconds after that in which they leave at all.
    let departureSeconds: Int
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await cancelWhenGracefulShutdown { await self.catchUp() } }
            group.addTask { try? await cancelWhenGracefulShutdown { try await self.endWaitingInTime() } }
        }
        // The listener has ended before this service is told to, so that nobody is left to wait.
        gate.endDepartures()
    }

    private func catchUp() async {
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

    private func endWaitingInTime() async throws {
        try await closing.wait()
        try await Task.sleep(for: .seconds(waitSeconds))
        let waiting = gate.pacing.waiting
        if waiting > 0 {
            logger.warning("stopping; invitations that still wait for their turn are not sent", metadata: ["waiting": "\(waiting)"])
        }
        gate.endWaiting()
        try await Task.sleep(for: .seconds(departureSeconds - waitSeconds))
        gate.endDepartures()
    }
}
