import Synchronization

/// A throttle by windows. For invitations it is the "Invitation manager service" limit: 150 requests in 5 seconds per tenant, all applications together
/// (Microsoft Graph, "Microsoft Graph service-specific throttling limits"). Refused requests count too.
final class InvitationThrottle: Sendable {
    private struct State {
        var limit: Int?
        var windowStart = -Double.infinity
        var count = 0
    }

    private let window: Double
    private let state: Mutex<State>

    init(limit: Int?, windowSeconds: Double) {
        window = windowSeconds
        state = Mutex(State(limit: limit))
    }

    /// nil switches the throttle off.
    func setLimit(_ limit: Int?) {
        state.withLock { $0.limit = limit }
    }

    /// Counts one request.
    ///
    /// - Returns: nil if it may pass, else the seconds until the window ends.
    func take(at now: Double) -> Double? {
        state.withLock { state in
            guard let limit = state.limit else { return nil }
            if now >= state.windowStart + window || now < state.windowStart {
                state.windowStart = now
                state.count = 0
            }
            state.count += 1
            return state.count <= limit ? nil : state.windowStart + window - now
        }
    }
}
