import GraphEmulator

/// The tenant, the policy and the two invitations of the benchmark.
enum BenchmarkTenant {
    static let tenant = "0f6f8a52-1c1e-4d3c-9a5b-7f1d2e3c4b5a"
    static let gate = "5e0d1c2b-3a49-4f58-8e67-76d5c4b3a291"
    static let portal = "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11"
    static let inviter = "a11a0000-0000-4000-8000-000000000001"
    static let secret = "only-for-the-benchmark"

    static let approved = Load.Request(address: "ada@fabrikam.example", status: 201)
    static let denied = Load.Request(address: "max@d5.listed.example", status: 403)

    static let seed = """
        tenant: {id: \(tenant), domain: contoso.onmicrosoft.com}
        apps:
          - {appId: \(gate), name: gatekeeper, secrets: [\(secret)], permissions: [User.Invite.All, Directory.Read.All]}
        users:
          - {id: \(inviter), userPrincipalName: ana@contoso.example, displayName: Ana, mail: ana@contoso.example}
        quirks: {throttle: false}
        """

    static let policy = """
        version: 1
        name: benchmark
        invitations:
          whoMayInvite: adminsGuestInvitersAndAllMembers
          callers: [{app: \(portal), name: invite-portal, channel: portal}]
          domains:
            deny: [{file: denied.txt}]
            allow: [fabrikam.example]
          defaults:
            require: {redirectHosts: [myapps.microsoft.com]}
        """

    static func list(_ count: Int) -> String {
        var text = ""
        text.reserveCapacity(count * 20)
        for number in 0..<count { text += "d\(number).listed.example\n" }
        return text
    }

    /// Settings under which nothing holds so many requests at once back.
    static func widelyOpen(_ requests: Int) -> String {
        """
        log: {level: notice}
        """
    }

    static func settings(endpoint: String, _ further: String) -> String {
        """
        tenant: \(tenant)
        audience: {clientId: \(gate)}
        policy: {file: policy.yaml}
        audit: {file: audit.sqlite}
        graph: {clientId: \(gate), clientSecret: \(secret), maximumConnections: 9000}
        limits: {perCallerAndSecond: 100000, perInviterAndMinute: 6000000}
        listen: {port: 0, maximumConnections: 20000}
        admin: {port: 0}
        outbound: {requests: 100000}
        endpoints: {allowCustom: true, login: "\(endpoint)", graph: "\(endpoint)"}
        \(further)
        """
    }

    static func token(_ emulator: GraphEmulator) throws -> String {
        try emulator.mintUserToken(inviter, TokenDraft(audience: gate, client: portal))
    }
}
