import GraphEmulator
import Testing

@Suite struct `The control endpoint` {
    static func post(_ rig: EmulatorRig, _ path: String, _ body: JSONValue, method: String = "POST") async throws -> EmulatorRig.Reply {
        try await rig.send(method, "/_emulator/\(path)", ["Content-Type": "application/json"], body: body.bytes)
    }

    @Test func `Tells what was seen, and forgets it on demand`() async throws {
        try await EmulatorRig.run { rig in
            _ = try await rig.invite("a@fabrikam.com", token: try await rig.graphToken())
            let record = try await rig.send("GET", "/_emulator/record").json
            #expect(record["invitationCount"] == 1)
            #expect(record["requests"]?["POST /v1.0/invitations"] == 1)
            #expect(record["requests"]?["POST /{tenant}/oauth2/v2.0/token"] == 1)
            #expect(record["answers"]?["POST /v1.0/invitations"]?["201"] == 1)
            #expect(record["invitations"]?.array?.first?["invitedUserEmailAddress"] == "a@fabrikam.com")
            #expect(try await rig.send("DELETE", "/_emulator/record").status == 204)
            #expect(rig.emulator.record.invitationCount == 0 && rig.emulator.record.requestCounts.isEmpty)
        }
    }

    @Test func `Switches faults on and off`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let fault: JSONValue = [
                "path": "/v1.0/invitations", "method": "POST", "reach": ["next": 1],
                "effect": ["answer": ["status": 503, "headers": ["Retry-After": "1"], "body": ["a": 1]]],
            ]
            #expect(try await Self.post(rig, "faults", fault).status == 201)
            let reply = try await rig.invite("a@fabrikam.com", token: token)
            #expect(reply.status == 503 && reply.json["a"] == 1 && reply.headers["retry-after"] == "1")
            let listed = try await rig.send("GET", "/_emulator/faults").json
            #expect(listed["faults"]?.array?.first?["acted"] == 1)
            #expect(try await rig.send("DELETE", "/_emulator/faults/1").status == 204)
            #expect(try await rig.send("DELETE", "/_emulator/faults/1").status == 404)
        }
    }

    @Test(
        arguments: [
            ["path": "/x", "effect": "explode"], ["path": "/x"], ["effect": "reset"], ["path": "/x", "effect": "reset", "extra": 1],
            ["path": "/x", "effect": ["delayBefore": "long"]],
        ] as [JSONValue])
    func `Refuses a fault it does not understand`(fault: JSONValue) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await Self.post(rig, "faults", fault)
            #expect(reply.status == 400 && reply.json["error"]?.string != nil)
            #expect(rig.emulator.faults.all.isEmpty)
        }
    }

    @Test func `Mints tokens`() async throws {
        try await EmulatorRig.run { rig in
            let order: JSONValue = [
                "kind": "user", "user": "ana@contoso.com", "audience": .string(EmulatorRig.gate), "client": .string(EmulatorRig.writer),
                "version": "1.0", "includes": ["wids"], "claims": ["extra": true], "removedClaims": ["scp"], "algorithm": "PS256",
            ]
            let reply = try await Self.post(rig, "tokens", order)
            #expect(reply.status == 201)
            let token = try MintedToken(try #require(reply.json["token"]?.string))
            #expect(token.claims["ver"] == "1.0" && token.claims["extra"] == true && token.claims["scp"] == nil)
            #expect(token.claims["wids"] != nil && token.header["alg"] == "PS256")
            let set = try await rig.send("GET", "/\(EmulatorRig.tenant)/discovery/keys").json
            #expect(try token.isSigned(byKeyOf: set))
            #expect(try await Self.post(rig, "tokens", ["kind": "user", "user": "nobody", "audience": "a", "client": "b"]).status == 400)
            let app = try await Self.post(rig, "tokens", ["kind": "app", "audience": "a", "client": "b", "roles": ["R"]])
            #expect(try MintedToken(try #require(app.json["token"]?.string)).claims["roles"] == ["R"])
        }
    }

    @Test func `Moves keys, tenant, users, throttle and Graph tokens`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let id = try #require(try await Self.post(rig, "keys/rotate", .object([])).json["id"]?.string)
            #expect(try await rig.send("GET", "/_emulator/keys").json["keys"]?.array?.contains(.string(id)) == true)
            #expect(try await rig.send("DELETE", "/_emulator/keys/\(id)").status == 204)
            #expect(!rig.emulator.publishedKeys.contains(id))
            #expect(try await Self.post(rig, "tenant", ["allowInvitesFrom": "none"], method: "PATCH").status == 204)
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 403)
            #expect(try await Self.post(rig, "tenant", ["allowInvitesFrom": "everyone"], method: "PATCH").status == 204)
            #expect(try await Self.post(rig, "throttle", ["limit": 3], method: "PUT").status == 204)
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 201)
            #expect(try await Self.post(rig, "users/bob@contoso.com", ["accountEnabled": true], method: "PATCH").status == 204)
            #expect(try await rig.get("/v1.0/users/bob@contoso.com?$select=accountEnabled", token: token).json["accountEnabled"] == true)
            #expect(try await Self.post(rig, "graph-tokens/revoke", .object([])).status == 204)
            #expect(try await rig.get("/v1.0/users/bob@contoso.com", token: token).status == 401)
            #expect(try await rig.send("GET", "/_emulator/elsewhere").status == 404)
        }
    }
}
