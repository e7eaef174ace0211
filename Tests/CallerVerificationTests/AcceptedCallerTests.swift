import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("A caller who is verified")
struct AcceptedCallerTests {
    private func facts(_ mint: TokenMint) throws -> InviterFacts {
        guard case .user(let facts) = try Contoso.verify(mint).kind else {
            Issue.record("not a user token")
            throw CancellationError()
        }
        return facts
    }

    private let asOf = Timestamp(seconds: Contoso.issuedAt)

    @Test("Both shapes of a user token give the same caller", arguments: [TokenMint.v1User, TokenMint.v2User])
    func user(mint: TokenMint) throws {
        let caller = try Contoso.verify(mint)
        #expect(caller.application == ApplicationID(Contoso.portal))
        #expect(caller.tokenID == "AbC_123-xyz")
        #expect(caller.expires == Timestamp(seconds: Contoso.expiresAt))
        #expect(caller.auditingRoles.isEmpty)
        let facts = try facts(mint)
        #expect(facts.id == ObjectID(Contoso.ana))
        #expect(facts.proof == .token)
    }

    @Test("What a token does not say is unknown")
    func unknown() throws { #expect(try facts(.v2User).known.isEmpty) }

    @Test("What a token says is known, from the token, as of its issue")
    func known() throws {
        let facts = try facts(
            .v2User.claims { claims in
                claims["acct"] = 1
                claims["wids"] = ["95e79109-95c0-4d8e-aee3-d01accf2d47b"]
                claims["groups"] = [.string(Contoso.portal)]
                claims["roles"] = ["Reviewer"]
            })
        #expect(facts.userKind == .known(.guest, from: .token, asOf: asOf))
        #expect(facts.directoryRoles == .known([DirectoryRole.guestInviter.template], from: .token, asOf: asOf))
        #expect(facts.groups.value == [try #require(ObjectID(Contoso.portal))])
        #expect(facts.appRoles.value == ["Reviewer"])
        #expect(facts.enabled == .unknown)
    }

    @Test("acct 0 is a member, another number is unknown, a text is refused")
    func userKind() throws {
        #expect(try facts(.v2User.claim("acct", 0)).userKind.value == .member)
        #expect(try facts(.v2User.claim("acct", 7)).userKind == .unknown)
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim("acct", "0"))
    }

    @Test("An empty list is known to be empty")
    func empty() throws {
        #expect(try facts(.v2User.claim("groups", [])).groups.value == [])
        #expect(try facts(.v2User.claim("wids", [])).directoryRoles.value == [])
    }

    @Test("Groups that Entra moved out of the token are unknown, whatever else it holds")
    func overage() throws {
        let sources: JSON = ["src1": ["endpoint": "https://evil.example/groups"]]
        let moved = TokenMint.v2User.claim("_claim_names", ["groups": "src1"]).claim("_claim_sources", sources)
        #expect(try facts(moved).groups == .unknown)
        #expect(try facts(moved.claim("groups", [.string(Contoso.portal)])).groups == .unknown)
        #expect(try facts(.v2User.claim("hasgroups", true).claim("groups", [])).groups == .unknown)
        let roles = TokenMint.v2User.claim("wids", []).claim("_claim_names", ["wids": "src1"])
        #expect(try facts(roles).directoryRoles == .unknown)
    }

    @Test("Groups that may be some of many are unknown, and what else the token says is known")
    func someGroups() throws {
        for complete in [false, true] {
            let verifier = CallerVerifier(try Contoso.requirements(groupsClaimIsComplete: complete))
            for groups in [[], [.string(Contoso.portal)]] as [JSON] {
                let token = try BearerToken(TokenMint.v2User.claim("groups", groups).claim("acct", 0).text())
                guard case .user(let facts) = try verifier.verify(token, keys: Contoso.keys(), at: Contoso.now).kind else {
                    Issue.record("not a user token")
                    continue
                }
                #expect((facts.groups == .unknown) == !complete)
                #expect(facts.userKind.value == .member)
            }
        }
    }

