import Invitations
import Synchronization

/// Facts from the directory, kept for a minute at most and fetched once for all who wait for the same.
///
/// A minute is the contract's bound: an inviter who was disabled, or lost a role, is refused no later than that.
final class InviterFactsCache: Sendable {
    private let directory: any InviterDirectory
    private let lifetimeSeconds: Int64
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: inviters kept at most; above it the older half is forgotten.
    init(directory: any InviterDirectory, lifetimeSeconds: Int64 = 60, capacity: Int = 100_000) {
        self.directory = directory
        self.lifetimeSeconds = min(lifetimeSeconds, 60)
        self.capacity = capacity
    }

    /// `facts` completed with the wanted kinds from the directory; nil when the directory has no such user.
    func complete(
        _ facts: InviterFacts, with wanted: Set<FactKind>, at now: Timestamp
    ) async throws(DirectoryUnavailable) -> InviterFacts? {
        let missing = wanted.subtracting(facts.known)
        guard !missing.isEmpty else { return facts }
        if let cached = state.withLock({ $0.cached(facts.id, at: now, lifetimeSeconds: lifetimeSeconds) }) {
            let filled = facts.filled(from: cached)
            if missing.isSubset(of: filled.known) { return filled }
        }
        guard let fetched = try await fetch(missing, about: facts.id, at: now).get() else { return nil }
        return facts.filled(from: fetched)
    }

    private func fetch(
        _ kinds: Set<FactKind>, about user: ObjectID, at now: Timestamp
    ) async -> Result<InviterFacts?, DirectoryUnavailable> {
        let key = Flight(user: user, kinds: kinds)
        let flight = state.withLock { state in
            if let running = state.flights[key] { return running }
            // A task of its own: a caller who goes away must not fail the others who wait.
            let task = Task { [self] in
                let result = await ask(kinds, about: user, at: now)
                self.state.withLock { $0.land(key, result, capacity: capacity) }
                return result
            }
            state.flights[key] = task
            return task
        }
        return await flight.value
    }

    private func ask(
        _ kinds: Set<FactKind>, about user: ObjectID, at now: Timestamp
    ) async -> Result<InviterFacts?, DirectoryUnavailable> {
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

    /// Two generations: when the young one is full it becomes the old one, and what the old one held is forgotten.
    /// Every step costs the same however many inviters there are.
    private struct State {
        var young: [ObjectID: InviterFacts] = [:]
        var old: [ObjectID: InviterFacts] = [:]
        var flights: [Flight: Task<Result<InviterFacts?, DirectoryUnavailable>, Never>] = [:]

        func cached(_ user: ObjectID, at now: Timestamp, lifetimeSeconds: Int64) -> InviterFacts? {
            // A fact from the future was learned before the clock was set back: its age is not known.
            (young[user] ?? old[user])?.keepingFacts(from: now.adding(seconds: -lifetimeSeconds)...now)
        }

        mutating func land(_ flight: Flight, _ result: Result<InviterFacts?, DirectoryUnavailable>, capacity: Int) {
            flights[flight] = nil
            guard case .success(let facts?) = result else { return }
            if young.count >= capacity / 2 {
                old = young
                young = [:]
            }
            // The newer answer first: what it does not hold stays from before, with its own age.
            young[flight.user] = facts.filled(from: young[flight.user] ?? old[flight.user] ?? facts)
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

    fileprivate func keepingFacts(from period: ClosedRange<Timestamp>) -> InviterFacts {
        var facts = self
        facts.enabled = enabled.ifLearned(in: period)
        facts.userKind = userKind.ifLearned(in: period)
        facts.directoryRoles = directoryRoles.ifLearned(in: period)
        facts.appRoles = appRoles.ifLearned(in: period)
        facts.groups = groups.ifLearned(in: period)
        return facts
    }
}

extension Fact {
    fileprivate func ifLearned(in period: ClosedRange<Timestamp>) -> Fact {
        if case .known(_, _, let asOf) = self, !period.contains(asOf) { .unknown } else { self }
    }
}
