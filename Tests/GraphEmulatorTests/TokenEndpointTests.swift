import GraphEmulator
import Testing

@Suite struct `The token endpoint` {
    @Test func `A right secret gets an opaque bearer token`() async throws {
        try await EmulatorRig.run { rig in
            let reply = try await rig.requestToken(EmulatorRig.secretForm())
            #expect(reply.status == 200)
            #expect(reply.json["token_type"] == "Bearer")
            #expect(reply.json["expires_in"] == 3599)
            #expect(try await rig.get("/v1.0/users", token: try #require(reply.json["access_token"]?.string)).status == 200)
        }
    }

    @Test(arguments: [
        ("client_secret", "wrong", 401, "invalid_client", 7_000_215),
        ("client_secret", "old-secret", 401, "invalid_client", 7_000_222),
        ("client_secret", "", 401, "invalid_client", 7_000_216),
        ("client_id", "99999999-9999-4999-8999-999999999999", 400, "unauthorized_client", 700_016),
        ("client_id", "", 400, "invalid_request", 900_144),
        ("scope", "https://graph.microsoft.com/User.Read", 400, "invalid_scope", 70_011),
        ("grant_type", "password", 400, "unsupported_grant_type", 70_003),
    ])
    func `A wrong parameter is refused in Entra's form`(name: String, value: String, status: Int, error: String, code: Int) async throws {
        try await EmulatorRig.run { rig in
            var form = EmulatorRig.secretForm()
            form[name] = value.isEmpty ? nil : value
            let reply = try await rig.requestToken(form)
            #expect(reply.status == status)
            #expect(reply.json["error"] == .string(error))
            #expect(reply.json["error_codes"] == [.integer(code)])
            #expect(reply.json["error_description"]?.string?.hasPrefix("AADSTS\(code): ") == true)
            #expect(reply.json["trace_id"] != nil && reply.json["correlation_id"] != nil && reply.json["timestamp"] != nil)
        }
    }

    @Test func `Another tenant is unknown, the tenant's domain is not`() async throws {
        try await EmulatorRig.run { rig in
            let other = try await rig.requestToken(EmulatorRig.secretForm(), tenant: "other.example")
            #expect(other.status == 400)
            #expect(other.json["error_codes"] == [90_002])
            #expect(try await rig.requestToken(EmulatorRig.secretForm(), tenant: "contoso.onmicrosoft.com").status == 200)
        }
    }

    @Test func `A token ends when its time is over`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            rig.advance(3598)
            #expect(try await rig.get("/v1.0/users", token: token).status == 200)
            rig.advance(2)
            let late = try await rig.get("/v1.0/users", token: token)
            #expect(late.status == 401)
            #expect(late.errorCode == "InvalidAuthenticationToken")
        }
    }

    @Test func `A revoked token is refused, a new one is not`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            rig.emulator.revokeGraphTokens()
            #expect(try await rig.get("/v1.0/users", token: token).status == 401)
            let fresh = try await rig.graphToken()
            #expect(try await rig.get("/v1.0/users", token: fresh).status == 200)
        }
    }
}
