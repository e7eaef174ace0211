import Invitations
import Testing

@Suite struct InviterFactsTests {
    private let id = ObjectID(high: 1, low: 2)
    private let now = Timestamp(milliseconds: 1_000)
    private let later = Timestamp(milliseconds: 2_000)

    private func complete(_ id: ObjectID) -> InviterFacts {
        var facts = InviterFacts(id: id, proof: .asserted)
        facts.enabled = .known(false, from: .graph, asOf: later)
        facts.userKind = .known(.guest, from: .graph, asOf: later)
        facts.directoryRoles = .known([DirectoryRole.guestInviter.template], from: .graph, asOf: later)
        facts.appRoles = .known(["Audit.Read"], from: .graph, asOf: later)
        facts.groups = .known([ObjectID(high: 3, low: 4)], from: .graph, asOf: later)
        return facts
    }

    @Test("Nothing is known at first: absent is neither none nor member")
    func unknown() {
        let facts = InviterFacts(id: id, proof: .token)
        #expect(facts.known.isEmpty)
        #expect(facts.userKind.value == nil)
        #expect(!facts.directoryRoles.isKnown)
        #expect(facts.directoryRoles != .known([], from: .token, asOf: now))
    }

    @Test("An empty set that was learned is known")
    func knownEmpty() {
        var facts = InviterFacts(id: id, proof: .token)
        facts.groups = .known([], from: .token, asOf: now)
        facts.enabled = .known(false, from: .token, asOf: now)
        #expect(facts.known == [.groups, .enabled])
    }

    @Test("What is unknown is taken from the other, with its source and time; what is known stays")
    func filled() {
        var mine = InviterFacts(id: id, proof: .token)
        mine.userKind = .known(.member, from: .token, asOf: now)
        mine.groups = .known([], from: .token, asOf: now)
        let other = complete(id)
        let filled = mine.filled(from: other)
        #expect(filled.userKind == .known(.member, from: .token, asOf: now))
        #expect(filled.groups == .known([], from: .token, asOf: now))
        #expect(filled.enabled == other.enabled)
        #expect(filled.directoryRoles == other.directoryRoles)
        #expect(filled.appRoles == other.appRoles)
        #expect(filled.id == id)
        #expect(filled.proof == .token)
        #expect(filled.known == Set(FactKind.allCases))
    }

    @Test("Each kind of fact is filled, none with another's")
    func eachKind() {
        let nothing = InviterFacts(id: id, proof: .asserted)
        #expect(nothing.filled(from: complete(id)) == complete(id))
        #expect(complete(id).filled(from: nothing) == complete(id))
        #expect(nothing.filled(from: nothing).known.isEmpty)
    }

    @Test("Facts about another person are never taken over")
    func otherPerson() {
        let mine = InviterFacts(id: id, proof: .token)
        #expect(mine.filled(from: complete(ObjectID(high: 1, low: 3))) == mine)
    }
}
