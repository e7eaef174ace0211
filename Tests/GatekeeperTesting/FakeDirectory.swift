public import Gatekeeper
public import Invitations
import Synchronization

/// A directory of a few people that counts what it is asked, and can hold, fail or leave a fact out.
public final class FakeDirectory: InviterDirectory, GuestDirectory {
    public struct Question: Hashable, Sendable {
        public let kinds: Set<FactKind>
        public let user: ObjectID
    }

    private struct State {
        var people: [ObjectID: DirectoryFacts] = [
            Contoso.ana: DirectoryFacts(enabled: true, userKind: .member, directoryRoles: [], appRoles: [], groups: [])
        ]
        var names: [String: ObjectID] = ["ana@contoso.com": Contoso.ana]
        var questions: [Question] = []
        var namesAsked: [String] = []
        var addresses: Set<String> = []
        var addressesAsked: [EmailAddress] = []
        var addressFailure: DirectoryUnavailable?
        var failure: DirectoryUnavailable?
        var leavesOut: Set<FactKind> = []
        var turnstile: Turnstile?
    }

    private let state = Mutex(State())

    public init() {}

    public var questions: [Question] { state.withLock(\.questions) }
    public var namesAsked: [String] { state.withLock(\.namesAsked) }

    public func change(_ user: ObjectID = Contoso.ana, _ change: (inout DirectoryFacts) -> Void) {
        state.withLock { state in
            var facts = state.people[user] ?? DirectoryFacts()
            change(&facts)
            state.people[user] = facts
        }
    }

    public func remove(_ user: ObjectID) { state.withLock { $0.people[user] = nil } }

    public func fail(_ failure: DirectoryUnavailable?) { state.withLock { $0.failure = failure } }

    /// Answers come without this fact, although it was asked for.
    public func leaveOut(_ kind: FactKind) { state.withLock { _ = $0.leavesOut.insert(kind) } }

    /// Questions to come wait at the turnstile before they are answered.
    public func hold(at turnstile: Turnstile) { state.withLock { $0.turnstile = turnstile } }

    public func facts(
        _ kinds: Set<FactKind>, about user: ObjectID, at now: Timestamp
    ) async throws(DirectoryUnavailable) -> DirectoryFacts? {
        let turnstile = state.withLock { state in
            state.questions.append(Question(kinds: kinds, user: user))
            return state.turnstile
        }
        await turnstile?.pass()
        let (person, failure, leavesOut) = state.withLock { ($0.people[user], $0.failure, $0.leavesOut) }
        if let failure { throw failure }
        guard let person else { return nil }
        // Only what was asked for: a directory that says more would hide a question that was not asked.
        let told = kinds.subtracting(leavesOut)
        return DirectoryFacts(
            enabled: told.contains(.enabled) ? person.enabled : nil,
            userKind: told.contains(.userKind) ? person.userKind : nil,
            directoryRoles: told.contains(.directoryRoles) ? person.directoryRoles : nil,
            appRoles: told.contains(.appRoles) ? person.appRoles : nil,
            groups: told.contains(.groups) ? person.groups : nil)
    }

    /// Somebody has this address already.
    public func add(address: String) { state.withLock { _ = $0.addresses.insert(address) } }

    /// Only who has an address cannot be told.
    public func failAddresses(_ failure: DirectoryUnavailable?) { state.withLock { $0.addressFailure = failure } }

    public var addressesAsked: [EmailAddress] { state.withLock(\.addressesAsked) }

    public func hasUser(with address: EmailAddress) async throws(DirectoryUnavailable) -> Bool {
        let (found, failure) = state.withLock { state in
            state.addressesAsked.append(address)
            return (state.addresses.contains(address.comparisonKey), state.failure ?? state.addressFailure)
        }
        if let failure { throw failure }
        return found
    }

    public func user(named userPrincipalName: String) async throws(DirectoryUnavailable) -> ObjectID? {
        let (found, failure) = state.withLock { state in
            state.namesAsked.append(userPrincipalName)
            return (state.names[userPrincipalName], state.failure)
        }
        if let failure { throw failure }
        return found
    }
}
