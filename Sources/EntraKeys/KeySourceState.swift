import CallerVerification
import Invitations

/// What the key source knows; every change of it is a step here, under the source's lock.
struct State: Sendable {
    private var snapshot: KeySnapshot?
    /// The fetch under way.
    var flight: Task<Void, Never>?
    var lastTry: Timestamp?
    private(set) var lastFailure: String?
    /// Failed fetches since the last good one.
    private var failures = 0

    func usable(_ schedule: KeySchedule, at now: Timestamp) -> KeySnapshot? {
        guard let snapshot, schedule.isUsable(snapshot.fetchedAt, at: now) else { return nil }
        return snapshot
    }

    func mayFetch(_ schedule: KeySchedule, at now: Timestamp) -> Bool {
        guard let lastTry else { return true }
        return schedule.hasPassed(pause(schedule, at: now), since: lastTry, at: now)
    }

    /// Whole seconds, at least one.
    func untilNextFetch(_ schedule: KeySchedule, at now: Timestamp) -> Int64 {
        guard let lastTry else { return 1 }
        let wait = failures == 0 ? schedule.refresh : pause(schedule, at: now)
        let elapsed = now.milliseconds(since: lastTry)
        return min(max(wait - elapsed / 1_000, 1), max(wait, 1))
    }

    private func pause(_ schedule: KeySchedule, at now: Timestamp) -> Int64 {
        schedule.pause(usable: usable(schedule, at: now) != nil, failures: failures)
    }

    /// Takes in what a fetch brought. A failure leaves the last good keys as they are.
    mutating func land(_ result: Result<SigningKeys, DiscoveryFault>, at now: Timestamp) {
        flight = nil
        switch result {
        case .success(let keys):
            snapshot = KeySnapshot(keys: keys, fetchedAt: now)
            lastFailure = nil
            failures = 0
        case .failure(let fault):
            lastFailure = fault.description
            failures += 1
        }
    }

    func status(_ schedule: KeySchedule, at now: Timestamp) -> KeySourceStatus {
        KeySourceStatus(
            isUsable: usable(schedule, at: now) != nil, fetchedAt: snapshot?.fetchedAt,
            usableUntil: snapshot?.fetchedAt.adding(seconds: schedule.lifetime), lastTry: lastTry, failures: failures,
            lastFailure: lastFailure, identity: snapshot?.keys.identity.description,
            v1Keys: snapshot?.keys.v1.keys.count ?? 0, v2Keys: snapshot?.keys.v2.keys.count ?? 0,
            notes: snapshot.map { $0.keys.v1.keys.notes + $0.keys.v2.keys.notes } ?? [])
    }
}
