import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

extension Attempt {
    /// Ana's good request under a key.
    static func keyed(_ key: String = "\"k-1\"") -> Attempt {
        var attempt = Attempt()
        attempt.idempotencyKey = [key]
        return attempt
    }

    func changed(_ change: (inout Attempt) -> Void) -> Attempt {
        var attempt = self
        change(&attempt)
        return attempt
    }
}

@Suite("A request that comes again under its idempotency key")
struct IdempotencyTests {
    @Test("is answered byte for byte as the first was, with its decision and receipt, and nothing is sent")
    func replay() async throws {
        let house = try House()
        let first = try await house.admit(.keyed())
        #expect(!first.isReplay)
        let again = try await house.admit(.keyed())
        #expect(again.isReplay && again.answer.status == 201)
        #expect(again.answer.body == first.answer.body && again.answer.requestID == "graph-request-1")
        #expect(again.decisionID == first.decisionID && again.receipt == first.receipt && first.receipt != nil)
        #expect(house.sender.sent.count == 1)
        try #require(house.audit.entries.map(\.kind) == [.decision, .outcome, .replayed])
        let entry = house.audit.entries[2]
        #expect(entry.decision == first.decisionID)
        #expect(entry.status == 201 && entry.reason == nil)
        #expect(entry.content["answer"] == "created" && entry.content["basis"] == "key")
        #expect(entry.fields.inviter == Contoso.ana && entry.fields.caller == Contoso.portal)
        #expect(house.metrics.contains("gatekeeper_replays_total{answer=\"created\"} 1"))
        #expect(!(house.audit.entries.map(\.text) + house.log.lines).contains { $0.contains("SECRET-REDEEM") })
    }

    @Test("is taken for another without a key: inviting again is how a mail is sent again")
    func withoutKey() async throws {
        let house = try House()
        try await house.admit()
        #expect(try await !house.admit().isReplay)
        #expect(house.sender.sent.count == 2)
    }

