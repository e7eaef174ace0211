import Invitations
import Synchronization

/// Facts from the directory, kept for a minute at most and fetched once for all who wait for the same.
///
/// A minute is the contract's bound: an inviter who was disabled, or lost a role, is refused no later than that. Ages are
/// measured by the monotonic clock, so that a step of the wall clock makes nothing younger.
final class InviterFactsCache: Sendable {
    private let directory: any InviterDirectory
    private let world: World
    private let limits: Limits
    private let state: Mutex<State>

    struct Limits: Sendable {
        var lifetimeNanoseconds: UInt64 = 60_000_000_000
        /// Inviters in one of the two generations.
        var inviters = 50_000
        /// Ids of groups and roles in one of the two generations, 16 bytes each.
        var identifiers = 2_000_000
    }

    init(directory: any InviterDirectory, world: World, limits: Limits = Limits()) {
        self.directory = directory
        self.world = world
        self.limits = limits
        state = Mutex(State(turnedAt: world.monotonicNanoseconds()))
    }

    /// `facts` completed with the wanted kinds from the directory; nil when the directory has no such user.
    func complete(
        _ facts: InviterFacts, with wanted: Set<FactKind>
    ) async throws(DirectoryUnavailable) -> InviterFacts? {
        let missing = wanted.subtracting(facts.known)
        guard !missing.isEmpty else { return facts }
        let filled = state.withLock { $0.fill(facts, at: world.monotonicNanoseconds(), limits) }
        if missing.isSubset(of: filled.known) { return filled }
        guard let fetched = try await fetch(missing, about: facts.id).get() else { return nil }
        return facts.filled(from: fetched)
    }

    private func fetch(
        _ kinds: Set<FactKind>, about user: ObjectID
    ) async -> Result<InviterFacts?, DirectoryUnavailable> {
        let key = Flight(user: user, kinds: kinds)
        let flight = state.withLock { state in
            if let running = state.flights[key] { return running }
            // A task of its own: a caller who goes away must not fail the others who wait.
            let task = Task { [self] in
                // The age counts from before the question: what changes while Graph answers is older than the answer.
                let asked = world.monotonicNanoseconds()
                let result = await ask(kinds, about: user)
                self.state.withLock { $0.land(key, result, askedAt: asked, limits) }
                return result
            }
            state.flights[key] = task
            return task
        }
        return await flight.value
    }

    private func ask(
        _ kinds: Set<FactKind>, about user: ObjectID
    ) async -> Result<InviterFacts?, DirectoryUnavailable> {
        let now = world.now()
        do throws(DirectoryUnavailable) {
            guard let answer = try await directory.facts(kinds, about: user, at: now) else { return .success(nil) }
            let facts = InviterFacts(id: user, answer: answer, asOf: now)
            guard kinds.isSubset(of: facts.known) else {
                return .failure(DirectoryUnavailable(detail: "the directory left out a fact that was asked for"))
            }
            return .success(facts)
        } catch {
            return .failure(error)
        }
    }
}

extension InviterFactsCache {
    private struct Flight: Hashable {
        let user: ObjectID
        let kinds: Set<FactKind>
    }

    /// One answer of the directory, and when it was asked for.
    private struct Learned {
        let facts: InviterFacts
        let askedAt: UInt64

        func counts(at now: UInt64, _ limits: Limits) -> Bool {
            // Another thread may have asked after this one looked at the clock.
            now < askedAt || now - askedAt < limits.lifetimeNanoseconds
        }
    }

    /// Two generations: when the young one is a lifetime old or full it becomes the old one, and what the old one held is
    /// forgotten. Every step costs the same however many inviters there are.
    private struct State {
        private var young: [ObjectID: [Learned]] = [:]
        private var old: [ObjectID: [Learned]] = [:]
        private var identifiers = 0
        private var turnedAt: UInt64
        var flights: [Flight: Task<Result<InviterFacts?, DirectoryUnavailable>, Never>] = [:]

        init(turnedAt: UInt64) {
            self.turnedAt = turnedAt
        }

        /// `facts` with what is known and still counts; the newest answer first.
        func fill(_ facts: InviterFacts, at now: UInt64, _ limits: Limits) -> InviterFacts {
            let learned = (old[facts.id] ?? []) + (young[facts.id] ?? [])
            return learned.reversed().filter { $0.counts(at: now, limits) }.reduce(facts) { $0.filled(from: $1.facts) }
        }

        mutating func land(
            _ flight: Flight, _ result: Result<InviterFacts?, DirectoryUnavailable>, askedAt: UInt64, _ limits: Limits
        ) {
            flights[flight] = nil
            guard case .success(let facts?) = result else { return }
            turnIfDue(at: askedAt, limits)
            let kept = (young[flight.user] ?? []).filter { $0.counts(at: askedAt, limits) }
            young[flight.user] = kept + [Learned(facts: facts, askedAt: askedAt)]
            identifiers += facts.identifierCount
        }

        private mutating func turnIfDue(at now: UInt64, _ limits: Limits) {
            let isDue =
                (now > turnedAt && now - turnedAt >= limits.lifetimeNanoseconds) || young.count >= limits.inviters
                || identifiers >= limits.identifiers
            guard isDue else { return }
            old = young
            young = [:]
            identifiers = 0
            turnedAt = now
        }
    }
}

extension InviterFacts {
    fileprivate init(id: ObjectID, answer: DirectoryFacts, asOf: Timestamp) {
        self.init(id: id, proof: .asserted)
        if let value = answer.enabled { enabled = .known(value, from: .graph, asOf: asOf) }
        if let value = answer.userKind { userKind = .known(value, from: .graph, asOf: asOf) }
        if let value = answer.directoryRoles { directoryRoles = .known(value, from: .graph, asOf: asOf) }
        if let value = answer.appRoles { appRoles = .known(value, from: .graph, asOf: asOf) }
        if let value = answer.groups { groups = .known(value, from: .graph, asOf: asOf) }
    }

    fileprivate var identifierCount: Int {
        (groups.value?.count ?? 0) + (directoryRoles.value?.count ?? 0) + (appRoles.value?.count ?? 0)
    }
}
