import Curl
import Gatekeeper
import Invitations
import StrictJSON

/// A bearer token for Graph. Opaque: Microsoft forbids to read it. Prints as nothing of itself.
public struct GraphToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let value: String
    /// Until when it may be used, in nanoseconds of the monotonic clock: a wall clock that steps neither prolongs its life
    /// nor ends it.
    let usableUntil: UInt64
    /// From when a successor is fetched, by the same clock.
    let refreshFrom: UInt64

    public var description: String { "a Graph token" }
    public var debugDescription: String { description }

    /// Used until a tenth of its life, and no more than 30 s, is left; renewed from a fifth, and no more than 5 min, on.
    init(value: String, lifetimeSeconds: UInt64, requestedAt: UInt64) {
        self.value = value
        usableUntil = requestedAt + (lifetimeSeconds - min(30, lifetimeSeconds / 10)) * 1_000_000_000
        refreshFrom = requestedAt + (lifetimeSeconds - min(300, lifetimeSeconds / 5)) * 1_000_000_000
    }
}

/// One exchange with Entra's token endpoint, by the client credentials grant.
///
/// Source: Microsoft identity platform, "OAuth 2.0 client credentials flow".
struct TokenRequest: Sendable {
    let endpoints: GraphEndpoints
    let tenant: TenantID
    let client: ApplicationID
    let credential: ClientCredential
    let http: CurlClient
    let world: World
    let timeout: Duration

    private var url: String { endpoints.tokenEndpoint(tenant) }

    func fetch() async throws(TokenFailure) -> GraphToken {
        let requestedAt = world.monotonicNanoseconds()
        let request = CurlRequest(
            method: .post,
            url: url,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: try form(at: world.now()),
            timeout: timeout,
            maximumResponseBytes: 64 << 10,
            allowsPlainHTTP: GraphEndpoints.isPlain(url)
        )
        let response: CurlResponse
        do throws(CurlError) {
            response = try await http.exchange(request)
        } catch {
            switch error.kind {
            case .timeout: throw .timedOut
            case .tooManyExchanges: throw .overloaded
            default: throw .unreachable("\(error.kind)")
            }
        }
        return try Self.token(response, requestedAt: requestedAt)
    }

    private func form(at now: Timestamp) throws(TokenFailure) -> [UInt8] {
        var fields: [(String, [UInt8])] = [
            ("grant_type", Array("client_credentials".utf8)),
            ("client_id", Array(client.description.utf8)),
            ("scope", Array(endpoints.graphScope.utf8)),
        ]
        do {
            switch credential {
            case .secret(let read):
                let secret = try read()
                guard !secret.isEmpty else { throw TokenFailure.credentialUnusable }
                fields.append(("client_secret", secret))
            case .certificate(let certificate):
                let assertion = ClientAssertion(certificate: certificate, client: client, tokenEndpoint: url)
                let signed = try assertion.signed(id: .random(world.randomPair()), at: now)
                let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                fields += [("client_assertion_type", Array(type.utf8)), ("client_assertion", Array(signed.utf8))]
            }
        } catch {
            throw .credentialUnusable
        }
        return Array(fields.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&").utf8)
    }

    private static func token(_ response: CurlResponse, requestedAt: UInt64) throws(TokenFailure) -> GraphToken {
        let misunderstood = TokenFailure.answerNotUnderstood(status: response.status)
        guard let json = try? JSON(parsing: response.body) else { throw misunderstood }
        guard response.status == 200 else {
            throw EntraRefusal(status: response.status, json).map { .refused($0) } ?? misunderstood
        }
        // What goes into a header must be what RFC 6750 calls a b64token, or it could be two headers.
        guard json["token_type"]?.string?.lowercased() == "bearer",
            let value = json["access_token"]?.string, (1...16_384).contains(value.utf8.count),
            value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            // A number in Entra's answer, a text in a managed identity's and in older ones.
            let lifetime = json["expires_in"].flatMap({ $0.integer ?? $0.string.flatMap { Int64($0) } }),
            (1...200_000).contains(lifetime)
        else { throw misunderstood }
        return GraphToken(value: value, lifetimeSeconds: UInt64(lifetime), requestedAt: requestedAt)
    }
}
