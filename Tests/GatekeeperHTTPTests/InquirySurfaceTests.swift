import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("POST /v1/decisions")
struct InquirySurfaceTests {
    private func request(_ change: (inout Attempt) -> Void = { _ in }) throws -> WireRequest {
        var attempt = Attempt()
        change(&attempt)
        return try WireRequest(attempt).with { $0.target = "/v1/decisions" }
    }

    private func answer(_ house: House, _ request: WireRequest) async throws -> RawResponse {
        try await serving(house) { try await request.answer(from: $0) }
    }

    @Test("answers 200 either way, with what the caller may know")
    func answers() async throws {
        let house = try House()
        let yes = try await answer(house, try request())
        #expect(yes.status == 200 && yes["Content-Type"] == "application/json")
        let decisionID = try #require(yes["X-Gatekeeper-Decision"])
        #expect(
            try JSON(parsing: yes.body)
                == [
                    "decision": "approved", "decisionId": .string(decisionID),
                    "message": "The invitation to dana@fabrikam.com is allowed.", "contact": "partner-desk@contoso.com",
                ])
        let no = try await answer(house, try request { $0.json["invitedUserEmailAddress"] = "joe@competitor.example" })
        #expect(no.status == 200)
        let body = try JSON(parsing: no.body)
        #expect(body["decision"] == "denied" && body["code"] == "domainDenied" && body["target"] == "invitedUserEmailAddress")
        #expect(body["matches"] == nil)
        #expect(!String(decoding: no.body, as: UTF8.self).contains("policy.yaml"))
        #expect(house.sender.sent.isEmpty)
    }

    @Test("gives an auditor the rules with their places")
    func evidence() async throws {
        let house = try House()
        let told = try await answer(house, try request { $0.mint.claims["roles"] = ["Policy.Read"] })
        let match = try #require(try JSON(parsing: told.body)["matches"]?.array?.first)
        #expect(match["rule"] == "domains.allow[0]" && match["role"] == "grants")
        #expect(match["place"]?.string?.hasPrefix("policy.yaml:") == true)
    }

    @Test("names the quota that is used up and when it starts anew")
    func quota() async throws {
        let house = try House(
            policy: Contoso.policyText(defaults: "quota: {perInviter: 1, per: day}\n    inviteRedirectUrl: https://myapps.microsoft.com"))
        try await house.admit()
        let body = try JSON(parsing: try await answer(house, try request()).body)
        #expect(body["requirement"] == "quota")
        #expect(
            body["quota"] == ["per": "day", "by": "inviter", "limit": 1, "startsAnew": "2026-11-25T00:00:00.000Z"])
    }

    @Test("refuses other methods, media types and bodies in the envelope, as for invitations")
    func refusals() async throws {
        let house = try House()
        let get = try await answer(house, try request().with { $0.method = "GET" })
        #expect(get.status == 405 && get["Allow"] == "POST")
        let form = try await answer(house, try request().with { $0.set("Content-Type", "text/plain") })
        #expect(form.status == 415)
        let empty = try await answer(house, try request().with { $0.body = Array("{}".utf8) })
        #expect(empty.status == 400 && empty.reason == "propertyMissing")
        let stranger = try await answer(house, try request().with { $0.set("Authorization", "Bearer x") })
        #expect(stranger.status == 401)
    }
}
