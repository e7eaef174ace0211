import GraphEmulator
import Testing

@Suite struct `Discovery, keys and minted tokens` {
    static let draft = TokenDraft(audience: EmulatorRig.gate, client: EmulatorRig.writer)

    static func keySet(_ rig: EmulatorRig) async throws -> JSONValue {
        try await rig.send("GET", "/\(EmulatorRig.tenant)/discovery/v2.0/keys").json
    }

    @Test(arguments: [
        ("", "https://sts.windows.net/8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01/", "/discovery/keys"),
        ("/v2.0", "https://login.microsoftonline.com/8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01/v2.0", "/discovery/v2.0/keys"),
    ])
    func `Discovery names the real issuer and the emulator's own keys`(infix: String, issuer: String, keys: String) async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.send("GET", "/\(EmulatorRig.tenant)\(infix)/.well-known/openid-configuration")
            #expect(reply.status == 200)
            #expect(reply.json["issuer"]?.string == issuer)
            #expect(reply.json["jwks_uri"]?.string == "\(rig.emulator.baseURL)/\(EmulatorRig.tenant)\(keys)")
            let set = try await rig.send("GET", try #require(reply.json["jwks_uri"]?.string)).json
            #expect(set["keys"]?.array?.count == 3)
            #expect(set["keys"]?.array?.compactMap { $0["kid"]?.string } == rig.emulator.publishedKeys)
        }
    }

    @Test func `An unknown tenant has no discovery, a seeded issuer is used`() async throws {
        try await EmulatorRig.run(SeedChange { $0.tenant.issuerV2 = "https://issuer.example/v2.0" }) { rig in
            #expect(try await rig.send("GET", "/nowhere/v2.0/.well-known/openid-configuration").status == 400)
            let reply = try await rig.send("GET", "/\(EmulatorRig.tenant)/v2.0/.well-known/openid-configuration")
            #expect(reply.json["issuer"] == "https://issuer.example/v2.0")
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `A minted token verifies against the published keys, a forged one does not`(algorithm: SigningAlgorithm) async throws {
        try await EmulatorRig.run { rig in
            var draft = Self.draft
            draft.algorithm = algorithm
            let set = try await Self.keySet(rig)
            #expect(try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", draft)).isSigned(byKeyOf: set))
            draft.signer = .foreign
            let forged = try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", draft))
            #expect(try !forged.isSigned(byKeyOf: set))
            #expect(set["keys"]?.array?.contains { $0["kid"] == forged.header["kid"] } == true)
        }
    }

    @Test func `A user's v2 token has v2's claims, and the optional ones when asked for`() async throws {
        try await EmulatorRig.run { rig in
            let plain = try MintedToken(rig.emulator.mintUserToken(EmulatorRig.ana, Self.draft)).claims
            #expect(plain["ver"] == "2.0" && plain["aud"] == .string(EmulatorRig.gate) && plain["azp"] == .string(EmulatorRig.writer))
            #expect(plain["oid"] == .string(EmulatorRig.ana) && plain["tid"] == .string(EmulatorRig.tenant))
            #expect(plain["scp"] == "Invitations.Send" && plain["roles"] == ["Audit.Read"] && plain["azpacr"] == "1")
            #expect(plain["nbf"]?.number == rig.now && plain["exp"]?.number == rig.now + 3599 && plain["uti"] != nil)
            for absent in ["wids", "groups", "acct", "idtyp", "appid", "upn"] { #expect(plain[absent] == nil) }
            var full = Self.draft
            full.includesDirectoryRoles = true
            full.includesGroups = true
            full.includesAccountType = true
            full.includesTokenType = true
            let claims = try MintedToken(rig.emulator.mintUserToken(EmulatorRig.ana, full)).claims
            #expect(claims["wids"]?.array?.count == 3 && claims["groups"]?.array?.count == 2)
            #expect(claims["acct"] == 0 && claims["idtyp"] == "user")
        }
    }

    @Test func `A v1 token has v1's claims and header`() async throws {
        try await EmulatorRig.run { rig in
            var draft = Self.draft
            draft.version = .v1
            let token = try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", draft))
            #expect(token.claims["iss"]?.string == "https://sts.windows.net/\(EmulatorRig.tenant)/")
            #expect(token.claims["ver"] == "1.0" && token.claims["appid"] == .string(EmulatorRig.writer))
            #expect(token.claims["appidacr"] == "1" && token.claims["azp"] == nil && token.header["x5t"] != nil)
        }
    }

    @Test func `An application's token has no scopes, and its principal's id`() async throws {
        try await EmulatorRig.run { rig in
            var draft = Self.draft
            draft.roles = ["Invitations.Send.OnBehalf"]
            draft.includesTokenType = true
            let claims = try MintedToken(rig.emulator.mintAppToken(draft)).claims
            #expect(claims["scp"] == nil && claims["idtyp"] == "app" && claims["roles"] == ["Invitations.Send.OnBehalf"])
            #expect(claims["oid"] != nil)
        }
    }

    @Test func `A draft can be bent`() async throws {
        try await EmulatorRig.run { rig in
            var draft = Self.draft
            draft.claims = [.init(name: "aud", value: "other"), .init(name: "extra", value: ["deep": 1])]
            draft.removedClaims = ["tid"]
            draft.header = [.init(name: "crit", value: ["b64"])]
            draft.removedHeader = ["kid"]
            draft.expiresIn = -10
            let token = try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", draft))
            #expect(token.claims["aud"] == "other" && token.claims["extra"]?["deep"] == 1 && token.claims["tid"] == nil)
            #expect(token.header["crit"] == ["b64"] && token.header["kid"] == nil)
            #expect(token.claims["exp"]?.number == rig.now - 10)
            #expect(throws: EmulatorError.unknownUser("nobody")) { try rig.emulator.mintUserToken("nobody", draft) }
        }
    }

    @Test func `More than 200 groups become a pointer`() async throws {
        try await EmulatorRig.run(
            SeedChange { seed in
                let ids = (0..<201).map { "77770000-0000-4000-8000-\(String(repeating: "0", count: 12 - String($0).count))\($0)" }
                seed.groups += ids.map { SeededGroup(id: $0, displayName: $0) }
                seed.users[1].groups = ids
            }
        ) { rig in
            var draft = Self.draft
            draft.includesGroups = true
            let claims = try MintedToken(rig.emulator.mintUserToken("bob@contoso.com", draft)).claims
            #expect(claims["groups"] == nil && claims["_claim_names"] == ["groups": "src1"])
            #expect(claims["_claim_sources"]?["src1"]?["endpoint"] != nil)
        }
    }

    @Test func `A new key signs, a withdrawn one is no longer published`() async throws {
        try await EmulatorRig.run { rig in
            let before = try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", Self.draft))
            let id = try rig.emulator.rotateKeys()
            let after = try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", Self.draft))
            #expect(after.header["kid"]?.string == id && before.header["kid"] != after.header["kid"])
            #expect(try before.isSigned(byKeyOf: try await Self.keySet(rig)))
            let old = try #require(before.header["kid"]?.string)
            try rig.emulator.withdrawKey(old)
            let set = try await Self.keySet(rig)
            #expect(try !before.isSigned(byKeyOf: set) && after.isSigned(byKeyOf: set))
            var draft = Self.draft
            draft.signer = .key(id: old)
            #expect(try MintedToken(rig.emulator.mintUserToken("ana@contoso.com", draft)).header["kid"]?.string == old)
        }
    }
}
