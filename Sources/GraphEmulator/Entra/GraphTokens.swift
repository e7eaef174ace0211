import Crypto
import Synchronization

/// Access tokens for Graph: opaque to everyone but the emulator, as Entra's are by contract.
final class GraphTokens: Sendable {
    private struct Grant {
        let appID: String
        let expires: Double
    }

    private let grants = Mutex<[String: Grant]>([:])
    /// Beyond this many, expired tokens are swept out before one is added.
    private static let sweepThreshold = 10_000

    func issue(to appID: String, now: Double, lifetime: Int) -> String {
        let token = "opaque." + Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytesCopied())
        grants.withLock { grants in
            if grants.count >= Self.sweepThreshold { grants = grants.filter { $0.value.expires > now } }
            grants[token] = Grant(appID: appID, expires: now + Double(lifetime))
        }
        return token
    }

    /// The application a token was issued to, while it is valid.
    func appID(of token: String, now: Double) -> String? {
        grants.withLock { $0[token] }.flatMap { $0.expires > now ? $0.appID : nil }
    }

    /// Ends every token at once, as a revocation would.
    func revokeAll() {
        grants.withLock { $0.removeAll() }
    }
}

extension SymmetricKey {
    fileprivate func withUnsafeBytesCopied() -> [UInt8] {
        unsafe withUnsafeBytes { unsafe Array($0) }
    }
}
