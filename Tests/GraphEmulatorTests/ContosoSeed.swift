/// The tenant that the tests play in.
let contosoSeed = #"""
    tenant:
      id: 8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01
      domain: contoso.onmicrosoft.com
      allowInvitesFrom: everyone
      domains: {deny: [competitor.example]}
      crossTenantBlocked: [sealed.example]
    apps:
      - appId: 11111111-1111-4111-8111-111111111111
        name: gatekeeper
        secrets: [s3cret-of-the-gate, {value: old-secret, expires: 1000}]
        permissions: [User.Invite.All, User.Read.All, Application.Read.All]
        appRoles:
          - {id: aaaaaaaa-0000-4000-8000-000000000001, value: Invitations.Send.OnBehalf, allowedMemberTypes: [Application]}
          - {id: aaaaaaaa-0000-4000-8000-000000000002, value: Audit.Read, allowedMemberTypes: [User]}
      - appId: 22222222-2222-4222-8222-222222222222
        name: powerless
        secrets: [nothing]
      - appId: 33333333-3333-4333-8333-333333333333
        name: writer
        secrets: [writes]
        permissions: [User.ReadWrite.All]
    users:
      - id: aaaa0000-0000-4000-8000-000000000001
        userPrincipalName: ana@contoso.com
        displayName: Ana
        mail: ana@contoso.com
        directoryRoles: [95e79109-95c0-4d8e-aee3-d01accf2d47b]
        groups: [99990000-0000-4000-8000-000000000001]
        appRoles: [{app: 11111111-1111-4111-8111-111111111111, role: Audit.Read}]
      - id: aaaa0000-0000-4000-8000-000000000002
        userPrincipalName: bob@contoso.com
        displayName: Bob
        mail: bob@contoso.com
        accountEnabled: false
      - id: aaaa0000-0000-4000-8000-000000000003
        userPrincipalName: guest_fabrikam.com#EXT#@contoso.onmicrosoft.com
        displayName: Gus
        mail: guest@fabrikam.com
        otherMails: [gus.o'neil@fabrikam.com]
        userType: Guest
    groups:
      - id: 99990000-0000-4000-8000-000000000001
        displayName: Finance
        mail: finance@contoso.com
        memberOf: [99990000-0000-4000-8000-000000000002]
      - id: 99990000-0000-4000-8000-000000000002
        displayName: Everyone in finance
        directoryRoles: [fe930be7-5e62-47db-91af-98c3a49a38b1, 88d8e3e3-8f55-4a1e-953a-9b9898b8876b]
    answers:
      domainBlocked: {status: 403, code: TestDomainBlocked, message: This domain is blocked.}
      crossTenantBlocked:
        status: 403
        code: TestCrossTenant
        message: This invitation is blocked by cross-tenant access settings.
    quirks:
      pageSize: 2
    """#
