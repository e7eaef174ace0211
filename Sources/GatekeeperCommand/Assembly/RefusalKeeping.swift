import Gatekeeper
import ServiceLifecycle

/// Has the refusals of a flood that have no entry of their own written down, every second.
struct RefusalKeeping: Service {
    let gate: Gate

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(1))
                await gate.recordRefusalsLeftOut()
            }
        }
    }
}
