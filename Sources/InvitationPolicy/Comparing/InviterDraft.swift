import Invitations

/// An inviter as far as conditions ask for him: built to satisfy some of them and nothing besides.
struct InviterDraft: Hashable {
    var kind: UserKind?
    var roles: Set<RoleTemplateID> = []
    var appRoles: Set<String> = []
    var groups: Set<ObjectID> = []
    var user: ObjectID?
    var caller: ApplicationID?
    var proof = InviterProof.token

    /// A user whom no policy names.
    static let somebody = ObjectID(high: 0x00000000_0000_4000, low: 0x8000_0000_0000_0001)

    func facts(at now: Timestamp) -> InviterFacts {
        var facts = InviterFacts(id: user ?? Self.somebody, proof: proof)
        facts.enabled = .known(true, from: .graph, asOf: now)
        facts.userKind = .known(kind ?? .member, from: .graph, asOf: now)
        facts.directoryRoles = .known(roles, from: .graph, asOf: now)
        facts.appRoles = .known(appRoles, from: .graph, asOf: now)
        facts.groups = .known(groups, from: .graph, asOf: now)
        return facts
    }
}
