public import InvitationPolicy
public import Invitations
import Synchronization

/// The policy in force, swapped whole: a request sees one policy from its first stage to its last. Beside it stands the
/// candidate, if there is one: a policy that judges in its shadow and decides nothing.
public final class CurrentPolicy: Sendable {
    /// A policy behind a reference, so that a request holds on to it at the price of a pointer.
    public final class Loaded: Sendable {
        public let policy: Policy
        public let source: PolicySource
        public let loadedAt: Timestamp
        public let reference: (name: String, digest: String, mode: String)

        public init(_ policy: Policy, from source: PolicySource = PolicySource(), at now: Timestamp) {
            self.policy = policy
            self.source = source
            loadedAt = now
            reference = (policy.name, policy.digest, policy.mode.rawValue)
        }
    }

    private struct State {
        var current: Loaded
        var candidate: Loaded?
        var confirmedAt: Timestamp
    }

    /// How old the policy may become; nil means that it may become as old as it likes.
    public let ageLimit: PolicyAgeLimit?
    private let state: Mutex<State>

    public init(_ loaded: Loaded, candidate: Loaded? = nil, ageLimit: PolicyAgeLimit? = nil) {
        self.ageLimit = ageLimit
        state = Mutex(State(current: loaded, candidate: candidate, confirmedAt: loaded.loadedAt))
    }

    public convenience init(_ policy: Policy, at now: Timestamp) {
        self.init(Loaded(policy, at: now))
    }

    public var current: Loaded { state.withLock(\.current) }
    public var candidate: Loaded? { state.withLock(\.candidate) }
    /// The policy in force and the candidate beside it, of one moment.
    var both: (current: Loaded, candidate: Loaded?) { state.withLock { ($0.current, $0.candidate) } }

    /// Puts a policy in force. Requests under way keep the one they began with.
    ///
    /// - Returns: the policy that was in force.
    public func swap(to loaded: Loaded, at now: Timestamp) -> Loaded {
        state.withLock { state in
            defer { (state.current, state.confirmedAt) = (loaded, now) }
            return state.current
        }
    }

    /// Puts a candidate beside the policy in force, or, with nil, takes it away.
    ///
    /// - Returns: the one that was there.
    public func setCandidate(_ loaded: Loaded?) -> Loaded? {
        state.withLock { state in
            defer { state.candidate = loaded }
            return state.candidate
        }
    }
}

/// Where a policy came from, as far as it is known.
public struct PolicySource: Hashable, Sendable {
    public var file: String?
    /// The account that owns the file, as the system tells it.
    public var fileOwner: String?
    /// Who made this version, as the policy itself says.
    public var author: String?

    public init(file: String? = nil, fileOwner: String? = nil, author: String? = nil) {
        self.file = file
        self.fileOwner = fileOwner
        self.author = author
    }
}

/// What happens once the policy's source has not been found whole for too long: then nobody can say any more whether
/// what serves is what is wanted.
public struct PolicyAgeLimit: Hashable, Sendable {
    public enum Consequence: String, Hashable, Sendable, CaseIterable {
        /// Said in the log and in a metric.
        case warn
        /// The service is not ready, too.
        case notReady
        /// Every request is refused, too.
        case deny
    }

    public var seconds: Int64
    public var consequence: Consequence

    public init(seconds: Int64, consequence: Consequence = .warn) {
        self.seconds = seconds
        self.consequence = consequence
    }
}

extension CurrentPolicy {
    /// When the source of the policy in force was last found whole and to say what is in force.
    public var confirmedAt: Timestamp { state.withLock(\.confirmedAt) }

    /// The source was looked at and says what is in force.
    public func confirm(at now: Timestamp) {
        state.withLock { $0.confirmedAt = now }
    }

    /// Seconds since the source was last found whole. A clock that was set back makes nothing younger than new.
    public func ageSeconds(at now: Timestamp) -> Int64 {
        max(0, now.milliseconds(since: confirmedAt) / 1_000)
    }

    public func isTooOld(at now: Timestamp) -> Bool {
        ageLimit.map { ageSeconds(at: now) > $0.seconds } ?? false
    }

    /// Whether requests are to be refused because the policy is too old.
    func refusesForAge(at now: Timestamp) -> Bool {
        ageLimit?.consequence == .deny && isTooOld(at: now)
    }
}
