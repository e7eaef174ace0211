import AuditTrail
import Gatekeeper
import InvitationPolicy
import Synchronization
import UnixSignals

/// Keeps the policies up with their files while requests are served: one look or one reload at a time, each on threads
/// that no request runs on.
actor PolicyKeeper {
    nonisolated let standing: PolicyStanding
    private let world: World
    private let watchSeconds: Int
    private let watched: [WatchedPolicy]
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter parts: with the readings that the policies standing there came from.
    init(_ parts: CheckedParts, _ around: WatchedPolicy.Surroundings, _ settings: Settings) {
        self.init(
            [.active: parts.policy.reading, .candidate: parts.candidate?.reading].compactMapValues(\.self), around,
            watchSeconds: settings.keeping.watchSeconds, longestRequestSeconds: settings.longestRequestSeconds)
    }

    /// - Parameter longestRequestSeconds: after that no request holds on to a policy that was replaced.
    init(
        _ readings: [PolicyRole: PolicyReading], _ around: WatchedPolicy.Surroundings, watchSeconds: Int,
        longestRequestSeconds: Int
    ) {
        standing = around.standing
        world = around.world
        self.watchSeconds = watchSeconds
        watched = PolicyRole.allCases.compactMap { role in
            readings[role].map { reading in
                WatchedPolicy(role, from: reading, around) { RetiredPolicy($0).release(within: longestRequestSeconds) }
            }
        }
    }

    /// Looks at the files, and reads what changed.
    func look() async {
        await begin()
        for policy in watched { await policy.look() }
        end()
    }

    /// Reads the files now. Returns once everything that came of it is done.
    @discardableResult
    func reload(by: String) async -> [ReloadedPart] {
        await begin()
        var parts: [ReloadedPart] = []
        for policy in watched { parts.append(await policy.reload(by: by)) }
        end()
        return parts
    }

    /// Tries to record what could not be recorded, and reads nothing: for when nobody looks.
    func retell() async {
        await begin()
        for policy in watched { await policy.retell() }
        end()
    }

    private func begin() async {
        guard isBusy else { return isBusy = true }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        // Who comes next takes over without a gap that another could slip into.
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }

    /// Looks and reloads until the task is cancelled.
    ///
    /// - Parameter reloads: SIGHUP, trapped; each asks for a reload. Several during one reload ask for one more.
    nonisolated func run(reloads: UnixSignalsSequence?) async {
        let isReloadWanted = Flag()
        let (occasions, occasion) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            if let reloads {
                group.addTask {
                    for await _ in reloads {
                        isReloadWanted.raise()
                        occasion.yield()
                    }
                }
            }
            group.addTask {
                // An entry that could not be written is tried again even where nobody looks.
                let pause = Duration.seconds(self.watchSeconds > 0 ? self.watchSeconds : 5)
                while (try? await Task.sleep(for: pause)) != nil {
                    self.standing.measure(at: self.world.now())
                    occasion.yield()
                }
            }
            group.addTask {
                for await _ in occasions {
                    if isReloadWanted.lower() {
                        await self.reload(by: "SIGHUP")
                    } else if self.watchSeconds > 0 {
                        await self.look()
                    } else {
                        await self.retell()
                    }
                }
            }
        }
    }
}

private final class Flag: Sendable {
    private let isRaised = Atomic(false)

    func raise() { isRaised.store(true, ordering: .releasing) }

    /// Whether it was raised.
    func lower() -> Bool { isRaised.exchange(false, ordering: .acquiringAndReleasing) }
}
