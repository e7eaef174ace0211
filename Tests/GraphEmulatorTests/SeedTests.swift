import GraphEmulator
import Testing

@Suite struct `A seed` {
    static let tenant = "tenant: {id: 8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01, domain: contoso.onmicrosoft.com}\n"

    @Test func `Reads whole`() throws {
        let seed = try EmulatorRig.seed()
        #expect(seed.tenant.domains == .deny(["competitor.example"]))
        #expect(seed.apps.count == 3 && seed.users.count == 3 && seed.groups.count == 2)
        #expect(seed.apps[0].permissions == ["User.Invite.All", "User.Read.All", "Application.Read.All"])
        #expect(seed.quirks.pageSize == 2 && seed.quirks.throttleLimit == 150)
        #expect(seed.answers.domainBlocked?.code == "TestDomainBlocked")
        // A tenant alone is enough.
        #expect(try EmulatorSeed(yaml: Self.tenant).users.isEmpty)
    }

    @Test(arguments: [
        ("colour: blue", "colour: unknown key"),
        ("users: [{id: 1, userPrincipalName: a@b.c}]", "users[0].id: a GUID is expected"),
        ("users: [{userPrincipalName: a@b.c}]", "users[0]: `id` is missing"),
        ("users: nobody", "users: a list is expected"),
        ("quirks: {throttle: sometimes}", "quirks.throttle: true or false is expected"),
        ("quirks: {pageSize: 0}", "quirks.pageSize: a whole number of at least 1 is expected"),
        ("groups: [{id: 99990000-0000-4000-8000-000000000001, displayName: ~}]", "groups[0].displayName: a text is expected"),
        ("answers: {groupAddress: {status: 200, code: a, message: b}}", "answers.groupAddress.status: a whole number of at least 400 is expected"),
        (
            "users: [{id: aaaa0000-0000-4000-8000-000000000001, userPrincipalName: a@b.c, groups: [99990000-0000-4000-8000-000000000001]}]",
            "users[0]: no group has the id"
        ),
        (
            "apps: [{appId: 11111111-1111-4111-8111-111111111111, name: a}, {appId: 11111111-1111-4111-8111-111111111111, name: b}]",
            "apps[1].appId: `11111111-1111-4111-8111-111111111111` is given twice"
        ),
    ])
    func `With a fault is refused, with the fault's place`(yaml: String, message: String) throws {
        let error = #expect(throws: SeedError.self) { try EmulatorSeed(yaml: Self.tenant + yaml) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func `Tells all faults at once, by line`() throws {
        let yaml = "tenant:\n  id: x\n  domain: c.example\n  hue: red\napps:\n  - {name: a}\n"
        let error = try #require(#expect(throws: SeedError.self) { try EmulatorSeed(yaml: yaml) })
        #expect(error.faults.count == 3)
        #expect(Set(error.faults.compactMap(\.line)) == [2, 4, 6])
    }

    @Test(arguments: ["", "- a", "tenant: [", "quirks: {}"])
    func `That is no seed is refused`(yaml: String) {
        #expect(throws: SeedError.self) { try EmulatorSeed(yaml: yaml) }
    }

    @Test func `With a domain list must say how Graph refuses`() throws {
        let yaml = "tenant: {id: 8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01, domain: c.example, domains: {deny: [a.example]}}\n"
        let error = try #require(#expect(throws: SeedError.self) { try EmulatorSeed(yaml: yaml) })
        #expect(error.faults.map(\.path) == ["answers.domainBlocked"])
        let answer = "answers: {domainBlocked: {status: 400, code: A, message: B}}"
        #expect(try EmulatorSeed(yaml: yaml + answer).answers.domainBlocked == .init(400, "A", "B"))
    }
}
