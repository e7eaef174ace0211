import AuditTrail
import CallerVerification
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// One way of not being verified.
struct StrangerCase: Sendable, CustomTestStringConvertible {
    let reason: ReasonCode
    let what: String
    let change: @Sendable (inout Attempt) throws -> Void

    init(_ reason: ReasonCode, _ what: String, _ change: @escaping @Sendable (inout Attempt) throws -> Void) {
        (self.reason, self.what, self.change) = (reason, what, change)
    }

    private init(_ reason: ReasonCode, claim: String, _ value: JSON?) {
        self.init(reason, "claim \(claim)") { $0.mint.claims[claim] = value }
    }

    var testDescription: String { "\(reason.rawValue): \(what)" }

    var attempt: Attempt {
        get throws {
            var attempt = Attempt()
            try change(&attempt)
            return attempt
        }
    }

    static let all = [
        StrangerCase(.tokenMissing, "no header") { $0.authorization = [] },
        StrangerCase(.tokenMissing, "another scheme") { $0.authorization = ["Basic YTpi"] },
        StrangerCase(.tokenMalformed, "no JWT") { $0.authorization = ["Bearer abc"] },
        StrangerCase(.tokenMalformed, "the good token twice") { attempt in
            let good = try attempt.mint.authorization()
            attempt.authorization = [good, good]
        },
        StrangerCase(.tokenTooLarge, "16,385 bytes") {
            $0.authorization = ["Bearer " + String(repeating: "a", count: 16_385)]
        },
        StrangerCase(.tokenAlgorithmNotAccepted, "none") {
            $0.mint = $0.mint.signed(.none, alg: "none", kid: Contoso.p256KeyID)
        },
        StrangerCase(.tokenKeyUnknown, "a key nobody published") {
            $0.mint = $0.mint.signed(.es256Stranger, alg: "ES256", kid: "key-of-nobody")
        },
        StrangerCase(.tokenSignatureInvalid, "a stranger's key under a known id") {
            $0.mint = $0.mint.signed(.es256Stranger, alg: "ES256", kid: Contoso.p256KeyID)
        },
        StrangerCase(.tokenExpired, claim: "exp", .integer(Contoso.issuedAt + 500)),
        StrangerCase(.tokenNotYetValid, claim: "nbf", .integer(Contoso.issuedAt + 700)),
        StrangerCase(.tokenIssuerNotAccepted, claim: "iss", "https://login.microsoftonline.com/other/v2.0"),
        StrangerCase(.tokenAudienceNotAccepted, claim: "aud", "99999999-9999-4999-8999-999999999999"),
        StrangerCase(.tokenForGraph, claim: "aud", "https://graph.microsoft.com"),
        StrangerCase(.tokenClaimInvalid, claim: "oid", nil),
        StrangerCase(.tokenKindUnclear, claim: "scp", nil),
    ]
}

@Suite("A caller who is not verified")
struct StrangerTests {
    @Test("is refused with 401, leaves no entry but a metric, and nothing is sent", arguments: StrangerCase.all)
    func refused(_ sample: StrangerCase) async throws {
        let house = try House()
        let refusal = try #require(await house.refusal(of: sample.attempt))
        #expect(refusal.reason == sample.reason, "\(refusal.message)")
        #expect(refusal.stage == .verify && refusal.reason.kind.status == 401)
        #expect(refusal.decisionID == nil)
        #expect(house.audit.entries.isEmpty && house.sender.sent.isEmpty && house.directory.questions.isEmpty)
        #expect(house.metrics.contains("gatekeeper_unverified_total{reason=\"\(sample.reason.rawValue)\"} 1"))
        #expect(house.log.lines.count == 1)
    }

    @Test("The good token of this tenant is accepted, of either key", arguments: [TokenMint.Signing.es256, .rs256])
    func accepted(_ signing: TokenMint.Signing) async throws {
        let house = try House()
        var attempt = Attempt()
        if case .rs256 = signing { attempt.mint = attempt.mint.signed(.rs256, alg: "RS256", kid: Contoso.rsaKeyID) }
        try await house.admit(attempt)
        #expect(house.audit.entries.map(\.kind) == [.decision, .outcome])
    }

    @Test("is verified before the body is looked at: what the body says changes nothing")
    func bodyUnread() async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.authorization = []
        attempt.text("{")
        #expect(try await house.refusal(of: attempt)?.reason == .tokenMissing)
        attempt.operation = .unserved(.resourceNotFound, requestLine: "POST /v1.0/users")
        #expect(try await house.refusal(of: attempt)?.reason == .tokenMissing)
    }

    @Test("fills no log: one line a second, which counts those left out")
    func logIsBounded() async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.authorization = []
        for _ in 0..<50 { _ = try await house.refusal(of: attempt) }
        #expect(house.log.lines.count == 1)
        house.world.advance(seconds: 1)
        _ = try await house.refusal(of: attempt)
        try #require(house.log.lines.count == 2)
        #expect(house.log.lines[1].contains("suppressed=49"))
        #expect(house.metrics.contains("gatekeeper_unverified_total{reason=\"tokenMissing\"} 51"))
    }

    @Test("A verified token is not verified again, until its key is withdrawn or its time is over")
    func cached() async throws {
        let house = try House()
        try await house.admit()
        house.keys.publish(.success(try Contoso.keys(without: [Contoso.p256KeyID])))
        #expect(try await house.refusal()?.reason == .tokenKeyUnknown)
        house.keys.publish(.success(try Contoso.keys()))
        try await house.admit()
        house.world.set(Timestamp(seconds: Contoso.expiresAt + 61))
        #expect(try await house.refusal()?.reason == .tokenExpired)
    }
}

@Suite("Signing keys")
struct SigningKeyTests {
    @Test("Without keys nobody is verified: 503 with a time to come back, no entry, nothing sent")
    func unavailable() async throws {
        let house = try House()
        house.keys.publish(.failure(SigningKeysUnavailable(detail: "discovery: status 500")))
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .keysUnavailable && refusal.reason.kind.status == 503)
        #expect((refusal.retryAfter ?? 0) > 0)
        #expect(house.audit.entries.isEmpty && house.sender.sent.isEmpty)
        #expect(house.log.lines.contains { $0.contains("discovery: status 500") })
        house.keys.publish(.success(try Contoso.keys()))
        try await house.admit()
    }

    @Test("A key that is not known yet is fetched once, and its token accepted")
    func refreshed() async throws {
        let house = try House()
        house.keys.publish(.success(try Contoso.keys(without: [Contoso.p256KeyID])))
        house.keys.publishOnRefresh(.success(try Contoso.keys()))
        try await house.admit()
        #expect(house.keys.refreshes == [Contoso.p256KeyID])
        try await house.admit()
        #expect(house.keys.refreshes.count == 1)
    }

    @Test("A key that is still not there after one refresh, or cannot be fetched, stays unknown: 401, never 503")
    func stillUnknown() async throws {
        let house = try House()
        house.keys.publish(.success(try Contoso.keys(without: [Contoso.p256KeyID])))
        #expect(try await house.refusal()?.reason == .tokenKeyUnknown)
        #expect(house.keys.refreshes.count == 1)
        house.keys.publishOnRefresh(.failure(SigningKeysUnavailable(detail: "down")))
        #expect(try await house.refusal()?.reason == .tokenKeyUnknown)
    }
}
