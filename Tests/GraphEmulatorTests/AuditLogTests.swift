import GraphEmulator
import Testing

@Suite struct `The audit log` {
    private static let path = "/v1.0/auditLogs/directoryAudits"

    /// The gate may read the log, and nobody throttles it unless the test does.
    private static func run(_ change: SeedChange? = nil, _ test: (EmulatorRig) async throws -> Void) async throws {
        let readable = SeedChange { seed in
            seed.apps[0].permissions.insert("AuditLog.Read.All")
            seed.quirks.auditThrottleLimit = nil
            change?.apply(&seed)
        }
        try await EmulatorRig.run(readable, test)
    }

    private static func activities(_ reply: EmulatorRig.Reply) -> [String] { `Reading the directory`.ids(reply, "activityDisplayName") }

    @Test func `Has three records of a new guest, one of an invitation that found a guest`() async throws {
        try await Self.run { rig in
            let token = try await rig.graphToken()
            let made = try await rig.invite("ada@fabrikam.com", token: token).json
            let all = try await rig.get(Self.path, token: token)
            #expect(all.status == 200)
            #expect(Self.activities(all) == ["Add user sponsor", "Invite external user"])
            let second = try await rig.get(try #require(all.json["@odata.nextLink"]?.string), token: token)
            #expect(Self.activities(second) == ["Add user"])
            #expect(second.json["value"]?.array?.first?["initiatedBy"]?["app"]?["displayName"] == "Microsoft B2B Admin Worker")
            let record = try #require(all.json["value"]?.array?.last)
            #expect(record["loggedByService"] == "Invited Users" && record["result"] == "success")
            #expect(record["initiatedBy"]?["app"]?["appId"] == .string(EmulatorRig.gate) && record["initiatedBy"]?["user"] == .null)
            #expect(record["targetResources"]?.array?.first?["id"] == made["invitedUser"]?["id"])
            #expect(record["targetResources"]?.array?.first?["userPrincipalName"] == "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com")
            func detail(_ key: String) -> JSONValue? {
                record["additionalDetails"]?.array?.first { $0["key"]?.string == key }?["value"]
            }
            #expect(detail("InvitationId") == made["id"])
            #expect(detail("invitedUserEmailAddress") == "ada@fabrikam.com")
            _ = try await rig.invite("ada@fabrikam.com", token: token)
            let more = try await rig.get("\(Self.path)?$top=50", token: token)
            #expect(Self.activities(more) == ["Invite external user", "Add user sponsor", "Invite external user", "Add user"])
        }
    }

    @Test(arguments: [
        ("activityDisplayName eq 'Invite external user'", 2), ("startswith(activityDisplayName,'Invite ')", 2),
        ("startswith(activityDisplayName,'Redeem')", 0), ("loggedByService eq 'Core Directory'", 4),
        ("activityDateTime ge 2026-11-18T11:06:40Z", 6), ("activityDateTime ge 2026-11-18T11:07:40.000Z", 3),
        ("activityDateTime le 2026-11-18T11:06:40Z", 3), ("activityDateTime le 2026-11-18T11:06:39Z", 0),
        ("initiatedBy/app/appId eq '11111111-1111-4111-8111-111111111111'", 4), ("initiatedBy/user/id eq 'x'", 0),
        ("initiatedBy/app/displayName eq 'Microsoft B2B Admin Worker'", 2),
        ("targetResources/any(t: t/id eq 'nobody')", 0), ("targetResources/any(x:x/displayName eq 'ada')", 3),
        ("activityDateTime ge 2026-11-18T11:07:40Z and (activityDisplayName eq 'Add user' or activityDisplayName eq 'Invite external user')", 2),
        ("activityDateTime ge 2026-11-18T11:07:40Z and activityDisplayName eq 'Add user' or activityDisplayName eq 'Invite external user'", 3),
    ])
    func `A filter finds`(filter: String, count: Int) async throws {
        try await Self.run(SeedChange { $0.quirks.pageSize = 50 }) { rig in
            let token = try await rig.graphToken()
            #expect(rig.now == 1_795_000_000)
            _ = try await rig.invite("ada@fabrikam.com", token: token)
            rig.advance(60)
            _ = try await rig.invite("eve@fabrikam.com", token: token)
            let reply = try await rig.get("\(Self.path)?$filter=\(filter.replacing(" ", with: "%20"))", token: token)
            #expect(reply.status == 200)
            #expect(Self.activities(reply).count == count)
        }
    }

    @Test(arguments: [
        "activityDisplayName ge 'x'", "category eq 'UserManagement'", "(activityDisplayName eq 'x'", "startswith(loggedByService,'x')",
        "activityDisplayName eq 'x' and", "endswith(activityDisplayName,'x')",
    ])
    func `A filter that is not documented is refused, not guessed`(filter: String) async throws {
        try await Self.run { rig in
            let reply = try await rig.get(
                "\(Self.path)?$filter=\(filter.replacing(" ", with: "%20"))", token: try await rig.graphToken())
            #expect(reply.status == 400)
        }
    }

    @Test func `Is not for an application without the permission`() async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.get(Self.path, token: try await rig.graphToken())
            #expect(reply.status == 403 && reply.errorCode == "Authorization_RequestDenied")
        }
    }

    @Test func `Takes five requests in ten seconds`() async throws {
        try await Self.run(SeedChange { $0.quirks.auditThrottleLimit = 5 }) { rig in
            let token = try await rig.graphToken()
            for _ in 0..<5 { #expect(try await rig.get(Self.path, token: token).status == 200) }
            rig.advance(4)
            let refused = try await rig.get(Self.path, token: token)
            #expect(refused.status == 429 && refused.headers["retry-after"] == "6.000")
            rig.advance(6)
            #expect(try await rig.get(Self.path, token: token).status == 200)
            #expect(try await rig.invite("ada@fabrikam.com", token: token).status == 201)
        }
    }

    @Test func `Shows a record after its delay, and names no client id where the seed says so`() async throws {
        let change = SeedChange { seed in
            (seed.quirks.auditDelaySeconds, seed.quirks.auditNamesApplication) = (120, false)
        }
        try await Self.run(change) { rig in
            let token = try await rig.graphToken()
            _ = try await rig.invite("ada@fabrikam.com", token: token)
            #expect(Self.activities(try await rig.get(Self.path, token: token)) == [])
            rig.advance(120)
            let reply = try await rig.get(Self.path, token: token)
            #expect(Self.activities(reply).count == 2)
            #expect(reply.json["value"]?.array?.last?["initiatedBy"]?["app"]?["appId"] == .null)
        }
    }

    @Test func `Every answer is dated by the emulator's clock`() async throws {
        try await Self.run { rig in
            let reply = try await rig.get(Self.path, token: try await rig.graphToken())
            #expect(reply.headers["date"] == "Wed, 18 Nov 2026 11:06:40 GMT")
        }
    }
}
