import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("Claims")
struct ClaimTests {
    @Test("Expiry has a leeway of sixty seconds and not a millisecond more")
    func expiry() throws {
        try Contoso.verify(.v2User, at: Timestamp(milliseconds: (Contoso.expiresAt + 60) * 1_000 - 1))
        try Contoso.expectRefusal(.tokenExpired, .v2User, at: Timestamp(seconds: Contoso.expiresAt + 60))
    }

    @Test("The beginning has a leeway of sixty seconds and not a millisecond more")
    func notBefore() throws {
        try Contoso.verify(.v2User, at: Timestamp(seconds: Contoso.issuedAt - 60))
        try Contoso.expectRefusal(
            .tokenNotYetValid, .v2User, at: Timestamp(milliseconds: (Contoso.issuedAt - 60) * 1_000 - 1))
    }

    @Test("A token issued in the future is not yet valid, though its nbf has passed")
    func issuedInTheFuture() throws {
        let mint = TokenMint.v2User.claim("nbf", .integer(Contoso.issuedAt - 600))
        try Contoso.expectRefusal(.tokenNotYetValid, mint, at: Timestamp(seconds: Contoso.issuedAt - 61))
        try Contoso.verify(mint, at: Timestamp(seconds: Contoso.issuedAt - 60))
    }

