import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("The form of a token")
struct TokenFormTests {
    private func refuse(_ text: String, _ reason: ReasonCode = .tokenMalformed, line: SourceLocation = #_sourceLocation) throws {
        try Contoso.expectRefusal(reason, text, sourceLocation: line)
    }

    @Test("Three parts, no more and no fewer")
    func parts() throws {
        let text = try TokenMint.v2User.text()
        try Contoso.verify(text)
        let parts = text.split(separator: ".")
        for wrong in [
            "\(parts[0])", "\(parts[0]).\(parts[1])", text + ".", "." + text, text + ".AAAA", "..", ".\(parts[1]).\(parts[2])",
            "\(parts[0])..\(parts[2])", "\(parts[0]).\(parts[1]).AA.AA.AA",
        ] { try refuse(wrong) }
    }

    @Test("Padding is refused in each part")
    func padding() throws {
        var mint = TokenMint.v2User
        // A claim long enough that the claims part would want padding.
        while JSON.object(mint.claims).bytes().count % 3 == 0 { mint = mint.claim("name", .string((mint.claims["name"]?.string ?? "") + "a")) }
        let text = try mint.text()
        try Contoso.verify(text)
        let parts = text.split(separator: ".").map(String.init)
        try refuse(text + "=")
        try refuse(text + "==")
        #expect(throws: VerificationFault.self) { try BearerToken("\(parts[0]).\(parts[1])=.\(parts[2])") }
    }

    @Test("The other base64 alphabet and strange bytes are refused", arguments: ["+", "/", "~"])
    func alphabet(character: String) throws {
        let text = try TokenMint.v2User.text()
        let parts = text.split(separator: ".")
        try refuse("\(parts[0]).\(parts[1]).\(character)\(parts[2].dropFirst())")
        try refuse("\(parts[0]).\(character)\(parts[1].dropFirst()).\(parts[2])")
    }

    @Test("Bits that no byte uses must be zero: one token has one spelling")
    func canonical() throws {
        let text = try TokenMint.v2User.text()
        // 256 bytes of signature leave four unused bits in the last of 342 characters.
        let last = try #require(text.last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let value = try #require(alphabet.firstIndex(of: last))
        #expect(value % 16 == 0)
        for unused in 1..<16 { try refuse(text.dropLast() + String(alphabet[value + unused])) }
        #expect(Base64URL.decode("AA".utf8) == [0])
        #expect(Base64URL.decode("AB".utf8) == nil)
        #expect(Base64URL.decode("AAA".utf8) == [0, 0])
        #expect(Base64URL.decode("AAB".utf8) == nil)
        #expect(Base64URL.decode("A".utf8) == nil)
        #expect(Base64URL.decode("-_-_".utf8) == [0xFB, 0xFF, 0xBF])
        #expect(Base64URL.decode("+/+/".utf8) == nil)
    }

    @Test("A token cut at any point is refused")
    func truncated() throws {
        let text = try TokenMint.v2User.text()
        for length in stride(from: 1, to: text.count, by: 29) {
            #expect(throws: VerificationFault.self) { try Contoso.verify(String(text.prefix(length))) }
        }
    }

    @Test("A token with 200 groups fits; one over the size is refused before it is decoded")
    func oversize() throws {
        let groups = (0..<200).map { JSON.string(ObjectID(high: 1, low: UInt64($0)).description) }
        let text = try TokenMint.v2User.claim("groups", .array(groups)).text()
        #expect(text.utf8.count < BearerToken.maximumSize)
        guard case .user(let facts) = try Contoso.verify(text).kind else { throw CancellationError() }
        #expect(facts.groups.value?.count == 200)

        let small = CallerVerifier(try Contoso.requirements(maximumTokenSize: 2_048))
        let fault = #expect(throws: VerificationFault.self) {
            try small.verify(BearerToken(text), keys: Contoso.keys(), at: Contoso.now)
        }
        #expect(fault?.reason == .tokenTooLarge)
        _ = try small.verify(BearerToken(TokenMint.v2User.text()), keys: Contoso.keys(), at: Contoso.now)
        let large = #expect(throws: VerificationFault.self) { try BearerToken(String(repeating: "a", count: 16_385)) }
        #expect(large?.reason == .tokenTooLarge)
    }

    private func raw(header: String? = nil, claims: String? = nil) throws -> String {
        try TokenMint.text(
            header: header.map { Array($0.utf8) } ?? JSON.object(TokenMint.v2User.header).bytes(),
            claims: claims.map { Array($0.utf8) } ?? JSON.object(TokenMint.v2User.claims).bytes(),
            signing: .rs256(TestKey.rsa))
    }

    @Test(
        "A claim twice is refused although the signature is good, however it is spelled",
        arguments: [
            "\"aud\":\"\(Contoso.clientID)\"", "\"exp\":9999999999", "\"\\u0061ud\":\"x\"", "\"tid\":null",
            "\"scp\":\"Invitations.Send\"", "\"oid\":\"\(Contoso.portal)\"",
        ])
    func duplicateClaims(member: String) throws {
        let claims = String(decoding: JSON.object(TokenMint.v2User.claims).bytes(), as: UTF8.self)
        try Contoso.verify(raw(claims: claims))
        try refuse(raw(claims: claims.dropLast() + ",\(member)}"))
        try refuse(raw(claims: "{\(member)," + claims.dropFirst()))
    }

    @Test("A header parameter twice is refused", arguments: ["\"alg\":\"none\"", "\"alg\":\"RS256\"", "\"kid\":\"x\""])
    func duplicateParameters(member: String) throws {
        let header = String(decoding: JSON.object(TokenMint.v2User.header).bytes(), as: UTF8.self)
        try Contoso.verify(raw(header: header))
        try refuse(raw(header: header.dropLast() + ",\(member)}"))
    }

    @Test("Parts that are no JSON object are refused", arguments: ["", "[]", "\"x\"", "{", "null", "{}x", "{\"a\":1,}", "\u{FEFF}{}"])
    func notObjects(text: String) throws {
        try refuse(raw(header: text))
        try refuse(raw(claims: text))
    }

    @Test("A header or claims nested too deeply are refused")
    func nested() throws {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        try refuse(raw(claims: "{\"a\":\(deep)}"))
    }

    @Test("Text of the token's never stands in a refusal")
    func silent() throws {
        let fault = try Contoso.expectRefusal(.tokenMalformed, raw(claims: "{\"hunter2\":1,\"hunter2\":2}"))
        #expect(!fault.message.contains("hunter2"))
    }
}
