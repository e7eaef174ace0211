import Curl
import Gatekeeper
import GraphClient
import Invitations
import LoopbackServer
import Synchronization

/// Entra's token endpoint and Graph on one loopback server, and the gate's clients for them, all with clocks that stand
/// still until the test moves them.
final class Scene: Sendable {
    static let tenant = TenantID(high: 1, low: 1)
    static let client = ApplicationID(high: 2, low: 2)
    static let user = ObjectID(high: 3, low: 3)
    static let tokenPath = "/\(tenant)/oauth2/v2.0/token"

    let server: LoopbackServer
    let http: CurlClient
    let tokens: GraphTokenSource
    let endpoints: GraphEndpoints
    private let clock: Clock

    /// Both clocks, and a count for what must not repeat.
    final class Clock: Sendable {
        private let state = Mutex((now: Timestamp(seconds: 1_800_000_000), nanoseconds: UInt64(0), count: UInt64(0)))

        var now: Timestamp { state.withLock { $0.now } }

        func advance(seconds: UInt64) {
            state.withLock { state in
                state.now = state.now.adding(seconds: Int64(seconds))
                state.nanoseconds += seconds * 1_000_000_000
            }
        }

        func setWallClock(by seconds: Int64) {
            state.withLock { state in state.now = state.now.adding(seconds: seconds) }
        }

        var world: World {
            World(now: { self.now }, monotonicNanoseconds: { self.state.withLock { $0.nanoseconds } }) {
                self.state.withLock { state in
                    state.count += 1
                    return state.count
                }
            }
        }
    }

    /// - Parameters:
    ///   - entra: the answer to the nth token request, from 0; without it, `token-0`, `token-1` and so on, for an hour.
    ///   - graph: the answer to every other request.
    init(
        credential: ClientCredential = .secret { Array("s3cret&+=%".utf8) },
        entra: (@Sendable (Int) -> LoopbackServer.Reply)? = nil,
        graph: @escaping LoopbackServer.Handler = { _ in .close }
    ) throws {
        let issued = Mutex(0)
        server = try LoopbackServer { request in
            guard request.target == Self.tokenPath else { return graph(request) }
            let number = issued.withLock { issued in
                defer { issued += 1 }
                return issued
            }
            return entra?(number) ?? .token("token-\(number)")
        }
        clock = Clock()
        http = try CurlClient()
        endpoints = try GraphEndpoints(login: server.url, graph: server.url, allowsLoopbackHTTP: true)
        tokens = GraphTokenSource(
            endpoints: endpoints, tenant: Self.tenant, client: Self.client, credential: credential, http: http,
            world: clock.world
        )
    }

    func advance(seconds: UInt64) { clock.advance(seconds: seconds) }
    /// Sets the wall clock forth or back, without time passing.
    func setWallClock(by seconds: Int64) { clock.setWallClock(by: seconds) }

    var now: Timestamp { clock.now }
    var world: World { clock.world }
    var tokenRequests: [LoopbackServer.Request] { server.requests.filter { $0.target == Self.tokenPath } }
    var graphRequests: [LoopbackServer.Request] { server.requests.filter { $0.target != Self.tokenPath } }

    /// The bearer tokens that Graph saw, in order.
    var bearers: [String] { graphRequests.map { $0.header("authorization") ?? "" } }

    func invitations(timeout: Duration = .seconds(20)) -> GraphInvitations {
        GraphInvitations(endpoints: endpoints, tokens: tokens, http: http, world: clock.world, timeout: timeout)
    }

    func directory(timeout: Duration = .seconds(8)) -> GraphInviterDirectory {
        GraphInviterDirectory(
            endpoints: endpoints, tokens: tokens, http: http, application: ApplicationID(high: 4, low: 4),
            world: clock.world, timeout: timeout
        )
    }
}

extension LoopbackServer.Reply {
    static func token(_ value: String, lifetime: Int = 3600) -> Self {
        .json(200, #"{"token_type":"Bearer","expires_in":\#(lifetime),"ext_expires_in":\#(lifetime),"access_token":"\#(value)"}"#)
    }
}
