/// The demo's tenant and policy: Contoso, with three people and three applications.
enum DemoFiles {
    static let tenant = "0f6f8a52-1c1e-4d3c-9a5b-7f1d2e3c4b5a"
    /// The gate's own registration: what callers ask tokens for, and what holds User.Invite.All.
    static let gate = "5e0d1c2b-3a49-4f58-8e67-76d5c4b3a291"
    static let portal = "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11"
    static let bot = "91aa4be0-7d53-4f1c-8a86-5b1f2c9e3d47"
    static let secret = "only-for-the-demo"

    static let ana = "a11a0000-0000-4000-8000-000000000001"
    static let gus = "a11a0000-0000-4000-8000-000000000002"

    static let policy = """
        # Contoso's members may invite people of Fabrikam and Woodgrove; nobody invites a competitor.
        version: 1
        name: contoso-demo
        owner: partner-desk@contoso.example

        invitations:
          whoMayInvite: adminsGuestInvitersAndAllMembers
          callers:
            - {app: \(portal), name: invite-portal, channel: portal}
            - {app: \(bot), name: help-bot, channel: bot}
          internalDomains: [{domain: contoso.example, subdomains: true}]
          domains:
            unlisted: deny
            deny:
              - {domain: competitor.example, subdomains: true}
            allow:
              - fabrikam.example
              - {domain: woodgrove.example, subdomains: true}
          defaults:
            inviteRedirectUrl: https://myapps.microsoft.com
            require: {redirectHosts: [myapps.microsoft.com]}

        """

    static let seed = """
        tenant: {id: \(tenant), domain: contoso.onmicrosoft.com}
        apps:
          - appId: \(gate)
            name: invitation gatekeeper
            secrets: [\(secret)]
            permissions: [User.Invite.All, Directory.Read.All]
        users:
          - {id: \(ana), userPrincipalName: ana@contoso.example, displayName: Ana, mail: ana@contoso.example}
          - {id: \(gus), userPrincipalName: gus_partner.example#EXT#@contoso.onmicrosoft.com, displayName: Gus,
             mail: gus@partner.example, userType: Guest}

        """
}
