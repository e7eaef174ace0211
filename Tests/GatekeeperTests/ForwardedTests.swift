import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("What goes to Graph")
struct ForwardedTests {
    @Test("is built anew from what was judged: none of the caller's spelling, order or escapes")
    func builtAnew() async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.text(
            #"""
            {  "inviteRedirectUrl":"HTTPS://MyApps.Microsoft.com:443/?x=1" , "@odata.type":"#microsoft.graph.invitation",
               "\u0069nvitedUserEmailAddress":"D\u0061na.O-Neil@FABRIKAM.com", "status": null, "id": null,
               "invitedUser": null, "invitedUserType":"guest" }
            """#)
        try await house.admit(attempt)
        let sent = try #require(house.sender.sent.first)
        #expect(
            sent.json == [
                "invitedUserEmailAddress": "Dana.O-Neil@fabrikam.com",
                "inviteRedirectUrl": "https://myapps.microsoft.com/?x=1", "invitedUserType": "Guest",
                "sendInvitationMessage": false,
            ])
        let text = String(decoding: sent.body, as: UTF8.self)
        #expect(!text.contains("  ") && !text.contains("\\u") && !text.contains("odata"))
    }

    @Test("is the address whose domain was judged, in its ASCII form")
    func asciiDomain() async throws {
        let house = try House(policy: Contoso.policyText(domains: "allow: [xn--bcher-kva.example]"))
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@Bücher.example"
        try await house.admit(attempt)
        #expect(house.sender.sent.first?.json["invitedUserEmailAddress"] == "dana@xn--bcher-kva.example")
    }

    @Test("carries the policy's defaults where the caller is silent")
    func defaults() async throws {
        let house = try House(
            policy: Contoso.policyText(
                defaults: "inviteRedirectUrl: https://myapps.microsoft.com\n    sendInvitationMessage: true"))
        var attempt = Attempt()
        attempt.json["inviteRedirectUrl"] = nil
        try await house.admit(attempt)
        #expect(house.sender.sent.first?.json["sendInvitationMessage"] == true)
        #expect(house.sender.sent.first?.json["inviteRedirectUrl"]?.string?.hasPrefix("https://myapps.microsoft.com") == true)
    }

    @Test("goes to the version that was asked for, under the caller's request id", arguments: [GraphVersion.v1, .beta])
    func version(_ version: GraphVersion) async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.version = version
        try await house.admit(attempt)
        let sent = try #require(house.sender.sent.first)
        #expect(sent.version == version && sent.trace.clientRequestID == attempt.clientRequestID)
        #expect(
            house.audit.entries.first?.content["request"]?["operation"]?.string
                == "POST /\(version.rawValue)/invitations")
    }

    @Test("holds nothing of the headers that are for the record")
    func headersStay() async throws {
        let house = try House()
        var attempt = Attempt()
        (attempt.justification, attempt.ticket, attempt.sponsor) = ("because-1", "SEC-2", "sponsor-3")
        try await house.admit(attempt)
        let sent = String(decoding: try #require(house.sender.sent.first).body, as: UTF8.self)
        let content = try #require(house.audit.entries.first).content
        for (name, value) in [("justification", "because-1"), ("ticket", "SEC-2"), ("sponsor", "sponsor-3")] {
            #expect(content[name]?.string == value)
            #expect(!sent.contains(value))
        }
    }
}

@Suite("A decision's entry")
struct DecisionEntryTests {
    @Test("says for a denial everything that it says for an approval")
    func superset() async throws {
        let house = try House()
        try await house.admit()
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@competitor.example"
        _ = try await house.refusal(of: attempt)
        let names = try house.audit.entries(.decision).map { entry in
            Set(try #require(entry.content.object).map(\.name))
        }
        try #require(names.count == 2)
        #expect(names[0].isSubset(of: names[1]))
        #expect(names[1].subtracting(names[0]) == ["reason", "status"])
    }

    @Test("names the deciding entry of the policy and every other that matched, each with its place")
    func matches() async throws {
        let house = try House()
        try await house.admit()
        let content = try #require(house.audit.entries.first).content
        let match = try #require(content["matches"]?.array?.first)
        #expect(content["rule"] == match["rule"])
        #expect(match["place"]?.string?.hasPrefix("policy.yaml:") == true)
        #expect(match["role"] == "grants")
        #expect(content["policy"]?["digest"]?.string?.count == 64)
    }

    @Test("In report-only mode says what the rules would have said, and the invitation is sent")
    func reportOnly() async throws {
        let house = try House(policy: Contoso.policyText(mode: "reportOnly"))
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@competitor.example"
        try await house.admit(attempt)
        let content = try #require(house.audit.entries.first).content
        #expect(content["verdict"] == "approved")
        #expect(content["reportOnly"]?["verdict"] == "denied")
        #expect(content["reportOnly"]?["reason"] == "domainDenied")
        attempt.json["invitedUserEmailAddress"] = "dana@contoso.com"
        #expect(try await house.refusal(of: attempt)?.reason == .internalDomain)
    }
}
