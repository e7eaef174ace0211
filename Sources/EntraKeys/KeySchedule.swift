import Invitations

/// When keys are fetched and how long they count, in seconds. The defaults are Microsoft's (signing key rollover page).
public struct KeySchedule: Sendable {
    /// From one regular fetch to the next.
    public var refresh: Int64 = 3_600
    /// The least time between two fetches while usable keys are there, whatever asks for them.
    public var floor: Int64 = 300
    /// How long fetched keys count when no newer ones can be had.
    public var lifetime: Int64 = 86_400
    /// The longest wait between two tries when no usable keys are there; the first is a second.
    public var longestRetry: Int64 = 60

    public init() {}

    /// Whether keys fetched at `fetched` still count.
    func isUsable(_ fetched: Timestamp, at now: Timestamp) -> Bool {
        !hasPassed(lifetime, since: fetched, at: now)
    }

    /// How long to wait after the last try before there may be another.
    func pause(usable: Bool, failures: Int) -> Int64 {
        if usable { return floor }
        guard failures > 0 else { return 0 }
        return min(longestRetry, 1 << Int64(min(failures - 1, 16)))
    }

    /// A clock that was set back by more than a minute makes everything due: nobody can say how old anything is.
    func hasPassed(_ seconds: Int64, since moment: Timestamp, at now: Timestamp) -> Bool {
        let elapsed = now.milliseconds(since: moment)
        return elapsed >= seconds * 1_000 || elapsed < -60_000
    }
}
