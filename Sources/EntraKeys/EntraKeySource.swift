public import CallerVerification
public import Invitations
import Synchronization

/// Signing keys as they were fetched.
public struct KeySnapshot: Sendable {
    /// Both issuers with their keys: what a verification needs.
    public let keys: SigningKeys
    /// When they were fetched.
    public let fetchedAt: Timestamp
}

/// Keeps the tenant's signing keys fresh: from OpenID discovery, hourly and when a token names a key that is not
/// known, at most every five minutes, one fetch at a time; the last good keys serve for up to 24 hours when no newer
/// ones can be had (Microsoft's signing key rollover page).
public final class EntraKeySource: Sendable {
    private let discovery: @Sendable () async -> Result<SigningKeys, DiscoveryFault>
    private let clock: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let schedule: KeySchedule
    private let state = Mutex(State())

    /// - Parameters:
    ///   - clock: the time now.
    ///   - sleep: waits; throws when the task is cancelled.
    public init(
        authority: EntraAuthority, tenant: TenantID, fetching: any KeyFetching,
        schedule: KeySchedule = KeySchedule(), clock: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        let discovery = Discovery(authority: authority, tenant: tenant, fetching: fetching)
        self.discovery = {
            do throws(DiscoveryFault) { return .success(try await discovery.signingKeys()) } catch { return .failure(error) }
        }
        self.clock = clock
        self.sleep = sleep
        self.schedule = schedule
    }

    /// The keys to verify with. Waits only while there are none that may be used, for the one fetch that is under way.
    public func current() async throws(KeysUnavailable) -> KeySnapshot {
        try await keys { state, now in state.usable(self.schedule, at: now) != nil }
    }

    /// The keys after a token named one that ``current()`` did not have: fetched anew, unless another caller's fetch
    /// brought it meanwhile, or the last fetch was less than five minutes ago. A stranger who makes up key ids thus
    /// causes a fetch every five minutes and no more.
    public func refreshed(afterUnknownKey id: String) async throws(KeysUnavailable) -> KeySnapshot {
        try await keys { state, now in state.usable(self.schedule, at: now)?.keys.contains(keyID: id) == true }
    }

    /// Fetches hourly until the task is cancelled, sooner after a failure.
    public func run() async {
        while !Task.isCancelled {
            _ = try? await keys { state, now in
                guard let snapshot = state.usable(self.schedule, at: now) else { return false }
                return !self.schedule.hasPassed(self.schedule.refresh, since: snapshot.fetchedAt, at: now)
            }
            let pause = state.withLock { $0.untilNextFetch(self.schedule, at: self.clock()) }
            do { try await sleep(.seconds(pause)) } catch { return }
        }
    }

    /// How things stand, for `/status`, `/readyz` and metrics.
    public var status: KeySourceStatus {
        let now = clock()
        return state.withLock { $0.status(schedule, at: now) }
    }

    /// The keys, after at most one fetch, which is left out when `enough` says so or it is too soon.
    private func keys(
        enough: (borrowing State, Timestamp) -> Bool
    ) async throws(KeysUnavailable) -> KeySnapshot {
        let now = clock()
        let flight: Task<Void, Never>? = state.withLock { state in
            if enough(state, now) { return nil }
            if let flight = state.flight { return flight }
            guard state.mayFetch(schedule, at: now) else { return nil }
            // A task of its own: that the caller who came first goes away must not end the fetch for the others.
            let flight = Task { await self.fetch() }
            state.flight = flight
            state.lastTry = now
            return flight
        }
        await flight?.value
        let then = clock()
        return try state.withLock { state throws(KeysUnavailable) in
            if let snapshot = state.usable(schedule, at: then) { return snapshot }
            throw KeysUnavailable(detail: state.lastFailure ?? "the keys are more than 24 hours old")
        }
    }

    private func fetch() async {
        let result = await discovery()
        let now = clock()
        state.withLock { $0.land(result, at: now) }
    }
}
