import AuditStores
import AuditTrail
import Gatekeeper
import Logging
import ServiceLifecycle

/// Takes away what is remembered of requests for longer than the settings say, whether further ones come or not.
struct ReplyPurging: Service {
    /// Seconds between two looks.
    static let interval = 30

    let store: SQLiteAuditStore
    let world: World
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await self.purge()
                try await Task.sleep(for: .seconds(Self.interval))
            }
        }
    }

    private func purge() async {
        do throws(AuditUnavailable) {
            try await store.purgeClaims(at: world.now())
        } catch {
            logger.warning("kept replies that expired could not be taken away", metadata: ["error": "\(error)"])
        }
    }
}
