import InvitationPolicy
import Invitations
import Testing

@Suite("Sponsor, newcomers, display name and type")
struct NewRequirementTests {
    private func judge(
        _ policy: Policy, _ asked: InvitationRequest = request("g@fabrikam.com"), _ context: DecisionContext = DecisionContext(),
        roles: [DirectoryRole] = []
    ) -> Decision {
        policy.decide(
            asked, by: inviter(roles: roles), through: policy.named(Known.portal), context: context, at: QuotaTests.noon)
    }

    private static let rule = "{id: r, effect: allow, require: {sponsor: true}}"
    private static let sponsor = objectID(Known.bo)

    @Test("a sponsor is an enabled member of the tenant; nobody else will do")
    func sponsor() throws {
        let policy = try policy(rules: Self.rule)
        let standings: [(SponsorStanding, Bool)] = [
            (.user(Self.sponsor, enabled: true, kind: .member), true),
            (.user(Self.sponsor, enabled: false, kind: .member), false),
            (.user(Self.sponsor, enabled: true, kind: .guest), false), (.noSuchUser, false), (.notNamed, false),
        ]
        for (standing, passes) in standings {
            let decision = judge(policy, context(standing))
            #expect(decision.verdict == (passes ? .approved : .denied(.sponsorRequired)), "\(standing)")
        }
        #expect(policy.needsSponsor(for: request("g@fabrikam.com"), from: policy.named(Known.portal)))
    }

    @Test("only where a grant in reach asks for one is the sponsor looked up")
    func sponsorNeeded() throws {
        let rule = "{id: r, effect: allow, domains: [fabrikam.com], inviters: {callers: [help-bot]}, require: {sponsor: true}}"
        let policy = try policy(domains: "deny: [evil.example]", rules: rule)
        #expect(policy.needsSponsor(for: request("g@fabrikam.com"), from: policy.named(Known.bot)))
        #expect(!policy.needsSponsor(for: request("g@fabrikam.com"), from: policy.named(Known.portal)))
        #expect(!policy.needsSponsor(for: request("g@other.example"), from: policy.named(Known.bot)))
        let all = try InvitationPolicyTests.policy(domains: "deny: [evil.example]", require: "sponsor: true")
        #expect(all.needsSponsor(for: request("g@any.example"), from: all.named(Known.bot)))
        #expect(!all.needsSponsor(for: request("g@evil.example"), from: all.named(Known.bot)))
    }

    @Test("`existingGuest: refuse` lets pass whom nobody has seen, and nobody who was not looked up")
    func newcomers() throws {
        let policy = try policy(domains: "unlisted: allow", more: "existingGuest: refuse")
        #expect(policy.existingGuest == .refuse)
        #expect(judge(policy, exists(false)).isApproved)
        #expect(judge(policy, exists(true)).verdict == .denied(.guestExists))
        #expect(judge(policy, exists(true)).failedRequirement == "newGuest")
        #expect(judge(policy, exists(nil)).verdict == .denied(.guestExists))
        #expect(policy.needsGuest(for: request("g@fabrikam.com")))
    }

    @Test("`report` and `forward` send it again; only `report` looks", arguments: ["report", "forward"])
    func knownGuests(word: String) throws {
        let policy = try policy(domains: "unlisted: allow", more: "existingGuest: \(word)")
        #expect(judge(policy, exists(true)).isApproved)
        #expect(policy.needsGuest(for: request("g@fabrikam.com")) == (word == "report"))
    }

    @Test("a reset is about a guest who is there")
    func reset() throws {
        let policy = try policy(
            rules: "{id: r, effect: allow, permit: [resetRedemption]}", more: "existingGuest: refuse")
        var asked = request("g@fabrikam.com")
        asked.resetRedemption = true
        #expect(judge(policy, asked, exists(true), roles: [.helpdeskAdministrator]).isApproved)
        #expect(!policy.needsGuest(for: asked))
    }

