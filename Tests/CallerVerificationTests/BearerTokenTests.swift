import Invitations
import Testing

@testable import CallerVerification

@Suite("The Authorization header")
struct BearerTokenTests {
    private func reason(_ fields: [String], atMost maximum: Int = 64) -> ReasonCode? {
        do throws(VerificationFault) {
            _ = try BearerToken(authorization: fields, atMost: maximum)
            return nil
        } catch { return error.reason }
    }

    @Test(
        "A bearer token is taken whatever the scheme's case and the spaces after it",
        arguments: ["Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "Bearer   a.b.c"])
    func accepted(field: String) throws {
        #expect(try BearerToken(authorization: [field]).bytes == Array("a.b.c".utf8))
    }

    @Test("No header, and a header of another scheme, is a missing token", arguments: [[], ["Basic YTpi"], ["Bearerx a"], [""]])
    func missing(fields: [String]) { #expect(reason(fields) == .tokenMissing) }

    @Test("Two headers are refused even when they agree")
    func twice() { #expect(reason(["Bearer a.b.c", "Bearer a.b.c"]) == .tokenMalformed) }

    @Test(
        "Anything but exactly one token is malformed",
        arguments: [
            "Bearer", "Bearer ", "Bearer a b", "Bearer a.b.c, Bearer d.e.f", "Bearer a.b.c ", "Bearer \ta", "Bearer é",
            "Bearer ===", "Bearer a=b", "Bearer \"a\"", "Bearer a.b.c\u{0}",
        ])
    func malformed(field: String) { #expect(reason([field]) == .tokenMalformed) }

    @Test("A token of the greatest size is taken, one byte more is not")
    func size() {
        #expect(reason(["Bearer " + String(repeating: "a", count: 64)]) == nil)
        #expect(reason(["Bearer " + String(repeating: "a", count: 65)]) == .tokenTooLarge)
    }

    @Test("A token never shows its text")
    func secret() throws {
        let token = try BearerToken("secret-token-text")
        var dumped = ""
        dump(token, to: &dumped)
        for shown in ["\(token)", String(reflecting: token), dumped] { #expect(!shown.contains("secret")) }
    }
}

@Suite("The challenge of a refusal")
struct BearerChallengeTests {
    @Test("A request without a token gets no error code")
    func missing() {
        #expect(BearerChallenge.text(for: .tokenMissing, message: "x") == "Bearer realm=\"invitations\"")
    }

    @Test("A bad token is invalid_token, with the message quoted safely and no claims parameter")
    func invalid() {
        #expect(
            BearerChallenge.text(for: .tokenExpired, message: "say \"iat\"\r\nX: \\ é")
                == "Bearer realm=\"invitations\", error=\"invalid_token\", error_description=\"say 'iat'??X: ? ?\"")
        for reason in ReasonCode.allCases {
            #expect(BearerChallenge.text(for: reason, message: "m")?.contains("claims=") != true)
        }
    }

    @Test("A missing permission is insufficient_scope; a refusal by policy has no challenge")
    func scope() {
        #expect(BearerChallenge.text(for: .scopeMissing, message: "m")?.contains("insufficient_scope") == true)
        #expect(BearerChallenge.text(for: .appRoleMissing, message: "m")?.contains("insufficient_scope") == true)
        #expect(BearerChallenge.text(for: .domainDenied, message: "m") == nil)
        #expect(BearerChallenge.text(for: .callerNotListed, message: "m") == nil)
    }
}
