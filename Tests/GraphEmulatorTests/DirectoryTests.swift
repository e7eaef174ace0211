import GraphEmulator
import Testing

@Suite struct `Reading the directory` {
    static func ids(_ reply: EmulatorRig.Reply, _ property: String = "id") -> [String] {
        reply.json["value"]?.array?.compactMap { $0[property]?.string } ?? []
    }

    @Test(arguments: ["aaaa0000-0000-4000-8000-000000000002", "bob@contoso.com", "BOB%40contoso.com"])
    func `A user is found by id and by name`(key: String) async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let reply = try await rig.get("/v1.0/users/\(key)?$select=id,accountEnabled,userType", token: token)
            #expect(reply.status == 200)
            #expect(reply.json["id"] == "aaaa0000-0000-4000-8000-000000000002")
            #expect(reply.json["accountEnabled"] == false && reply.json["userType"] == "Member")
            #expect(reply.json["displayName"] == nil)
        }
    }

    @Test func `A guest's name with a number sign is found when escaped`() async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.get("/v1.0/users/guest_fabrikam.com%23EXT%23@contoso.onmicrosoft.com", token: try await rig.graphToken())
            #expect(reply.json["displayName"] == "Gus")
            // What is not selected is not given by default.
            #expect(reply.json["userType"] == nil)
        }
    }

    @Test(arguments: ["", "/transitiveMemberOf/microsoft.graph.directoryRole", "/appRoleAssignments"])
    func `An unknown user is 404`(rest: String) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.get("/v1.0/users/nobody@contoso.com\(rest)", token: try await rig.graphToken())
            #expect(reply.status == 404)
            #expect(reply.errorCode == "Request_ResourceNotFound")
            #expect(reply.json["error"]?["message"]?.string?.hasPrefix("Resource 'nobody@contoso.com' does not exist") == true)
        }
    }

    @Test func `Without permission nothing is read, without a token neither`() async throws {
        try await EmulatorRig.run { rig in
            let denied = try await rig.get("/v1.0/users/ana@contoso.com", token: try await rig.graphToken(EmulatorRig.powerless, "nothing"))
            #expect(denied.status == 403 && denied.errorCode == "Authorization_RequestDenied")
            #expect(try await rig.send("GET", "/v1.0/users/ana@contoso.com").status == 401)
        }
    }

    @Test(arguments: [
        ("mail%20eq%20'guest@fabrikam.com'", 1),
        ("mail%20eq%20'GUEST@fabrikam.com'", 1),
        ("mail%20eq%20'nobody@fabrikam.com'", 0),
        ("otherMails/any(x:x%20eq%20'gus.o''neil@fabrikam.com')", 1),
        ("otherMails/any(m:%20m%20eq%20'gus.o''neil@fabrikam.com')", 1),
        ("proxyAddresses/any(p:p%20eq%20'SMTP:guest@fabrikam.com')", 1),
        ("mail%20eq%20'ana@contoso.com'%20or%20otherMails/any(x:x%20eq%20'gus.o''neil@fabrikam.com')", 2),
        ("userType%20eq%20'Guest'", 1),
        ("mail%20eq%20'ana@contoso.com'%20and%20userType%20eq%20'Guest'", 0),
        ("createdDateTime%20ge%202020-01-01T00:00:00Z%20and%20userType%20eq%20'Guest'", 1),
    ])
    func `A filter finds`(filter: String, count: Int) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.get("/v1.0/users?$filter=\(filter)", token: try await rig.graphToken())
            #expect(reply.status == 200)
            #expect(Self.ids(reply).count == count)
        }
    }

    @Test(arguments: ["$filter=mail%20like%20'x'", "$filter=mail%20eq%20'open", "$filter=shoeSize%20eq%20'43'", "$select=shoeSize"])
    func `A query that it cannot carry out is refused, not guessed`(query: String) async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            #expect(try await rig.get("/v1.0/users?\(query)", token: token).status == 400)
        }
    }

    @Test func `An invited guest is found by id at once, by search after the delay`() async throws {
        try await EmulatorRig.run(SeedChange { $0.quirks.searchDelaySeconds = 60 }) { rig in
            let token = try await rig.graphToken()
            let id = try #require(try await rig.invite("new@fabrikam.com", token: token).json["invitedUser"]?["id"]?.string)
            let search = "/v1.0/users?$filter=mail%20eq%20'new@fabrikam.com'&$select=id,externalUserState,creationType,userPrincipalName"
            #expect(try await rig.get("/v1.0/users/\(id)", token: token).status == 200)
            #expect(Self.ids(try await rig.get(search, token: token)) == [])
            rig.advance(60)
            let found = try await rig.get(search, token: token)
            #expect(Self.ids(found) == [id])
            #expect(Self.ids(found, "externalUserState") == ["PendingAcceptance"] && Self.ids(found, "creationType") == ["Invitation"])
            #expect(Self.ids(found, "userPrincipalName") == ["new_fabrikam.com#EXT#@contoso.onmicrosoft.com"])
        }
    }

    @Test func `Directory roles come direct and through groups, page by page`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let path = "/v1.0/users/\(EmulatorRig.ana)/transitiveMemberOf/microsoft.graph.directoryRole?$select=id,roleTemplateId"
            let first = try await rig.get(path, token: token)
            let next = try #require(first.json["@odata.nextLink"]?.string)
            #expect(next.hasPrefix(rig.emulator.baseURL))
            let second = try await rig.get(next, token: token)
            #expect(second.json["@odata.nextLink"] == nil)
            #expect(
                Set(Self.ids(first, "roleTemplateId") + Self.ids(second, "roleTemplateId")) == [
                    "95e79109-95c0-4d8e-aee3-d01accf2d47b", "fe930be7-5e62-47db-91af-98c3a49a38b1", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
                ])
            #expect(Set(Self.ids(first)).isDisjoint(with: Self.ids(first, "roleTemplateId")))
        }
    }

    @Test func `Member objects are groups through groups, and roles unless only security groups are asked for`() async throws {
        try await EmulatorRig.run { rig in
            let headers = ["Authorization": "Bearer \(try await rig.graphToken())", "Content-Type": "application/json"]
            let path = "/v1.0/users/\(EmulatorRig.ana)/getMemberObjects"
            let groups = try await rig.send("POST", path, headers, body: Array(#"{"securityEnabledOnly":true}"#.utf8))
            #expect(groups.json["value"] == ["99990000-0000-4000-8000-000000000001", "99990000-0000-4000-8000-000000000002"])
            let all = try await rig.send("POST", path, headers, body: Array(#"{"securityEnabledOnly":false}"#.utf8))
            #expect(all.json["value"]?.array?.count == 5)
            #expect(try await rig.send("POST", path, headers, body: Array("{}".utf8)).status == 400)
        }
    }

    @Test func `App role assignments lead to the service principal's roles`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let path = "/v1.0/servicePrincipals(appId='\(EmulatorRig.gate)')?$select=id,appRoles"
            let principal = try await rig.get(path, token: token).json
            let role = try #require(principal["appRoles"]?.array?.first { $0["value"] == "Audit.Read" })
            let assignments = try await rig.get("/v1.0/users/\(EmulatorRig.ana)/appRoleAssignments", token: token)
            #expect(Self.ids(assignments, "appRoleId") == [try #require(role["id"]?.string)])
            #expect(Self.ids(assignments, "resourceId") == [try #require(principal["id"]?.string)])
            let unknown = try await rig.get("/v1.0/servicePrincipals(appId='99999999-9999-4999-8999-999999999999')", token: token)
            #expect(unknown.status == 404)
        }
    }
}