    @Test("a display name is required where a rule or the defaults say so, and blanks are none")
    func displayName() throws {
        for policy in [
            try policy(rules: "{id: r, effect: allow, require: {displayName: true}}"),
            try policy(domains: "unlisted: allow", require: "displayName: true"),
        ] {
            var asked = request("g@fabrikam.com")
            #expect(judge(policy, asked).verdict == .denied(.displayNameRequired))
            asked.invitedUserDisplayName = " "
            #expect(judge(policy, asked).verdict == .denied(.displayNameRequired))
            asked.invitedUserDisplayName = "Ada Lovelace"
            #expect(judge(policy, asked).isApproved)
        }
    }

    @Test("a grant for one type does not carry the other")
    func userType() throws {
        let policy = try policy(
            rules: "{id: members, effect: allow, permit: [memberType], require: {invitedUserType: Member}}, "
                + "{id: guests, effect: allow, domains: [fabrikam.com], require: {invitedUserType: Guest}}")
        var asked = request("g@fabrikam.com")
        #expect(judge(policy, asked, roles: [.globalAdministrator]).deciding?.id == "guests")
        asked = request("g@other.example")
        #expect(judge(policy, asked, roles: [.globalAdministrator]).verdict == .denied(.userTypeNotPermitted))
        asked.invitedUserType = .member
        #expect(judge(policy, asked, roles: [.globalAdministrator]).deciding?.id == "members")
    }

    @Test("the default language is one tag, and goes where the caller gives neither language nor words")
    func language() throws {
        #expect(try policy(defaults: "messageLanguage: de-DE").defaultMessageLanguage == "de-DE")
        var asked = request("g@fabrikam.com")
        asked.fillMessageLanguage("de-DE")
        #expect(asked.messageInfo?.messageLanguage == "de-DE")
        asked.fillMessageLanguage("fr")
        #expect(asked.messageInfo?.messageLanguage == "de-DE")
        var worded = request("g@fabrikam.com")
        worded.messageInfo = .init(customizedMessageBody: "Hello")
        worded.fillMessageLanguage("de-DE")
        #expect(worded.messageInfo?.messageLanguage == nil)
    }

    @Test("each new key changes the digest")
    func digests() throws {
        let plain = try policy(rules: "{id: r, effect: allow}").digest
        let changed = [
            try policy(rules: "{id: r, effect: allow, require: {sponsor: true}}"),
            try policy(rules: "{id: r, effect: allow, require: {displayName: true}}"),
            try policy(rules: "{id: r, effect: allow, require: {invitedUserType: Guest}}"),
            try policy(rules: "{id: r, effect: allow, quota: {perInviter: 1, per: day}}"),
            try policy(rules: "{id: r, effect: allow, quota: {perInviter: 2, per: day}}"),
            try policy(rules: "{id: r, effect: allow, quota: {perDomain: 1, per: day}}"),
            try policy(rules: "{id: r, effect: allow, quota: {perInviter: 1, per: week}}"),
            try policy(rules: "{id: r, effect: allow}", require: "sponsor: true"),
            try policy(rules: "{id: r, effect: allow}", require: "displayName: true"),
            try policy(rules: "{id: r, effect: allow}", defaults: "quota: {perInviter: 1, per: day}"),
            try policy(rules: "{id: r, effect: allow}", defaults: "messageLanguage: de"),
            try policy(rules: "{id: r, effect: allow}", more: "existingGuest: refuse"),
            try policy(rules: "{id: r, effect: allow}", more: "existingGuest: report"),
            try policy(rules: "{id: r, effect: allow}", top: "author: ana@contoso.com"),
        ].map(\.digest)
        #expect(Set(changed + [plain]).count == changed.count + 1)
    }

    private func judge(_ policy: Policy, _ context: DecisionContext) -> Decision {
        judge(policy, request("g@fabrikam.com"), context)
    }

    private func context(_ standing: SponsorStanding) -> DecisionContext { DecisionContext(sponsor: standing) }
    private func exists(_ guestExists: Bool?) -> DecisionContext { DecisionContext(guestExists: guestExists) }
}
