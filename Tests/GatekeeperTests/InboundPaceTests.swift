import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("The pace of a verified caller")
struct InboundPaceTests {
    private func house(perSecond: Int = 1_000_000, perMinute: Int = 1_000_000) throws -> House {
        var limits = InboundLimits()
        (limits.perCallerAndSecond, limits.perInviterAndMinute) = (perSecond, perMinute)
        return try House(limits: limits)
    }

    @Test("One application's is its own: beyond it 429 until a second has brought more, another one's is untouched")
    func caller() async throws {
        let house = try house(perSecond: 3)
        for _ in 0..<3 { try await house.admit() }
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .tooManyRequests && refusal.message.hasSuffix("try again in 1 second."))
        #expect(abs((refusal.retryAfter ?? 0) - 1.0 / 3) < 0.001)
        #expect(house.sender.sent.count == 3)
        #expect(house.audit.entries(.refusal).map(\.reason) == [.tooManyRequests])
        #expect(house.audit.entries(.refusal).first?.content["caller"]?["name"] == "invite-portal")
        #expect(house.audit.entries(.refusal).first?.content["detail"] == "caller")
        try await house.admit(.named)
        house.world.advance(seconds: 1)
        for _ in 0..<3 { try await house.admit() }
        #expect(try await house.refusal()?.reason == .tooManyRequests)
    }

    @Test("One inviter's takes nothing from the others of the application, nor from the same person through another one")
    func inviter() async throws {
        let house = try house(perSecond: 5, perMinute: 2)
        for _ in 0..<2 { try await house.admit() }
        for _ in 0..<9 { #expect(try await house.refusal()?.reason == .tooManyRequests) }
        #expect(try await house.refusal()?.retryAfter == 30)
        try await house.admit(.named)
        var bos = Attempt()
        bos.mint.claims["oid"] = .string(Contoso.bo.description)
        house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind, $0.directoryRoles) = (true, .member, []) }
        try await house.admit(bos)
        house.world.advance(seconds: 30)
        try await house.admit()
        #expect(try await house.refusal()?.reason == .tooManyRequests)
    }

    @Test("is kept by inquiries, by paths that are not served, by unlisted callers and by those without the permission")
    func everything() async throws {
        let changes: [@Sendable (inout Attempt) -> Void] = [
            { $0.operation = .unserved(.resourceNotFound, requestLine: "POST /v1.0/users") },
            { $0.mint.claims["azp"] = "00000000-1111-4222-8333-444444444444" },
            { $0.mint.claims["scp"] = "User.Read" },
        ]
        for change in changes {
            let house = try house(perSecond: 1)
            var attempt = Attempt()
            change(&attempt)
            #expect(try await house.refusal(of: attempt)?.reason != .tooManyRequests)
            #expect(try await house.refusal(of: attempt)?.reason == .tooManyRequests)
        }
        let house = try house(perSecond: 1)
        var inquiry = Attempt()
        inquiry.operation = .inquire(.init { [json = inquiry.json] in .bytes(JSON.object(json).bytes()) })
        _ = try await house.gate.inquire(try inquiry.submission())
        #expect(try await house.refusal()?.reason == .tooManyRequests)
    }

    @Test("comes before the body is read or anything is looked up")
    func unread() async throws {
        let house = try house(perSecond: 1)
        try await house.admit()
        let asked = house.directory.questions.count
        var attempt = Attempt()
        attempt.operation = .createInvitation(
            .v1,
            .init {
                Issue.record("the body was read")
                return .bytes([])
            })
        #expect(try await house.refusal(of: attempt)?.reason == .tooManyRequests)
        #expect(house.directory.questions.count == asked)
    }

    @Test("counts a batch once, and once more for each of its requests, each of which is told by itself")
    func batch() async throws {
        let house = try house(perSecond: 4)
        let items = (1...5).map { BatchTests.item("\($0)", after: $0 == 1 ? [] : ["\($0 - 1)"]) }
        let first = try await house.gate.admitAll(try BatchTests.attempt(Array(items.prefix(3))).submission())
        #expect(first.allSatisfy { (try? $0.result.get()) != nil })
        house.world.advance(seconds: 1)
        let answers = try await house.gate.admitAll(try BatchTests.attempt(items).submission())
        let refusals = answers.map { answer -> Refusal? in if case .failure(let refusal) = answer.result { refusal } else { nil } }
        #expect(refusals.map { $0?.reason } == [nil, nil, nil, .tooManyRequests, .tooManyRequests])
        #expect(refusals[3]?.retryAfter == 0.25)
        #expect(house.sender.sent.count == 6)
    }

    @Test("does not let a flood fill the trail: five entries a second, and one that stands for all others")
    func flood() async throws {
        let house = try house(perSecond: 1)
        try await house.admit()
        var decisions: [DecisionID] = []
        for _ in 0..<100 { decisions.append(try #require(await house.refusal()?.decisionID)) }
        #expect(house.audit.entries(.refusal).count == 5)
        await house.gate.recordRefusalsLeftOut()
        let entries = house.audit.entries(.refusal)
        #expect(entries.count == 6 && entries.last?.content["requests"] == 95)
        #expect(entries.dropLast().allSatisfy { $0.content["requests"] == nil })
        // Whoever asks for the decision that they were told finds an entry.
        #expect(Set(decisions) == Set(entries.compactMap(\.decision)))
        #expect(entries.last?.content["reason"] == "tooManyRequests" && entries.last?.content["caller"]?["application"] != nil)
        #expect(house.metrics.contains("gatekeeper_refusals_total{reason=\"tooManyRequests\"} 100"))
        // Nothing more is due, and the next second has entries of its own.
        await house.gate.recordRefusalsLeftOut()
        house.world.advance(seconds: 1)
        try await house.admit()
        _ = try await house.refusal()
        #expect(house.audit.entries(.refusal).count == 7)
    }

    @Test("What stands for a flood is written later when the trail cannot be written now, and nothing is counted twice")
    func outage() async throws {
        let house = try house(perSecond: 1)
        try await house.admit()
        for _ in 0..<10 { _ = try await house.refusal() }
        house.audit.fail(.refusal, with: .full)
        await house.gate.recordRefusalsLeftOut()
        for _ in 0..<3 { _ = try await house.refusal() }
        house.audit.work()
        await house.gate.recordRefusalsLeftOut()
        await house.gate.recordRefusalsLeftOut()
        await house.gate.recordRefusalsLeftOut()
        let sums = house.audit.entries(.refusal).compactMap { $0.content["requests"]?.integer }
        #expect(sums == [5, 3])
    }
}