    @Test("That a groups claim is complete must be said")
    func groupsByDefault() throws {
        let plain = try CallerRequirements(
            tenant: #require(TenantID(Contoso.tenant)), clientID: #require(ApplicationID(Contoso.clientID)),
            appIDURIs: [Contoso.appIDURI])
        #expect(!plain.groupsClaimIsComplete)
        #expect(plain.identity == (try Contoso.requirements(groupsClaimIsComplete: false)).identity)
        #expect(plain.identity != (try Contoso.requirements(groupsClaimIsComplete: true)).identity)
    }

    @Test("Group names in place of ids are unknown")
    func groupNames() throws {
        #expect(try facts(.v2User.claim("groups", ["CONTOSO\\Finance"])).groups == .unknown)
    }

    @Test("The scope counts among others, as a whole word and in its own case")
    func scopes() throws {
        try Contoso.verify(.v2User.claim("scp", "openid Invitations.Send profile"))
        for scopes in ["openid", "", "Invitations.SendAll", "invitations.send", "xInvitations.Send", "Invitations.Send.OnBehalf"] {
            let fault = try Contoso.expectRefusal(.scopeMissing, .v2User.claim("scp", .string(scopes)))
            #expect(fault.caller?.application == ApplicationID(Contoso.portal))
            #expect(fault.caller?.user == ObjectID(Contoso.ana))
            #expect(fault.caller?.tokenID == "AbC_123-xyz")
        }
    }

    @Test("An application that holds the app role may name the inviter")
    func application() throws {
        let caller = try Contoso.verify(.v2Application)
        #expect(caller.kind == .application)
        #expect(caller.application == ApplicationID(Contoso.portal))
    }

    @Test("An application without the app role is refused, with its name for the trail", arguments: [nil, [], ["Audit.Read"]] as [JSON?])
    func applicationWithoutRole(roles: JSON?) throws {
        let fault = try Contoso.expectRefusal(.appRoleMissing, .v2Application.claim("roles", roles))
        #expect(fault.caller?.application == ApplicationID(Contoso.portal))
        #expect(fault.caller?.user == nil)
    }

    @Test("The app role makes no application of a user, nor does it stand for the scope")
    func onBehalfOnUserToken() throws {
        let mint = TokenMint.v2User.claim("roles", ["Invitations.Send.OnBehalf"])
        guard case .user = try Contoso.verify(mint).kind else { throw CancellationError() }
        try Contoso.expectRefusal(.scopeMissing, mint.claim("scp", "openid"))
    }

    @Test("idtyp user with a scope is a user token")
    func userToken() throws { try Contoso.verify(.v2User.claim("idtyp", "user")) }

    @Test("A token that does not say what it is is refused, naming the claim to configure")
    func kindUnclear() throws {
        let fault = try Contoso.expectRefusal(.tokenKindUnclear, .v2Application.claim("idtyp", nil))
        #expect(fault.message.contains("optional claim \"idtyp\""))
        try Contoso.expectRefusal(.tokenKindUnclear, .v2Application.claim("idtyp", "user"))
        try Contoso.expectRefusal(.tokenKindUnclear, .v2Application.claim("idtyp", "device"))
        try Contoso.expectRefusal(.tokenKindUnclear, .v2Application.claim("scp", "Invitations.Send"))
        try Contoso.expectRefusal(.tokenKindUnclear, .v2User.claim("idtyp", "device"))
    }

    @Test("Auditing roles are kept, and only those")
    func auditing() throws {
        let roles: JSON = ["Audit.Read", "Policy.Read", "Invitations.Send.OnBehalf", "audit.read"]
        #expect(try Contoso.verify(.v2Application.claim("roles", roles)).auditingRoles == ["Audit.Read", "Policy.Read"])
        #expect(try Contoso.verify(.v2User.claim("roles", ["Policy.Read"])).auditingRoles == ["Policy.Read"])
    }

    @Test("Where the account is homed does not matter")
    func guest() throws { try Contoso.verify(.v2User.claim("idp", "https://sts.windows.net/other/")) }
}
