import GraphEmulator
import Invitations

/// Contoso: its people, its applications, its policy.
enum Tenant {
    static let id = "0f6f8a52-1c1e-4d3c-9a5b-7f1d2e3c4b5a"

    // Applications.
    static let gate = "5e0d1c2b-3a49-4f58-8e67-76d5c4b3a291"
    static let portal = "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11"
    static let bot = "91aa4be0-7d53-4f1c-8a86-5b1f2c9e3d47"
    /// May name the members of ``desk`` only.
    static let clerk = "c1e4c1e4-7d53-4f1c-8a86-5b1f2c9e3d47"
    /// May name people by user principal name.
    static let butler = "b0771e40-7d53-4f1c-8a86-5b1f2c9e3d47"
    static let unlistedApp = "dead0000-7d53-4f1c-8a86-5b1f2c9e3d47"
    static let secret = "a secret of the tests, known to the emulator"

    // People.
    static let ana = "a11a0000-0000-4000-8000-000000000001"
    /// A guest.
    static let gus = "a11a0000-0000-4000-8000-000000000002"
    /// Global Administrator.
    static let ida = "a11a0000-0000-4000-8000-000000000003"
    /// User Administrator.
    static let una = "a11a0000-0000-4000-8000-000000000004"
    /// Disabled.
    static let dan = "a11a0000-0000-4000-8000-000000000005"
    /// In ``finance``, and so in ``desk``.
    static let fay = "a11a0000-0000-4000-8000-000000000006"
    /// In ``interns``.
    static let ike = "a11a0000-0000-4000-8000-000000000007"
    /// Holds the gate's app role `Invitations.Vip`.
    static let viv = "a11a0000-0000-4000-8000-000000000008"
    /// A guest of Fabrikam who was invited long ago.
    static let old = "a11a0000-0000-4000-8000-000000000009"
    static let nobody = "a11a0000-0000-4000-8000-0000000000ff"

    static let finance = "9a000000-0000-4000-8000-000000000001"
    static let desk = "9a000000-0000-4000-8000-000000000002"
    static let interns = "9a000000-0000-4000-8000-000000000003"

    static let globalAdministrator = "62e90394-69f5-4237-9190-012177145e10"
    static let userAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1"

    /// A token of the portal's, in somebody's name.
    static var portalToken: TokenDraft { TokenDraft(audience: gate, client: portal) }

    /// A token that an application has for itself.
    static func appToken(_ client: String) -> TokenDraft {
        var draft = TokenDraft(audience: gate, client: client)
        draft.roles = ["Invitations.Send.OnBehalf"]
        draft.includesTokenType = true
        return draft
    }

    static func policy(
        whoMayInvite: String = "adminsGuestInvitersAndAllMembers", deny: String? = nil, defaults: String = ""
    ) -> String {
        """
        version: 1
        name: contoso-service-tests
        owner: partner-desk@contoso.example
        invitations:
          whoMayInvite: \(whoMayInvite)
          callers:
            - {app: \(portal), name: invite-portal, channel: portal}
            - {app: \(bot), name: help-bot, channel: bot}
            - {app: \(clerk), name: clerk, channel: service, mayName: {groups: [\(desk)]}}
            - {app: \(butler), name: butler, channel: service, acceptUpn: true}
          internalDomains: [{domain: contoso.example, subdomains: true}]
          domains:
            unlisted: deny
            deny:
              - {domain: competitor.example, subdomains: true}\(deny.map { "\n      - \($0)" } ?? "")
            allow:
              - fabrikam.example
              - {domain: woodgrove.example, subdomains: true}
              - bigfour.example
          rules:
            - {id: no-interns, effect: deny, inviters: {groups: [\(interns)]}, domains: [bigfour.example]}
            - {id: by-desk, effect: allow, inviters: {groups: [\(desk)]}, domains: [supplier.example]}
            - {id: by-user-admins, effect: allow, inviters: {directoryRoles: [userAdministrator]}, domains: [auditor.example]}
            - {id: by-vips, effect: allow, inviters: {appRoles: [Invitations.Vip]}, domains: [celebrity.example]}
            - {id: justified, effect: allow, domains: [justified.example], require: {justification: true}}
            - {id: ticketed, effect: allow, domains: [ticketed.example], require: {ticket: true}}
            - {id: resets, effect: allow, inviters: {directoryRoles: [userAdministrator]}, domains: [fabrikam.example],
               permit: [resetRedemption]}
            - {id: members, effect: allow, inviters: {directoryRoles: [globalAdministrator]}, domains: [woodgrove.example],
               permit: [memberType]}
          defaults:
            inviteRedirectUrl: https://myapps.microsoft.com
            require: {redirectHosts: [myapps.microsoft.com]}
        \(defaults)
        """
    }

    /// - Parameter certificates: PEM; with any, the gate has no secret.
    static func seed(certificates: [String] = []) -> EmulatorSeed {
        let vip = SeededAppRole(id: "4b000000-0000-4000-8000-000000000001", value: "Invitations.Vip", displayName: "VIP")
        let app = SeededApp(
            appID: gate, name: "invitation gatekeeper", secrets: certificates.isEmpty ? [.init(secret)] : [],
            certificates: certificates, permissions: ["User.Invite.All", "User.ReadWrite.All", "Directory.Read.All"],
            appRoles: [vip])
        var quirks = SeededQuirks()
        quirks.throttleLimit = nil
        var answers = SeededAnswers()
        answers.domainBlocked = .init(400, "BadRequest", "The domain is on the tenant's own list.")
        return EmulatorSeed(
            tenant: SeededTenant(id: id, domain: "contoso.onmicrosoft.com"), apps: [app], users: users, groups: groups,
            answers: answers, quirks: quirks)
    }

    private static var users: [SeededUser] {
        func member(_ id: String, _ name: String) -> SeededUser {
            SeededUser(
                id: id, userPrincipalName: "\(name)@contoso.example", displayName: name, mail: "\(name)@contoso.example")
        }
        var gus = member(gus, "gus")
        gus.userType = "Guest"
        var ida = member(ida, "ida")
        ida.directoryRoles = [globalAdministrator]
        var una = member(una, "una")
        una.directoryRoles = [userAdministrator]
        var dan = member(dan, "dan")
        dan.accountEnabled = false
        var fay = member(fay, "fay")
        fay.groups = [finance]
        var ike = member(ike, "ike")
        ike.groups = [interns]
        var viv = member(viv, "viv")
        viv.appRoles = [.init(appID: gate, role: "Invitations.Vip")]
        let old = SeededUser(
            id: old, userPrincipalName: "old_fabrikam.example#EXT#@contoso.onmicrosoft.com", displayName: "Old",
            mail: "old@fabrikam.example", userType: "Guest")
        return [member(ana, "ana"), gus, ida, una, dan, fay, ike, viv, old]
    }

    private static var groups: [SeededGroup] {
        [
            SeededGroup(id: finance, displayName: "Finance", memberOf: [desk]),
            SeededGroup(id: desk, displayName: "Partner desk"),
            SeededGroup(id: interns, displayName: "Interns"),
        ]
    }
}
