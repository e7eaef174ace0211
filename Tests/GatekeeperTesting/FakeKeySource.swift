public import CallerVerification
public import Gatekeeper
import Synchronization

/// Signing keys as a test publishes them.
public final class FakeKeySource: SigningKeySource {
    private struct State {
        var keys: Result<SigningKeys, SigningKeysUnavailable>
        var afterRefresh: Result<SigningKeys, SigningKeysUnavailable>?
        var unknown: [String] = []
    }

    private let state: Mutex<State>

    public init(_ keys: SigningKeys) {
        state = Mutex(State(keys: .success(keys)))
    }

    /// The key ids that a refresh was asked for.
    public var refreshes: [String] { state.withLock(\.unknown) }

    public func publish(_ keys: Result<SigningKeys, SigningKeysUnavailable>) { state.withLock { $0.keys = keys } }

    /// What the next refresh brings.
    public func publishOnRefresh(_ keys: Result<SigningKeys, SigningKeysUnavailable>) {
        state.withLock { $0.afterRefresh = keys }
    }

    public func signingKeys() async throws(SigningKeysUnavailable) -> SigningKeys {
        try state.withLock(\.keys).get()
    }

    public func signingKeys(afterUnknownKey id: String) async throws(SigningKeysUnavailable) -> SigningKeys {
        try state.withLock { state in
            state.unknown.append(id)
            if let fresh = state.afterRefresh { state.keys = fresh }
            return state.keys
        }.get()
    }
}
