public import Curl
public import Gatekeeper
public import Invitations
import Synchronization

/// The gate's own token for Graph: kept, renewed ahead of its end, and fetched once for all who wait.
public final class GraphTokenSource: Sendable {
    /// For how long a failure answers for the next attempt as well, so that a refusal is not asked for a thousand times.
    private static let failureSeconds: Int64 = 1
    /// A renewal that failed is tried again after this: the old token still serves.
    private static let renewalPauseSeconds: Int64 = 10
    /// Graph refusing every token must not make one token request of every invitation.
    private static let dropPauseSeconds: Int64 = 30

    private typealias Flight = Task<Result<GraphToken, TokenFailure>, Never>

    private struct State: Sendable {
        var current: GraphToken?
        var flight: Flight?
        var failure: (what: TokenFailure, at: Timestamp)?
        var droppedAt: Timestamp?
    }

    private let state = Mutex(State())
    private let request: TokenRequest

    public init(
        endpoints: GraphEndpoints,
        tenant: TenantID,
        client: ApplicationID,
        credential: ClientCredential,
        http: CurlClient,
        world: World,
        timeout: Duration = .seconds(10)
    ) {
        request = TokenRequest(
            endpoints: endpoints, tenant: tenant, client: client, credential: credential, http: http, world: world,
            timeout: timeout
        )
    }

    /// A token that is good for at least the next seconds.
    ///
    /// The request for it belongs to nobody: a caller whose task is cancelled does not end it for the others.
    public func token() async throws(TokenFailure) -> GraphToken {
        switch state.withLock({ next(&$0) }) {
        case .have(let token): return token
        case .failed(let failure): throw failure
        case .wait(let flight): return try await flight.value.get()
        }
    }

    /// To be called when Graph answered 401 to this token: it is not handed out again.
    ///
    /// - Returns: whether `token()` may now give another one. Not so if a token was dropped only just: then it is not the
    ///   token's fault.
    public func dropOnce(_ token: GraphToken) -> Bool {
        let now = request.world.now()
        return state.withLock { state in
            guard state.current?.value == token.value else { return true }
            if let droppedAt = state.droppedAt, now < droppedAt.adding(seconds: Self.dropPauseSeconds) { return false }
            state.current = nil
            state.droppedAt = now
            return true
        }
    }

    private enum Next {
        case have(GraphToken)
        case failed(TokenFailure)
        case wait(Flight)
    }

    private func next(_ state: inout State) -> Next {
        let now = request.world.now()
        func failedWithin(_ seconds: Int64) -> Bool {
            state.failure.map { now < $0.at.adding(seconds: seconds) } ?? false
        }
        if let token = state.current, now < token.usableUntil {
            if now >= token.refreshFrom, state.flight == nil, !failedWithin(Self.renewalPauseSeconds) { depart(&state) }
            return .have(token)
        }
        if let flight = state.flight { return .wait(flight) }
        if let failure = state.failure, failedWithin(Self.failureSeconds) { return .failed(failure.what) }
        return .wait(depart(&state))
    }

    @discardableResult
    private func depart(_ state: inout State) -> Flight {
        let flight = Flight { [self] in
            let result: Result<GraphToken, TokenFailure>
            do throws(TokenFailure) { result = .success(try await request.fetch()) } catch { result = .failure(error) }
            self.state.withLock { land(&$0, result) }
            return result
        }
        state.flight = flight
        return flight
    }

    private func land(_ state: inout State, _ result: Result<GraphToken, TokenFailure>) {
        state.flight = nil
        switch result {
        case .success(let token):
            state.current = token
            state.failure = nil
        case .failure(let failure):
            state.failure = (failure, request.world.now())
        }
    }
}
