import InvitationPolicy
import Invitations
import Testing

@Suite("Before any step")
struct CallerTests {
    private static let allow = "allow: [fabrikam.com]"

    @Test("a disabled inviter is denied, in every mode", arguments: ["enforce", "reportOnly"])
    func disabled(mode: String) throws {
        let policy = try policy(domains: Self.allow, top: "mode: \(mode)")
        #expect(policy.judge(by: inviter(enabled: false)).verdict == .denied(.inviterDisabled))
        var facts = inviter()
        facts.enabled = .unknown
        #expect(policy.judge(by: facts).verdict == .undecided(missing: [.enabled]))
        #expect(policy.judge().verdict == .approved)
    }

    @Test(
        "an application cannot name holders of privileged roles, unless its entry says so",
        arguments: [
            InviterProof.asserted, .chat,
        ])
    func privileged(proof: InviterProof) throws {
        let admin = inviter(proof: proof, roles: [.globalAdministrator])
        let closed = try policy(domains: Self.allow)
        #expect(closed.judge(by: admin, through: Known.bot).verdict == .denied(.callerMayNotNameInviter))
        #expect(closed.judge(by: inviter(proof: proof), through: Known.bot).verdict == .approved)
        #expect(
            closed.judge(by: inviter(proof: proof, roles: [.guestInviter]), through: Known.bot).verdict == .approved)
        #expect(closed.judge(by: inviter(roles: [.globalAdministrator]), through: Known.bot).verdict == .approved)
        let open = try policy(domains: Self.allow, callers: ", mayName: {privilegedRoles: true}")
        #expect(open.judge(by: admin, through: Known.bot).verdict == .approved)
    }

    @Test("a role that is not listed, a tenant's own or a new one, counts as privileged")
    func unlistedRole() throws {
        let policy = try policy(domains: Self.allow)
        let unlisted = try #require(RoleTemplateID("11112222-3333-4444-8555-666677778888"))
        let defaultUser = try #require(RoleTemplateID("b79fbf4d-3ef9-4689-8143-76b194e85509"))
        var facts = inviter(proof: .asserted)
        for (roles, verdict) in [
            ([unlisted, DirectoryRole.guestInviter.template], Decision.Verdict.denied(.callerMayNotNameInviter)),
            ([unlisted], .denied(.callerMayNotNameInviter)), ([RoleTemplateID(high: 0, low: 0)], .denied(.callerMayNotNameInviter)),
            ([defaultUser, DirectoryRole.guestInviter.template], .approved), ([], .approved),
        ] {
            facts.directoryRoles = .known(Set(roles), from: .graph, asOf: noon)
            #expect(policy.judge(by: facts, through: Known.bot).verdict == verdict)
        }
    }

    @Test("an application can be held to the members of some groups")
    func groups() throws {
        let policy = try policy(domains: Self.allow, callers: ", mayName: {groups: [\(Known.staff)]}")
        let member = inviter(proof: .asserted, groups: [Known.staff])
        #expect(policy.judge(by: member, through: Known.bot).verdict == .approved)
        let stranger = inviter(proof: .asserted, groups: [Known.finance])
        #expect(policy.judge(by: stranger, through: Known.bot).verdict == .denied(.callerMayNotNameInviter))
        #expect(policy.judge(by: inviter(proof: .token), through: Known.bot).verdict == .approved)
    }

    @Test("what is not known about a named inviter leaves it undecided, unless something known forbids it")
    func unknown() throws {
        let policy = try policy(domains: Self.allow, callers: ", mayName: {groups: [\(Known.staff)]}")
        var facts = inviter(proof: .asserted, groups: [Known.staff])
        facts.directoryRoles = .unknown
        #expect(policy.judge(by: facts, through: Known.bot).verdict == .undecided(missing: [.directoryRoles]))
        facts.groups = .known([], from: .graph, asOf: noon)
        #expect(policy.judge(by: facts, through: Known.bot).verdict == .denied(.callerMayNotNameInviter))
    }

    @Test("callers are found by client id, with what their entry says")
    func lookup() throws {
        let policy = try policy(callers: ", acceptUpn: true")
        let bot = policy.named(Known.bot)
        #expect(bot.name == "help-bot")
        #expect(bot.channel == .bot)
        #expect(bot.acceptsUPN)
        #expect(bot.mayNameGroups == nil)
        #expect(!bot.mayNamePrivilegedRoles)
        #expect(!policy.named(Known.portal).acceptsUPN)
        #expect(policy.caller(ApplicationID(high: 1, low: 2)) == nil)
    }
}
