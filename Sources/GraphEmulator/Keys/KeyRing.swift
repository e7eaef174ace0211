import Synchronization

/// The keys that an emulator starts with: two RSA keys of 2048 bits and one on P-256, freshly made. Making them takes a noticeable
/// fraction of a second, so a test suite may make one set and start many emulators with it.
public struct EmulatorKeys: Sendable {
    let rsa: [SigningKey]
    let p256: SigningKey

    /// - Throws: `signingFailed`.
    public init() throws(EmulatorError) {
        rsa = [try .rsa(), try .rsa()]
        p256 = .p256()
    }
}

/// The signing keys of the emulated Entra: several are published, the newest signs; one foreign key is never published.
final class KeyRing: Sendable {
    private struct State {
        /// Published RSA keys, the signing one last.
        var rsa: [SigningKey]
        var p256: SigningKey?
        var foreignRSA: SigningKey?
        /// Withdrawn keys still sign when named: a test needs a token of a key that is no longer published.
        var withdrawn: [SigningKey] = []
    }

    private let state: Mutex<State>

    init(_ keys: EmulatorKeys) {
        state = Mutex(State(rsa: keys.rsa, p256: keys.p256))
    }

    /// All published keys.
    var published: [SigningKey] {
        state.withLock { $0.rsa + [$0.p256].compactMap { $0 } }
    }

    /// Publishes a new RSA key that signs from now on; the others stay until they are withdrawn.
    func rotate() throws(EmulatorError) -> String {
        let key = try SigningKey.rsa()
        state.withLock { $0.rsa.append(key) }
        return key.id
    }

    /// Takes a key out of the published set.
    func withdraw(_ id: String) throws(EmulatorError) {
        let found = state.withLock { state in
            if let index = state.rsa.firstIndex(where: { $0.id == id }) {
                state.withdrawn.append(state.rsa.remove(at: index))
                return true
            }
            if let key = state.p256, key.id == id {
                state.withdrawn.append(key)
                state.p256 = nil
                return true
            }
            return false
        }
        guard found else { throw .unknownKey(id) }
    }

    /// The key that signs with an algorithm: the newest published one of its kind, or the one named.
    func key(for algorithm: SigningAlgorithm, named id: String? = nil) throws(EmulatorError) -> SigningKey {
        let key = state.withLock { state in
            if let id { return (state.rsa + [state.p256].compactMap { $0 } + state.withdrawn).first { $0.id == id } }
            return algorithm == .es256 ? state.p256 : state.rsa.last
        }
        guard let key else { throw .unknownKey(id ?? algorithm.rawValue) }
        return key
    }

    /// A key of the right kind that Entra never had.
    func foreignKey(for algorithm: SigningAlgorithm) throws(EmulatorError) -> SigningKey {
        if algorithm == .es256 { return .p256() }
        if let key = state.withLock({ $0.foreignRSA }) { return key }
        let key = try SigningKey.rsa()
        state.withLock { $0.foreignRSA = key }
        return key
    }
}
