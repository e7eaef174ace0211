public import Curl
public import Gatekeeper
import Invitations

/// Sends invitations to Graph's `/invitations`.
///
/// Source: Graph, "Create invitation"; the meaning of each outcome is `SendOutcome`'s. Nothing is retried but a 401: a POST
/// whose bytes may have left can have created a guest and sent a mail.
public final class GraphInvitations: InvitationSender {
    private let endpoints: GraphEndpoints
    private let authorized: AuthorizedExchange
    private let world: World
    private let connectTimeout: Duration
    private let timeout: Duration

    /// - Parameter timeout: for one exchange with Graph, connecting included.
    public init(
        endpoints: GraphEndpoints,
        tokens: GraphTokenSource,
        http: CurlClient,
        world: World,
        connectTimeout: Duration = .seconds(5),
        timeout: Duration = .seconds(20)
    ) {
        self.endpoints = endpoints
        self.world = world
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        authorized = AuthorizedExchange(http: http, tokens: tokens)
    }

    public func send(
        _ body: [UInt8], to version: GraphVersion, tracedBy trace: RequestTrace,
        mayRepeat: @escaping @Sendable () async -> Bool
    ) async -> SendOutcome {
        var request = CurlRequest(
            method: .post,
            url: "\(endpoints.graphOrigin)/\(version.rawValue)/invitations",
            headers: [
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
                ("client-request-id", trace.clientRequestID.description),
            ],
            body: body,
            connectTimeout: connectTimeout,
            timeout: timeout,
            maximumResponseBytes: 256 << 10,
            allowsPlainHTTP: GraphEndpoints.isPlain(endpoints.graphOrigin)
        )
        if let traceparent = trace.traceparent { request.headers.append(("traceparent", traceparent)) }
        do throws(AuthorizedExchange.Failure) {
            return SendOutcome(try await authorized.send(request, mayRepeat: mayRepeat), at: world.now())
        } catch {
            switch error {
            case .noToken(.overloaded): return .notSent(.overloaded)
            case .noToken(.abandoned): return .notSent(.abandoned)
            case .noToken(.leftAlone(let seconds)): return .notSent(.held(Held(.tokenBreaker, retryAfter: seconds)))
            case .noToken(let failure): return .notSent(.noToken("\(failure)"))
            case .exchange(let failure): return SendOutcome(failure)
            }
        }
    }
}
