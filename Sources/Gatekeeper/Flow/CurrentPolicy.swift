public import InvitationPolicy
public import Invitations
import Synchronization

/// The policy in force, swapped whole: a request sees one policy from its first stage to its last.
public final class CurrentPolicy: Sendable {
    /// A policy behind a reference, so that a request holds on to it at the price of a pointer.
    public final class Loaded: Sendable {
        public let policy: Policy
        public let loadedAt: Timestamp
        public let reference: (name: String, digest: String, mode: String)

        init(_ policy: Policy, at now: Timestamp) {
            self.policy = policy
            loadedAt = now
            reference = (policy.name, policy.digest, policy.mode.rawValue)
        }
    }

    private let loaded: Mutex<Loaded>

    public init(_ policy: Policy, at now: Timestamp) {
        loaded = Mutex(Loaded(policy, at: now))
    }

    public var current: Loaded { loaded.withLock { $0 } }
}
