import Crypto
import Foundation
import Invitations
import StrictJSON
import Synchronization

@testable import EntraKeys

/// What Entra publishes in a test: documents by address, which can change, fail, or be held back.
final class PublishedEntra: KeyFetching {
    struct NotFound: Error, CustomStringConvertible {
        let description = "404"
    }

    private struct State {
        var documents: [String: [UInt8]] = [:]
        var fetched: [String] = []
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    init(_ documents: [String: JSON] = PublishedEntra.documents(keys: ["first"])) { publish(documents) }

    func publish(_ documents: [String: JSON]) {
        state.withLock { $0.documents = documents.mapValues { $0.bytes() } }
    }

    func publish(_ bytes: [UInt8], at url: String) { state.withLock { $0.documents[url] = bytes } }

    func fail() { state.withLock { $0.documents = [:] } }

    /// Holds every fetch back until ``release()``.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// The addresses that were asked for, in order.
    var fetched: [String] { state.withLock(\.fetched) }

    /// How often both metadata documents were asked for.
    var rounds: Int { fetched.count { $0 == PublishedEntra.v2Metadata } }

    func get(_ url: String) async throws -> [UInt8] {
        state.withLock { $0.fetched.append(url) }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        guard let bytes = state.withLock({ $0.documents[url] }) else { throw NotFound() }
        return bytes
    }
}

extension PublishedEntra {
    static let tenant = "7f58f645-c190-4ce5-9de4-e2b7acd2a6ab"
    static let base = "https://login.microsoftonline.com"
    static let v1Metadata = "\(base)/\(tenant)/.well-known/openid-configuration"
    static let v2Metadata = "\(base)/\(tenant)/v2.0/.well-known/openid-configuration"
    static let v1Keys = "\(base)/\(tenant)/discovery/keys"
    static let v2Keys = "\(base)/\(tenant)/discovery/v2.0/keys"
    static let v1Issuer = "https://sts.windows.net/\(tenant)/"
    static let v2Issuer = "\(base)/\(tenant)/v2.0"

    /// A whole discovery, as the global cloud has it, with fresh keys under these ids.
    static func documents(keys ids: [String]) -> [String: JSON] {
        let keys: JSON = ["keys": .array(ids.map(key))]
        return [
            v1Metadata: ["issuer": .string(v1Issuer), "jwks_uri": .string(v1Keys)],
            v2Metadata: ["issuer": .string(v2Issuer), "jwks_uri": .string(v2Keys)], v1Keys: keys, v2Keys: keys,
        ]
    }

    static func key(_ id: String) -> JSON {
        let point = P256.Signing.PrivateKey().publicKey.rawRepresentation
        return [
            "kty": "EC", "use": "sig", "crv": "P-256", "kid": .string(id), "x": .string(base64URL(point.prefix(32))),
            "y": .string(base64URL(point.suffix(32))),
        ]
    }

    private static func base64URL(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let moment = Mutex(Timestamp(seconds: 1_795_500_000))

    var now: Timestamp { moment.withLock(\.self) }

    func advance(_ seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A key source over published documents and a clock, both in the test's hand.
struct TestSource {
    let entra: PublishedEntra
    let clock = TestClock()
    let source: EntraKeySource

    init(
        _ entra: PublishedEntra = PublishedEntra(), authority: EntraAuthority = .global,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in throw CancellationError() }
    ) throws {
        guard let tenant = TenantID(PublishedEntra.tenant) else { throw CancellationError() }
        self.entra = entra
        let clock = clock
        source = EntraKeySource(
            authority: authority, tenant: tenant, fetching: entra, clock: { clock.now }, sleep: sleep)
    }

    /// The last failure, after a fetch that fails.
    func failure() async -> String? {
        do throws(KeysUnavailable) {
            _ = try await source.current()
            return nil
        } catch { return error.detail }
    }
}

/// A value that a test shares with the closures it hands out.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    @discardableResult
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { value in
            var copy = value
            let result = body(&copy)
            value = copy
            return result
        }
    }

    var now: Value { withLock { $0 } }
}
