public import Curl
public import Gatekeeper
public import Invitations
import Synchronization

/// The gate's own token for Graph: kept, renewed ahead of its end, and fetched once for all who wait.
///
/// All ages are by the monotonic clock: a wall clock that is set back would make a failure of just now last for hours.
public final class GraphTokenSource: Sendable {
    /// For how long a failure answers for the next attempt as well, so that a refusal is not asked for a thousand times.
    private static let failureSeconds: UInt64 = 1
    /// A renewal that failed is tried again after this: the old token still serves.
    private static let renewalPauseSeconds: UInt64 = 10
    /// Graph refusing every token must not make one token request of every invitation.
    private static let dropPauseSeconds: UInt64 = 30

    private typealias Flight = Task<Result<GraphToken, TokenFailure>, Never>

    private struct State: Sendable {
        var current: GraphToken?
        var flight: Flight?
        /// The times are the monotonic clock's, in nanoseconds.
        var failure: (what: TokenFailure, at: UInt64)?
        var droppedAt: UInt64?
        var breaker: CircuitBreaker
    }

    private let state: Mutex<State>
    private let request: TokenRequest

    public init(
        endpoints: GraphEndpoints,
        tenant: TenantID,
        client: ApplicationID,
        credential: ClientCredential,
        http: CurlClient,
        world: World,
        timeout: Duration = .seconds(10),
        breaker: CircuitBreaker.Limits = CircuitBreaker.Limits()
    ) {
        state = Mutex(State(breaker: CircuitBreaker(breaker)))
        request = TokenRequest(
            endpoints: endpoints, tenant: tenant, client: client, credential: credential, http: http, world: world,
            timeout: timeout
        )
    }

    /// A token that is good for at least the next seconds.
    ///
    /// The request for it belongs to nobody: a caller whose task is cancelled stops waiting, with
    /// ``TokenFailure/abandoned``, and does not end it for the others.
    public func token() async throws(TokenFailure) -> GraphToken {
        switch state.withLock({ next(&$0) }) {
        case .have(let token): return token
        case .failed(let failure): throw failure
        case .wait(let flight):
            guard let result = await flight.valueUnlessCancelled() else { throw .abandoned }
            return try result.get()
        }
    }

    /// To be called when Graph answered 401 to this token: it is not handed out again.
    ///
    /// - Returns: whether `token()` may now give another one. Not so if a token was dropped only just: then it is not the
    ///   token's fault.
    public func dropOnce(_ token: GraphToken) -> Bool {
        let now = request.world.monotonicNanoseconds()
        return state.withLock { state in
            guard state.current?.value == token.value else { return true }
            if let droppedAt = state.droppedAt, Self.isWithin(Self.dropPauseSeconds, of: droppedAt, now) { return false }
            state.current = nil
            state.droppedAt = now
            return true
        }
    }

    private static func isWithin(_ seconds: UInt64, of then: UInt64, _ now: UInt64) -> Bool {
        now < then + seconds * 1_000_000_000
    }

    private enum Next {
        case have(GraphToken)
        case failed(TokenFailure)
        case wait(Flight)
    }

    private func next(_ state: inout State) -> Next {
        let now = request.world.monotonicNanoseconds()
        func failedWithin(_ seconds: UInt64) -> Bool {
            state.failure.map { Self.isWithin(seconds, of: $0.at, now) } ?? false
        }
        if let token = state.current, now < token.usableUntil {
            if now >= token.refreshFrom, state.flight == nil, !failedWithin(Self.renewalPauseSeconds) { _ = depart(&state, at: now) }
            return .have(token)
        }
        if let flight = state.flight { return .wait(flight) }
        if let failure = state.failure, failedWithin(Self.failureSeconds) { return .failed(failure.what) }
        return depart(&state, at: now)
    }

    private func depart(_ state: inout State, at now: UInt64) -> Next {
        let permission = state.breaker.permit(at: now)
        if case .refused(let seconds) = permission { return .failed(.leftAlone(seconds: seconds)) }
        let flight = Flight { [self] in
            let result: Result<GraphToken, TokenFailure>
            do throws(TokenFailure) { result = .success(try await request.fetch()) } catch { result = .failure(error) }
            self.state.withLock { land(&$0, result, isProbe: permission == .probe) }
            return result
        }
        state.flight = flight
        return .wait(flight)
    }

    private func land(_ state: inout State, _ result: Result<GraphToken, TokenFailure>, isProbe: Bool) {
        state.flight = nil
        state.breaker.record(
            .init(result), isProbe: isProbe, at: request.world.monotonicNanoseconds(), random: request.world.random())
        switch result {
        case .success(let token):
            state.current = token
            state.failure = nil
        case .failure(let failure):
            state.failure = (failure, request.world.monotonicNanoseconds())
        }
    }
}

extension GraphTokenSource {
    /// How the token endpoint's breaker stands.
    public var breakerState: CircuitBreaker.State {
        let now = request.world.monotonicNanoseconds()
        return state.withLock { $0.breaker.state(at: now) }
    }
}

extension CircuitBreaker.Result {
    /// An endpoint that says no works: only silence, 5xx and nonsense count against it.
    fileprivate init(_ result: Result<GraphToken, TokenFailure>) {
        switch result {
        case .success: self = .success
        case .failure(.refused(let refusal)): self = refusal.status >= 500 ? .failure : .success
        case .failure(.answerNotUnderstood(let status)): self = 400..<500 ~= status ? .success : .failure
        case .failure(.unreachable), .failure(.timedOut): self = .failure
        case .failure(.credentialUnusable), .failure(.overloaded), .failure(.abandoned), .failure(.leftAlone): self = .neither
        }
    }
}