    @Test("exp and nbf must be there, iat need not", arguments: ["exp", "nbf"])
    func required(name: String) throws {
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim(name, nil))
        try Contoso.verify(.v2User.claim("iat", nil))
    }

    @Test(
        "A time is a whole number of seconds",
        arguments: ["exp", "nbf", "iat"],
        ["1795503600", .null, .decimal("1795503600.5"), .decimal("1e99"), -1, [1_795_503_600], true] as [JSON])
    func timeTypes(name: String, value: JSON) throws {
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim(name, value))
    }

    @Test("The greatest number is a time like another, and times must be in order")
    func extremes() throws {
        try Contoso.verify(.v2User.claim("exp", .integer(.max)))
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim("nbf", .integer(.max)))
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim("iat", .integer(.max)))
        try Contoso.expectRefusal(.tokenExpired, .v2User.claim("exp", 2).claim("nbf", 1).claim("iat", 1))
    }

    @Test(
        "Each shape needs its own issuer, exactly",
        arguments: [
            "https://sts.windows.net/\(Contoso.tenant)", "https://sts.windows.net/\(Contoso.tenant)/v2.0",
            "HTTPS://STS.WINDOWS.NET/\(Contoso.tenant)/", "https://sts.windows.net/\(Contoso.portal)/",
            "https://evil.example/\(Contoso.tenant)/", "", "https://sts.windows.net/\(Contoso.tenant)/ ",
        ])
    func issuer(issuer: String) throws {
        try Contoso.verify(.v1User)
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v1User.claim("iss", .string(issuer)))
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v2User.claim("iss", .string(issuer)))
    }

    @Test("The issuer of one shape does not serve the other")
    func versionMixed() throws {
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v1User.claim("ver", "2.0"))
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v2User.claim("ver", "1.0"))
    }

    @Test("ver is 1.0 or 2.0", arguments: [nil, "3.0", "1", 2, .decimal("2.0"), ""] as [JSON?])
    func version(version: JSON?) throws {
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim("ver", version))
    }

    @Test("Another tenant is refused even under our issuer, its guests' home likewise")
    func tenant() throws {
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v2User.claim("tid", .string(Contoso.portal)))
        try Contoso.expectRefusal(.tokenIssuerNotAccepted, .v2User.claim("tid", "9188040d-6c67-4c5b-b112-36a304b66dad"))
        try Contoso.verify(.v2User.claim("tid", .string(Contoso.tenant.uppercased())))
    }

    @Test("A claim that names someone must be there and be a GUID", arguments: ["tid", "oid", "azp"])
    func identifiers(name: String) throws {
        for value in [nil, "", "x", .string("{\(Contoso.portal)}"), 1, .null] as [JSON?] {
            try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim(name, value))
        }
    }

    @Test("Each shape names the application in its own claim")
    func application() throws {
        let v1 = TokenMint.v1User.claim("azp", .string(Contoso.portal))
        try Contoso.expectRefusal(.tokenClaimInvalid, v1.claim("appid", nil))
        let v2 = TokenMint.v2User.claim("appid", .string(Contoso.portal))
        try Contoso.expectRefusal(.tokenClaimInvalid, v2.claim("azp", nil))
    }

    @Test(
        "A v1 audience is the client id or an App ID URI, with or without a slash",
        arguments: [Contoso.clientID, Contoso.appIDURI, Contoso.appIDURI + "/"])
    func audiences(audience: String) throws { try Contoso.verify(.v1User.claim("aud", .string(audience))) }

    @Test(
        "Another audience is refused",
        arguments: [
            Contoso.appIDURI + "//", Contoso.appIDURI + ".evil.example", Contoso.portal, "", "/", "api://",
            "API://INVITATIONS.CONTOSO.COM", "spn:" + Contoso.clientID,
        ])
    func otherAudiences(audience: String) throws {
        let fault = try Contoso.expectRefusal(.tokenAudienceNotAccepted, .v1User.claim("aud", .string(audience)))
        #expect(fault.message.contains("\(Contoso.appIDURI)/.default"))
    }

    @Test("A v2 audience is the client id only")
    func v2Audience() throws {
        try Contoso.verify(.v2User.claim("aud", .string(Contoso.clientID)))
        try Contoso.expectRefusal(.tokenAudienceNotAccepted, .v2User.claim("aud", .string(Contoso.appIDURI)))
    }

    @Test("Several audiences are refused, ours among them or not", arguments: [[.string(Contoso.clientID)], [], .null, 1] as [JSON])
    func audienceTypes(value: JSON) throws {
        try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim("aud", value))
    }

    @Test(
        "A token for Graph is told so, whatever its signature and issuer",
        arguments: [
            "https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000",
            "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
        ])
    func graph(audience: String) throws {
        let mint = TokenMint.v1User.claim("aud", .string(audience)).signed(.rs256(TestKey.otherRSA))
        let fault = try Contoso.expectRefusal(.tokenForGraph, mint)
        #expect(fault.message.contains("\(Contoso.appIDURI)/.default"))
        #expect(BearerChallenge.text(for: fault.reason, message: fault.message)?.contains("claims=") == false)
    }

    @Test("A nonce in the header is Graph's mark")
    func nonce() throws { try Contoso.expectRefusal(.tokenForGraph, .v1User.header("nonce", "AQABAAAAAAD")) }

    @Test(
        "A claim of the wrong type is refused, not passed over",
        arguments: [
            ("scp", ["Invitations.Send"]), ("scp", .null), ("scp", 1), ("idtyp", 1), ("roles", "Invitations.Send.OnBehalf"),
            ("roles", [1]), ("roles", .null), ("groups", "x"), ("groups", [1]), ("groups", [.null]), ("wids", ["x"]),
            ("wids", "x"), ("wids", [["x"]]), ("acct", true), ("acct", .null), ("uti", 1), ("uti", "a b"), ("uti", ""),
            ("uti", .string(String(repeating: "u", count: 129))), ("_claim_names", "groups"), ("iss", 1), ("ver", .null),
        ] as [(String, JSON)])
    func types(name: String, value: JSON) throws {
        let fault = try Contoso.expectRefusal(.tokenClaimInvalid, .v2User.claim(name, value))
        #expect(fault.message.contains("\"\(name)\""))
    }

    @Test("A token without uti is fine")
    func noTokenID() throws { #expect(try Contoso.verify(.v2User.claim("uti", nil)).tokenID == nil) }

    @Test("Requirements that would accept too much cannot be made")
    func requirements() throws {
        let tenant = try #require(TenantID(Contoso.tenant))
        let client = try #require(ApplicationID(Contoso.clientID))
        func fault(_ uris: [String], leeway: Int64 = 60, size: Int = 16_384) -> RequirementsFault? {
            do throws(RequirementsFault) {
                _ = try CallerRequirements(
                    tenant: tenant, clientID: client, appIDURIs: uris, leeway: leeway, maximumTokenSize: size)
                return nil
            } catch { return error }
        }
        #expect(fault(["api://x", "https://invitations.contoso.com/"]) == nil)
        #expect(fault([""]) == .appIDURIInvalid(""))
        #expect(fault(["/"]) == .appIDURIInvalid("/"))
        #expect(fault(["api://a b"]) == .appIDURIInvalid("api://a b"))
        #expect(fault(["https://graph.microsoft.com/"]) == .appIDURIIsGraph("https://graph.microsoft.com/"))
        #expect(fault([], leeway: -1) == .leewayOutOfRange)
        #expect(fault([], leeway: 301) == .leewayOutOfRange)
        #expect(fault([], size: 1_023) == .maximumTokenSizeOutOfRange)
    }
}
