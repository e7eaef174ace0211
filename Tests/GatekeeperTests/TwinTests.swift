import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Twins of a request, at once", .timeLimit(.minutes(1)))
struct TwinTests {
    /// Tries of one request at once: their answers.
    private func twins(_ count: Int, _ attempt: Attempt, in house: House) -> Task<[Invited], any Error> {
        Task {
            try await withThrowingTaskGroup(of: Invited.self) { group in
                for _ in 0..<count { group.addTask { try await house.admit(attempt) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
    }

    @Test("are one invitation: the others wait for the first and are given its answer")
    func wait() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        let running = twins(20, .keyed(), in: house)
        await graph.arrivals(1)
        // Whoever was to be sent, too, has had every occasion to.
        for _ in 0..<10_000 { await Task.yield() }
        #expect(house.sender.sent.count == 1)
        graph.open()
        let answers = try await running.value
        #expect(answers.count { !$0.isReplay } == 1)
        #expect(Set(answers.map(\.decisionID)).count == 1)
        #expect(answers.allSatisfy { $0.answer.body == RecordingSender.created.body })
        #expect(house.sender.sent.count == 1)
        #expect(house.audit.entries(.decision).count == 1 && house.audit.entries(.replayed).count == 19)
    }

    @Test("are one invitation also when they are judged at the same time, and the last place in a quota is theirs")
    func judgedTogether() async throws {
        let house = try House(policy: Contoso.policyText(defaults: Self.oneADay))
        let directory = Turnstile()
        house.directory.hold(at: directory)
        let running = twins(5, .keyed(), in: house)
        // They share one question.
        await directory.arrivals(1)
        for _ in 0..<10_000 { await Task.yield() }
        directory.open()
        let answers = try await running.value
        #expect(answers.count { !$0.isReplay } == 1)
        #expect(house.sender.sent.count == 1)
        // No twin was told that the quota was used up by its own first.
        #expect(house.audit.entries(.decision).map(\.fields.result) == ["approved"])
        #expect(house.audit.entries(.replayed).count == 4)
    }

    private static let oneADay = "inviteRedirectUrl: https://myapps.microsoft.com\n    quota: {perInviter: 1, per: day}"

    @Test("are sent anew where the first provably was not: one of them, and the rest wait again")
    func firstNotSent() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        house.sender.answer(once: .notSent(.noConnection("x")))
        let first = Task { try await house.refusal(of: .keyed()) }
        await graph.arrivals(1)
        let others = twins(5, .keyed(), in: house)
        for _ in 0..<10_000 { await Task.yield() }
        graph.open()
        #expect(try await first.value?.reason == .graphUnavailable)
        let answers = try await others.value
        #expect(answers.count { !$0.isReplay } == 1)
        #expect(house.sender.sent.count == 2)
    }

    @Test("are told 409 with the first's decision and a Retry-After when it takes longer than they wait")
    func tooLong() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        async let invited = house.admit(.keyed())
        await graph.arrivals(1)
        let twin = Task { try await house.refusal(of: .keyed()) }
        let decision = try #require(house.audit.entries.first?.decision)
        // Whenever the twin began to wait, its ten seconds will be over.
        let clock = Task {
            while !Task.isCancelled {
                house.world.advance(seconds: 1)
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        let refusal = try #require(try await twin.value)
        clock.cancel()
        #expect(refusal.reason == .inDoubt && refusal.decisionID == decision && (refusal.retryAfter ?? 0) > 0)
        #expect(house.sender.sent.count == 1)
        graph.open()
        #expect(try await !invited.isReplay)
        #expect(try await house.admit(.keyed()).isReplay)
    }

    @Test("do not wait for a first that is older than any request can be: its process ended")
    func orphan() async throws {
        let house = try House()
        house.audit.fail(.outcome, with: .full)
        try await house.admit(.keyed())
        house.world.advance(seconds: 121)
        // The clocks stand still: whoever waited would wait for ever.
        let refusal = try #require(await house.refusal(of: .keyed()))
        #expect(refusal.reason == .inDoubt && house.sender.sent.count == 1)
    }

    @Test("are not waited for without end by one whose caller has gone")
    func callerGone() async throws {
        let house = try House()
        let graph = Turnstile()
        house.sender.hold(at: graph)
        async let invited = house.admit(.keyed())
        await graph.arrivals(1)
        let twin = Task { try await house.refusal(of: .keyed()) }
        twin.cancel()
        #expect(try await twin.value?.reason == .inDoubt)
        graph.open()
        _ = try await invited
    }
}

@Suite("When it cannot be told whether a request came before")
struct UntoldClaimTests {
    @Test("nothing is sent and the answer is 503; then it is answered as ever")
    func storeFails() async throws {
        let house = try House()
        try await house.admit(.keyed())
        house.audit.failClaims(with: .failed(code: 10, message: "disk I/O error"))
        for key in ["k-1", "k-2"] {
            let refusal = try #require(await house.refusal(of: .keyed(key)))
            #expect(refusal.reason == .auditUnavailable && refusal.reason.kind.status == 503)
        }
        #expect(house.sender.sent.count == 1)
        // Without a key nobody needs to know.
        #expect(try await !house.admit().isReplay)
        house.audit.failClaims(with: nil)
        #expect(try await house.admit(.keyed()).isReplay)
    }

    @Test("A replay that cannot be recorded is 503 as well, and one whose first has no outcome entry is in doubt")
    func replayUnrecorded() async throws {
        let house = try House()
        try await house.admit(.keyed())
        house.audit.fail(.replayed, with: .full)
        #expect(try await house.refusal(of: .keyed())?.reason == .auditUnavailable)
        house.audit.work()
        #expect(try await house.admit(.keyed()).isReplay)
    }

    @Test("A decision that cannot be recorded takes no key")
    func decisionUnrecorded() async throws {
        let house = try House()
        house.audit.fail(.decision, with: .full)
        #expect(try await house.refusal(of: .keyed())?.reason == .auditUnavailable)
        house.audit.work()
        #expect(try await !house.admit(.keyed()).isReplay)
    }
}

@Suite("The window in which the same request is taken for a double")
struct DuplicateWindowTests {
    private func house(_ seconds: Int64 = 30) throws -> House {
        var rules = IdempotencyRules()
        rules.duplicateWindowSeconds = seconds
        return try House(idempotency: rules)
    }

    @Test("answers it with the first's result, and afterwards sends it again")
    func window() async throws {
        let house = try house()
        let first = try await house.admit()
        house.world.advance(seconds: 29)
        let double = try await house.admit()
        #expect(double.isReplay && double.decisionID == first.decisionID)
        #expect(house.audit.entries.last?.content["basis"] == "window")
        house.world.advance(seconds: 1)
        #expect(try await !house.admit().isReplay)
        #expect(house.sender.sent.count == 2)
    }

    @Test("is skipped with X-Gatekeeper-Resend, and by another body, version or key")
    func skipped() async throws {
        let house = try house()
        try await house.admit()
        #expect(try await !house.admit(Attempt().changed { $0.resend = ["true"] }).isReplay)
        #expect(try await !house.admit(Attempt().changed { $0.json["invitedUserDisplayName"] = "Dana" }).isReplay)
        #expect(try await !house.admit(Attempt().changed { $0.version = .beta }).isReplay)
        #expect(try await !house.admit(.keyed()).isReplay)
        #expect(try await house.admit().isReplay)
        // A key is a key, whatever else is said.
        #expect(try await house.admit(Attempt.keyed().changed { $0.resend = ["true"] }).isReplay)
        #expect(house.sender.sent.count == 5)
    }

    @Test("holds a double back while the first is in doubt, but not beyond the window")
    func inDoubt() async throws {
        let house = try house()
        house.sender.answer(.unknown(nil, .timeout))
        let first = try #require(await house.refusal())
        let double = try #require(await house.refusal())
        #expect(double.reason == .inDoubt && double.decisionID == first.decisionID && double.target == nil)
        #expect(double.message.contains("X-Gatekeeper-Resend"))
        house.world.advance(seconds: 30)
        house.sender.answer(.created(RecordingSender.created))
        #expect(try await !house.admit().isReplay)
    }

    @Test("is off by default")
    func off() async throws {
        let house = try house(0)
        try await house.admit()
        #expect(try await !house.admit().isReplay)
    }
}
