import Crypto
import Invitations
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("The cache of verified tokens")
struct VerifiedTokenCacheTests {
    private let verifier: CallerVerifier
    private let keys: SigningKeys

    init() throws {
        verifier = try Contoso.verifier()
        keys = try Contoso.keys()
    }

    private func token(_ number: Int = 0) throws -> BearerToken {
        try BearerToken(
            TokenMint.v2User.claim("uti", .string("token-\(number)"))
                .signed(.es256(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID).text())
    }

    @Test("The second time a token costs no verification and gives the same caller")
    func hit() throws {
        let cache = VerifiedTokenCache()
        let token = try token()
        let first = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        let second = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        #expect(first == second)
        #expect(cache.statistics == .init(hits: 1, misses: 1, entries: 1))
    }

    @Test("A withdrawn key ends the cached verdict at once")
    func withdrawn() throws {
        let cache = VerifiedTokenCache()
        let token = try token()
        _ = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        let fewer = try Contoso.keys([Contoso.rsaJWK()])
        let fault = #expect(throws: VerificationFault.self) {
            try cache.verify(token, with: verifier, keys: fewer, at: Contoso.now)
        }
        #expect(fault?.reason == .tokenKeyUnknown)
        #expect(fault?.unknownKeyID == Contoso.p256KeyID)
    }

    @Test("Fetching the same keys again ends no verdict")
    func sameKeys() throws {
        let cache = VerifiedTokenCache()
        let token = try token()
        _ = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        let again = try Contoso.keys([Contoso.p256JWK(), Contoso.rsaJWK()])
        _ = try cache.verify(token, with: verifier, keys: again, at: Contoso.now)
        #expect(cache.statistics.hits == 1)
    }

    @Test("Another issuer, and other requirements, end a verdict")
    func otherScope() throws {
        let cache = VerifiedTokenCache()
        let token = try token()
        _ = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        let elsewhere = SigningKeys(v1: keys.v1, v2: TrustedIssuer(issuer: "https://elsewhere/", keys: keys.v2.keys))
        let fault = #expect(throws: VerificationFault.self) {
            try cache.verify(token, with: verifier, keys: elsewhere, at: Contoso.now)
        }
        #expect(fault?.reason == .tokenIssuerNotAccepted)
        let other = CallerVerifier(
            try CallerRequirements(
                tenant: #require(TenantID(Contoso.tenant)), clientID: #require(ApplicationID(Contoso.portal)), appIDURIs: []))
        let audience = #expect(throws: VerificationFault.self) {
            try cache.verify(token, with: other, keys: keys, at: Contoso.now)
        }
        #expect(audience?.reason == .tokenAudienceNotAccepted)
    }

    @Test("A verdict lasts until exp; in the leeway after it the token is verified each time")
    func expiry() throws {
        let cache = VerifiedTokenCache(idleSeconds: 86_400)
        let token = try token()
        _ = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now)
        _ = try cache.verify(token, with: verifier, keys: keys, at: Timestamp(milliseconds: Contoso.expiresAt * 1_000 - 1))
        #expect(cache.statistics.hits == 1)
        _ = try cache.verify(token, with: verifier, keys: keys, at: Timestamp(seconds: Contoso.expiresAt))
        #expect(cache.statistics.hits == 1)
        let fault = #expect(throws: VerificationFault.self) {
            try cache.verify(token, with: verifier, keys: keys, at: Timestamp(seconds: Contoso.expiresAt + 60))
        }
        #expect(fault?.reason == .tokenExpired)
    }

    @Test("A refused token is never remembered")
    func refusals() throws {
        let cache = VerifiedTokenCache()
        let forged = try BearerToken(TokenMint.v2User.signed(.rs256(TestKey.otherRSA)).text())
        for _ in 0..<3 {
            #expect(throws: VerificationFault.self) {
                try cache.verify(forged, with: verifier, keys: keys, at: Contoso.now)
            }
        }
        #expect(cache.statistics == .init(hits: 0, misses: 3, entries: 0))
    }

    @Test("The cache is bounded in entries, and keeps what is in use")
    func bounded() throws {
        let cache = VerifiedTokenCache(maximumEntries: 8)
        let used = try token()
        _ = try cache.verify(used, with: verifier, keys: keys, at: Contoso.now)
        for number in 1...40 {
            _ = try cache.verify(token(number), with: verifier, keys: keys, at: Contoso.now)
            _ = try cache.verify(used, with: verifier, keys: keys, at: Contoso.now)
            #expect(cache.statistics.entries <= 8)
        }
        #expect(cache.statistics.hits == 40)
    }

    @Test("The cache is bounded in bytes: a token with many groups takes its room, one too large is not kept")
    func boundedBytes() throws {
        let groups = (0..<200).map { JSON.string(ObjectID(high: 1, low: UInt64($0)).description) }
        let large = try BearerToken(
            TokenMint.v2User.claim("groups", .array(groups))
                .signed(.es256(TestKey.p256), alg: "ES256", kid: Contoso.p256KeyID).text())
        let cache = VerifiedTokenCache(maximumBytes: 2 * 8_000)
        _ = try cache.verify(large, with: verifier, keys: keys, at: Contoso.now)
        #expect(cache.statistics.entries == 0)
        for number in 0..<100 { _ = try cache.verify(token(number), with: verifier, keys: keys, at: Contoso.now) }
        #expect((10...21).contains(cache.statistics.entries))
    }

    @Test("A token that nobody uses is forgotten, one in use is not")
    func idle() throws {
        let cache = VerifiedTokenCache(idleSeconds: 100)
        let (idle, used) = (try token(1), try token(2))
        for token in [idle, used] { _ = try cache.verify(token, with: verifier, keys: keys, at: Contoso.now) }
        for step in 1...5 {
            _ = try cache.verify(used, with: verifier, keys: keys, at: Contoso.now.adding(seconds: Int64(step) * 60))
        }
        #expect(cache.statistics.entries == 1)
        #expect(cache.statistics.hits == 5)
    }

    @Test("A hundred tasks at once agree")
    func concurrent() async throws {
        let cache = VerifiedTokenCache()
        let (token, verifier, keys) = (try token(), verifier, keys)
        let callers = await withTaskGroup(of: VerifiedCaller?.self) { group in
            for _ in 0..<100 {
                group.addTask { try? cache.verify(token, with: verifier, keys: keys, at: Contoso.now) }
            }
            return await group.reduce(into: Set<VerifiedCaller?>()) { $0.insert($1) }
        }
        #expect(callers.count == 1)
        #expect(callers.first.flatMap(\.self) != nil)
        #expect(cache.statistics.hits + cache.statistics.misses == 100)
    }
}
