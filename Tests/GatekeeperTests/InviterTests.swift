import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Who invites")
struct InviterTests {
    @Test("A user token's inviter is its user, proved by the token")
    func byToken() async throws {
        let house = try House()
        try await house.admit()
        let content = try #require(house.audit.entries.first).content
        #expect(content["inviter"]?.string == Contoso.ana.description)
        #expect(content["proof"]?.string == "token")
        #expect(content["caller"]?["user"]?.string == Contoso.ana.description)
        #expect(content["caller"]?["name"]?.string == "invite-portal")
        #expect(content["caller"]?["channel"]?.string == "portal")
    }

    @Test("An application token's inviter is whom it names, and the entry says that it was only asserted")
    func asserted() async throws {
        let house = try House()
        try await house.admit(.named)
        let content = try #require(house.audit.entries.first).content
        #expect(content["inviter"]?.string == Contoso.ana.description)
        #expect(content["proof"]?.string == "asserted")
        #expect(content["caller"]?["user"] == nil)
        #expect(content["caller"]?["channel"]?.string == "bot")
    }

    @Test("A name is looked up, and the id that it stands for is judged and recorded")
    func byName() async throws {
        let house = try House(policy: Contoso.policyText(botLimits: ", acceptUpn: true"))
        var attempt = Attempt.named
        attempt.inviter = ["ana@contoso.com"]
        try await house.admit(attempt)
        #expect(house.directory.namesAsked == ["ana@contoso.com"])
        #expect(house.audit.entries.first?.content["inviter"]?.string == Contoso.ana.description)
        house.directory.change { $0.enabled = false }
        house.world.advance(seconds: 61)
        #expect(try await house.refusal(of: attempt)?.reason == .inviterDisabled)
    }

    @Test(
        "A name that Graph would not take as one path segment's worth of name is not looked up",
        arguments: [
            "ana", "ana@", "@contoso.com", "ana@contoso.com@contoso.com", "an a@contoso.com", "ana@contoso.com\u{7F}",
            "änä@contoso.com", String(repeating: "a", count: 320) + "@c.d", "",
        ])
    func noName(_ text: String) async throws {
        let house = try House(policy: Contoso.policyText(botLimits: ", acceptUpn: true"))
        var attempt = Attempt.named
        attempt.inviter = [text]
        #expect(try await house.refusal(of: attempt)?.reason == .inviterHeaderInvalid)
        #expect(house.directory.namesAsked.isEmpty)
    }

    @Test("Whom an application named is recorded also where nothing could be learned of them")
    func namedButUnknown() async throws {
        let house = try House()
        house.directory.fail(DirectoryUnavailable(detail: "status 500"))
        #expect(try await house.refusal(of: .named)?.reason == .factsUnavailable)
        let content = try #require(house.audit.entries.first).content
        #expect(content["inviter"]?.string == Contoso.ana.description && content["proof"] == "asserted")
    }

    @Test("The role to speak for others counts in application tokens only")
    func userWithAppRole() async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.mint.claims["roles"] = ["Invitations.Send.OnBehalf"]
        attempt.inviter = [Contoso.bo.description]
        #expect(try await house.refusal(of: attempt)?.reason == .inviterHeaderNotAllowed)
        attempt.mint.claims["scp"] = "User.Read"
        attempt.inviter = []
        #expect(try await house.refusal(of: attempt)?.reason == .scopeMissing)
    }

    @Test("Names in the token are no proof: an administrator's name on another's id changes nothing")
    func namesDoNotCount() async throws {
        let house = try House()
        house.directory.change(Contoso.bo) { $0.enabled = false }
        var attempt = Attempt()
        attempt.mint.claims["oid"] = .string(Contoso.bo.description)
        for claim in ["upn", "email", "preferred_username", "unique_name"] { attempt.mint.claims[claim] = "ana@contoso.com" }
        #expect(try await house.refusal(of: attempt)?.reason == .inviterDisabled)
    }
}
