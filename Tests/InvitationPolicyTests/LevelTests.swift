import InvitationPolicy
import Invitations
import Testing

@Suite("Who may invite at all")
struct LevelTests {
    private static let allow = "allow: [fabrikam.com]"

    private func verdict(_ level: String, _ facts: InviterFacts, more: String = "") throws -> Decision.Verdict {
        try policy(level: level, domains: Self.allow, more: more).judge(by: facts).verdict
    }

    @Test("everyone: guests too")
    func everyone() throws {
        #expect(try verdict("everyone", inviter(kind: .guest)) == .approved)
    }

    @Test("all members: a member, or a guest with an inviting role, not a mere guest")
    func members() throws {
        let level = "adminsGuestInvitersAndAllMembers"
        #expect(try verdict(level, inviter(kind: .member)) == .approved)
        #expect(try verdict(level, inviter(kind: .guest, roles: [.guestInviter])) == .approved)
        #expect(try verdict(level, inviter(kind: .guest)) == .denied(.whoMayInvite))
        #expect(try verdict(level, inviter(kind: .guest, roles: [.helpdeskAdministrator])) == .denied(.whoMayInvite))
    }

    @Test(
        "admins and guest inviters: the three roles and no other",
        arguments: [
            DirectoryRole.globalAdministrator, .userAdministrator, .guestInviter,
        ])
    func admins(role: DirectoryRole) throws {
        #expect(try verdict("adminsAndGuestInviters", inviter(roles: [role])) == .approved)
        #expect(
            try verdict("adminsAndGuestInviters", inviter(roles: [.helpdeskAdministrator])) == .denied(.whoMayInvite))
        #expect(try verdict("adminsAndGuestInviters", inviter()) == .denied(.whoMayInvite))
    }

    @Test("none: not even a global administrator")
    func none() throws {
        #expect(try verdict("none", inviter(roles: [.globalAdministrator])) == .denied(.whoMayInvite))
    }

    @Test("adminRoles changes the set, by name and by template id")
    func adminRoles() throws {
        for roles in ["helpdeskAdministrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"] {
            let more = "adminRoles: [\(roles)]"
            let level = "adminsAndGuestInviters"
            #expect(try verdict(level, inviter(roles: [.helpdeskAdministrator]), more: more) == .approved)
            #expect(try verdict(level, inviter(roles: [.globalAdministrator]), more: more) == .denied(.whoMayInvite))
        }
    }

    @Test("a fact that is not known leaves it undecided, unless another settles it")
    func unknown() throws {
        let members = "adminsGuestInvitersAndAllMembers"
        var facts = inviter()
        facts.directoryRoles = .unknown
        #expect(try verdict(members, facts) == .approved)
        #expect(try verdict("adminsAndGuestInviters", facts) == .undecided(missing: [.directoryRoles]))
        facts.userKind = .unknown
        #expect(try verdict(members, facts) == .undecided(missing: [.userKind, .directoryRoles]))
        facts = inviter(roles: [.guestInviter])
        facts.userKind = .unknown
        #expect(try verdict(members, facts) == .approved)
    }

    @Test("no rule widens the level")
    func neverWidened() throws {
        let policy = try policy(
            level: "adminsAndGuestInviters", rules: "{id: a, effect: allow, inviters: {users: [\(Known.ana)]}}")
        #expect(policy.judge().verdict == .denied(.whoMayInvite))
        #expect(policy.judge(by: inviter(roles: [.guestInviter])).verdict == .approved)
    }
}