    @Test("gets Graph's refusal again")
    func refusedByGraph() async throws {
        let house = try House()
        house.sender.answer(.refused(RecordingSender.graphError(400, "BadRequest", "The domain is blocked.")))
        let first = try #require(await house.refusal(of: .keyed()))
        house.sender.answer(.created(RecordingSender.created))
        let again = try #require(await house.refusal(of: .keyed()))
        #expect(again.isReplay && !first.isReplay)
        #expect(again.reason == .graphRefused && again.graph?.status == 400 && again.graph?.body == first.graph?.body)
        #expect(again.decisionID == first.decisionID && again.receipt == first.receipt)
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries.last?.status == 400)
    }

    @Test("is judged anew where the gate itself had refused it")
    func deniedBefore() async throws {
        let house = try House()
        house.directory.change { $0.enabled = false }
        #expect(try await house.refusal(of: .keyed())?.reason == .inviterDisabled)
        #expect(try await house.refusal(of: .keyed())?.reason == .inviterDisabled)
        #expect(house.audit.entries(.replayed).isEmpty)
        house.world.advance(seconds: 61)
        house.directory.change { $0.enabled = true }
        #expect(try await !house.admit(.keyed()).isReplay)
    }

    static let released: [SendOutcome] = [
        .throttled(RecordingSender.graphError(429), retryAfter: 1), .unauthorized(RecordingSender.graphError(401)),
        .notSent(.noToken("x")), .notSent(.noConnection("x")), .notSent(.overloaded), .notSent(.abandoned),
    ]

    @Test("is sent where the first provably was not", arguments: released)
    func sentAnew(_ outcome: SendOutcome) async throws {
        let house = try House()
        house.sender.answer(outcome)
        _ = try #require(await house.refusal(of: .keyed()))
        house.sender.answer(.created(RecordingSender.created))
        // Graph's pause after a 429.
        house.world.advance(seconds: 5)
        #expect(try await !house.admit(.keyed()).isReplay)
        #expect(house.sender.sent.count == 2)
        #expect(try await house.admit(.keyed()).isReplay)
    }

    static let doubts: [SendOutcome] = [
        .unknown(nil, .timeout), .unknown(RecordingSender.graphError(500), .serverError), .unknown(nil, .connectionLost),
        .created(GraphAnswer(status: 201, body: Array("<html>".utf8), requestID: nil)),
    ]

    @Test("is told 409 and the first decision while that one is in doubt, and is not sent", arguments: doubts)
    func inDoubt(_ outcome: SendOutcome) async throws {
        let house = try House()
        house.sender.answer(outcome)
        let first = try #require(await house.refusal(of: .keyed()))
        #expect(first.reason == .outcomeUnknown)
        house.sender.answer(.created(RecordingSender.created))
        // However long ago it was: nobody knows yet.
        for _ in 0..<2 {
            let late = Attempt.keyed().changed { $0.mint.claims["exp"] = .integer(Contoso.issuedAt + 1_000_000) }
            let again = try #require(await house.refusal(of: late))
            #expect(again.reason == .inDoubt && again.reason.kind.status == 409 && !again.isReplay)
            #expect(again.decisionID == first.decisionID && again.receipt == first.receipt)
            #expect(again.retryAfter == nil)
            house.world.advance(seconds: 90_000)
        }
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries.last?.kind == .replayed && house.audit.entries.last?.reason == .inDoubt)
    }

    @Test("is told what was found once the doubt is settled")
    func settled() async throws {
        let house = try House()
        house.sender.answer(.unknown(nil, .timeout))
        let first = try #require(try await house.refusal(of: .keyed())?.decisionID)
        let found = OutcomeRecord(
            decision: first, time: house.world.now, outcome: .created, source: .lookup, guest: Contoso.bo)
        _ = try await house.audit.append(.outcome(found))
        let again = try #require(await house.refusal(of: .keyed()))
        #expect(again.reason == .alreadyCreated && again.reason.kind.status == 409 && again.isReplay)
        #expect(again.decisionID == first && again.guest == Contoso.bo)
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries.last?.content["answer"] == "alreadyCreated")
    }

    @Test("is sent once a look-up has shown that the first was not")
    func settledAsNotSent() async throws {
        let house = try House()
        house.sender.answer(.unknown(nil, .timeout))
        let first = try #require(await house.refusal(of: .keyed())?.decisionID)
        let found = OutcomeRecord(decision: first, time: house.world.now, outcome: .notSent, source: .lookup)
        _ = try await house.audit.append(.outcome(found, releasingQuota: true))
        house.sender.answer(.created(RecordingSender.created))
        #expect(try await house.admit(.keyed()).decisionID != first)
    }

    @Test("is told that the guest is there when the reply is not to be had, and Graph's code when it had refused")
    func withoutReply() async throws {
        let house = try House()
        house.audit.forgetReplies()
        let first = try await house.admit(.keyed())
        let again = try #require(await house.refusal(of: .keyed()))
        #expect(again.reason == .alreadyCreated && again.decisionID == first.decisionID)
        #expect(again.guest?.description == "243b1de4-ad9f-421c-a933-d55305fb165d")

        house.sender.answer(.refused(RecordingSender.graphError(403, "Authorization_RequestDenied")))
        _ = try #require(await house.refusal(of: .keyed("k-2")))
        let refused = try #require(await house.refusal(of: .keyed("k-2")))
        #expect(refused.reason == .graphRefused && refused.graph?.status == 403)
        let body = try JSON(parsing: refused.graph?.body ?? [])
        #expect(body["error"]?["code"] == "Authorization_RequestDenied")
        #expect(house.sender.sent.count == 2)
    }

    @Test("is forgotten after the time that the settings give")
    func expires() async throws {
        var rules = IdempotencyRules()
        rules.keepSeconds = 600
        let house = try House(idempotency: rules)
        try await house.admit(.keyed())
        house.world.advance(seconds: 599)
        #expect(try await house.admit(.keyed()).isReplay)
        house.world.advance(seconds: 1)
        #expect(try await !house.admit(.keyed()).isReplay)
    }

    @Test("is answered although the policy says no by now: what is told was done with its consent")
    func policyChanged() async throws {
        let house = try House()
        try await house.admit(.keyed())
        let denying = Contoso.policyText(domains: "deny: [fabrikam.com]")
        _ = house.policies.swap(to: .init(try Contoso.policy(denying), at: house.world.now), at: house.world.now)
        #expect(try await house.admit(.keyed()).isReplay)
        #expect(try await house.refusal(of: .keyed("k-2"))?.reason == .domainDenied)
    }

    @Test("is not answered to a stranger, nor to an application that is listed no more")
    func strangers() async throws {
        let house = try House()
        try await house.admit(.keyed())
        var forged = Attempt.keyed()
        forged.mint = forged.mint.signed(.es256Stranger, alg: "ES256", kid: Contoso.p256KeyID)
        #expect(try await house.refusal(of: forged)?.reason == .tokenSignatureInvalid)
        let other = Attempt.keyed().changed { $0.mint.claims["azp"] = "00000000-1111-4222-8333-444444444444" }
        #expect(try await house.refusal(of: other)?.reason == .callerNotListed)
        #expect(house.audit.entries(.replayed).isEmpty)
    }

    @Test("is another request for another inviter or application")
    func scope() async throws {
        let house = try House()
        house.directory.change(Contoso.bo) { facts in
            facts = DirectoryFacts(enabled: true, userKind: .member, directoryRoles: [], appRoles: [], groups: [])
        }
        try await house.admit(.keyed())
        let bot = Attempt.named.changed { $0.idempotencyKey = ["\"k-1\""] }
        #expect(try await !house.admit(bot).isReplay)
        #expect(try await !house.admit(bot.changed { $0.inviter = [Contoso.bo.description] }).isReplay)
        #expect(try await house.admit(bot).isReplay)
        #expect(house.sender.sent.count == 3)
    }

    static let same: [(String, @Sendable (inout Attempt) -> Void)] = [
        (
            "white space and order",
            { $0.text(#" { "inviteRedirectUrl" : "https://myapps.microsoft.com" , "invitedUserEmailAddress":"dana@fabrikam.com" } "#) }
        ),
        ("escapes", { $0.text(#"{"invitedUserEmailAddress":"d\u0061na@fabrikam.com","inviteRedirectUrl":"https:\/\/myapps.microsoft.com"}"#) }),
        ("the key as a token", { $0.idempotencyKey = ["k-1"] }),
        ("another ticket", { $0.ticket = "SEC-2" }),
        ("another client-request-id", { $0.clientRequestID = RequestID(high: 1, low: 2) }),
    ]

    @Test("is the same in another spelling", arguments: same.indices)
    func sameRequest(_ index: Int) async throws {
        let house = try House()
        try await house.admit(.keyed())
        #expect(try await house.admit(Attempt.keyed().changed(Self.same[index].1)).isReplay, "\(Self.same[index].0)")
    }

    static let different: [(String, @Sendable (inout Attempt) -> Void)] = [
        ("another guest", { $0.json["invitedUserEmailAddress"] = "eve@fabrikam.com" }),
        ("another case of letters", { $0.json["invitedUserEmailAddress"] = "Dana@fabrikam.com" }),
        ("a property more", { $0.json["invitedUserDisplayName"] = "Dana" }),
        ("the same property as null", { $0.json["invitedUserDisplayName"] = .null }),
        ("beta", { $0.version = .beta }),
    ]

    @Test("is refused with 422 when it is another request, and recorded; a new key is judged", arguments: different.indices)
    func keyReused(_ index: Int) async throws {
        let house = try House()
        let first = try await house.admit(.keyed())
        let other = Attempt.keyed().changed(Self.different[index].1)
        let refusal = try #require(await house.refusal(of: other))
        #expect(refusal.reason == .idempotencyKeyReused && refusal.reason.kind.status == 422, "\(Self.different[index].0)")
        #expect(refusal.target == "Idempotency-Key" && refusal.decisionID != first.decisionID)
        let entry = try #require(house.audit.entries.last)
        #expect(entry.kind == .refusal && entry.reason == .idempotencyKeyReused && entry.status == 422)
        #expect(house.sender.sent.count == 1)
        #expect(try await !house.admit(other.changed { $0.idempotencyKey = ["k-2"] }).isReplay)
    }

    @Test("An inquiry takes no key and is not answered by one")
    func inquiry() async throws {
        let house = try House()
        try await house.admit(.keyed())
        let inquiry = Attempt.keyed().changed { attempt in
            let body = JSON.object(attempt.json).bytes()
            attempt.operation = .inquire(.init { .bytes(body) })
        }
        let judged = try await house.gate.inquire(try inquiry.submission())
        #expect(judged.isApproved && house.audit.entries.last?.kind == .inquiry)
        #expect(judged.receipt.entry == "3")
    }
}
