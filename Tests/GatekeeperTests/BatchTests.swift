import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("A batch of invitations")
struct BatchTests {
    /// A request of a batch: an invitation, with the members that a test is about.
    static func item(_ id: String, _ address: String = "dana@fabrikam.com", after: [String] = [], url: String = "/invitations") -> JSON {
        [
            "id": .string(id), "method": "POST", "url": .string(url), "headers": ["Content-Type": "application/json"],
            "dependsOn": .array(after.map { .string($0) }),
            "body": ["invitedUserEmailAddress": .string(address), "inviteRedirectUrl": "https://myapps.microsoft.com"],
        ]
    }

    static func attempt(_ items: [JSON], _ attempt: Attempt = Attempt()) -> Attempt {
        var attempt = attempt
        let body: JSON = ["requests": .array(items)]
        attempt.operation = .batch(.v1, .init { [given = attempt.body] in given ?? .bytes(body.bytes()) })
        return attempt
    }

    private func answers(_ house: House, _ items: [JSON], _ attempt: Attempt = Attempt()) async throws -> [BatchAnswer] {
        try await house.gate.admitAll(try Self.attempt(items, attempt).submission())
    }

    private func refusal(_ house: House, _ attempt: Attempt) async throws -> Refusal? {
        let submission = try attempt.submission()
        do throws(Refusal) {
            _ = try await house.gate.admitAll(submission)
            return nil
        } catch {
            return error
        }
    }

    private func reasons(_ answers: [BatchAnswer]) -> [ReasonCode?] {
        answers.map { answer in if case .failure(let refusal) = answer.result { refusal.reason } else { nil } }
    }

    /// The entries of an answer's decision.
    private func entries(_ answer: BatchAnswer, _ house: House) throws -> [RecordedEntry] {
        let decision =
            switch answer.result {
            case .success(let invited): invited.decisionID
            case .failure(let refusal): try #require(refusal.decisionID)
            }
        return house.audit.entries.filter { $0.decision == decision }
    }

    @Test("is verified once, and each of it judged, recorded, sent and answered alone")
    func mixed() async throws {
        let house = try House()
        let items = [
            Self.item("a", "ada@fabrikam.com"), Self.item("B", "max@competitor.example"), Self.item("c", "no address"),
            Self.item("d", url: "/users"), Self.item("e", "eve@fabrikam.com"),
        ]
        let answers = try await answers(house, items)
        #expect(answers.map(\.id) == ["a", "B", "c", "d", "e"])
        #expect(reasons(answers) == [nil, .domainDenied, .addressInvalid, .resourceNotFound, nil])
        #expect(Set(house.sender.sent.map { $0.json["invitedUserEmailAddress"]?.string }) == ["ada@fabrikam.com", "eve@fabrikam.com"])
        let kinds: [[EntryKind]] = [[.decision, .outcome], [.decision], [.refusal], [.refusal], [.decision, .outcome]]
        for (answer, kinds) in zip(answers, kinds) {
            let entries = try entries(answer, house)
            #expect(entries.map(\.kind) == kinds)
            let request = entries.first?.content["request"]
            #expect(request?["batchItem"]?.string == answer.id)
            #expect(request?["requestID"]?.string == RequestID(high: 0x0EA5, low: 1).description)
            #expect(entries.first?.content["caller"]?["name"]?.string == "invite-portal")
        }
        #expect(house.audit.entries.count == 7)
        let operations = house.audit.entries.compactMap { $0.content["request"]?["operation"]?.string }
        #expect(operations.filter { $0 == "POST /v1.0/invitations" }.count == 4 && operations.contains("POST /users"))
    }

    @Test("is recorded before it is sent, one by one")
    func durable() async throws {
        let house = try House()
        house.audit.fail(.decision, with: .full)
        #expect(reasons(try await answers(house, [Self.item("1"), Self.item("2")])) == [.auditUnavailable, .auditUnavailable])
        #expect(house.sender.sent.isEmpty)
    }

    @Test("waits for what a request depends on, whatever the order they are written in and the case of the ids")
    func order() async throws {
        let house = try House()
        let items = [
            Self.item("third", "c@fabrikam.com", after: ["SECOND"]), Self.item("Second", "b@fabrikam.com", after: ["first"]),
            Self.item("FIRST", "a@fabrikam.com"),
        ]
        #expect(reasons(try await answers(house, items)) == [nil, nil, nil])
        let sent = house.sender.sent.compactMap { $0.json["invitedUserEmailAddress"]?.string }
        #expect(sent == ["a@fabrikam.com", "b@fabrikam.com", "c@fabrikam.com"])
        // The second is decided only when the first one's outcome is known.
        #expect(house.audit.entries.map(\.kind) == [.decision, .outcome, .decision, .outcome, .decision, .outcome])
    }

    @Test("answers 424 for what depends on what did not succeed, however far, and does the rest")
    func dependencyFailed() async throws {
        let house = try House()
        let items = [
            Self.item("denied", "max@competitor.example"), Self.item("next", after: ["denied"]), Self.item("far", after: ["NEXT"]),
            Self.item("both", after: ["free", "denied"]), Self.item("free", "free@fabrikam.com"),
            Self.item("after", "after@fabrikam.com", after: ["free"]),
        ]
        let answers = try await answers(house, items)
        let failed = ReasonCode.dependencyFailed
        #expect(reasons(answers) == [.domainDenied, failed, failed, failed, nil, nil])
        #expect(failed.kind.status == 424)
        #expect(house.sender.sent.compactMap { $0.json["invitedUserEmailAddress"]?.string } == ["free@fabrikam.com", "after@fabrikam.com"])
        for answer in answers[1...3] {
            let entries = try entries(answer, house)
            #expect(entries.map(\.kind) == [.refusal] && entries.first?.status == 424)
            #expect(entries.first?.content["request"]?["batchItem"]?.string == answer.id)
        }
    }

    @Test("takes an invitation of unknown outcome for one that did not succeed")
    func unknown() async throws {
        let house = try House()
        house.sender.answer(.unknown(nil, .timeout))
        #expect(reasons(try await answers(house, [Self.item("1"), Self.item("2", after: ["1"])])) == [.outcomeUnknown, .dependencyFailed])
        #expect(house.sender.sent.count == 1)
    }

    @Test("has four under way at once and no more, so that it pushes nobody aside")
    func width() async throws {
        let house = try House()
        let turnstile = Turnstile()
        house.sender.hold(at: turnstile)
        async let answering = answers(house, (1...20).map { Self.item("\($0)") })
        await turnstile.arrivals(4)
        // Whatever is not held by the turnstile goes on meanwhile.
        for _ in 0..<1_000 { await Task.yield() }
        #expect(house.sender.sent.count == 4)
        turnstile.open()
        #expect(reasons(try await answering) == Array(repeating: nil, count: 20))
        #expect(house.sender.sent.count == 20)
    }

    @Test("has one inviter and one set of headers, an application's too")
    func headers() async throws {
        let house = try House(policy: Contoso.policyText(require: ", justification: true"))
        var attempt = Attempt.named
        attempt.justification = "a project"
        let answers = try await answers(house, [Self.item("1"), Self.item("2")], attempt)
        #expect(reasons(answers) == [nil, nil])
        for entry in house.audit.entries(.decision) {
            #expect(entry.content["inviter"]?.string == Contoso.ana.description)
            #expect(entry.content["justification"]?.string == "a project")
        }
        attempt.inviter = []
        let missing = try await self.answers(house, [Self.item("1")], attempt)
        #expect(reasons(missing) == [.inviterHeaderMissing])
    }

    @Test("takes a place in a quota for each of it, and no more than there are")
    func quota() async throws {
        let house = try House(policy: Contoso.policyText(defaults: "quota: {perInviter: 3, per: day}"))
        let items = (1...5).map { id -> JSON in
            Self.item("\(id)", "p\(id)@fabrikam.com")
        }
        let reasons = reasons(try await answers(house, items))
        #expect(reasons.filter { $0 == nil }.count == 3 && reasons.filter { $0 == .quotaExceeded }.count == 2)
        #expect(house.sender.sent.count == 3)
    }

    @Test("sees one policy, whatever is put in force meanwhile")
    func policy() async throws {
        let house = try House()
        let turnstile = Turnstile()
        house.sender.hold(at: turnstile)
        async let answering = answers(house, [Self.item("1"), Self.item("2", after: ["1"])])
        await turnstile.arrivals(1)
        let denying = try Contoso.policy(Contoso.policyText(domains: "deny: [fabrikam.com]"))
        _ = house.policies.swap(to: CurrentPolicy.Loaded(denying, at: Contoso.now), at: Contoso.now)
        turnstile.open()
        #expect(reasons(try await answering) == [nil, nil])
        #expect(reasons(try await answers(house, [Self.item("1")])) == [.domainDenied])
    }

    @Test("shares the time of one request: what comes to its turn later is not sent")
    func deadline() async throws {
        let house = try House()
        let turnstile = Turnstile()
        house.sender.hold(at: turnstile)
        async let answering = answers(house, [Self.item("1"), Self.item("2", after: ["1"])])
        await turnstile.arrivals(1)
        house.world.advance(seconds: 20)
        turnstile.open()
        #expect(reasons(try await answering) == [nil, .deadlineExceeded])
        #expect(house.sender.sent.count == 1)
    }

    @Test("has a client-request-id for each that gives one, else the batch's own")
    func requestIDs() async throws {
        let house = try House()
        let own = "c11e0000-0000-4000-8000-00000000abcd"
        var first = try #require(Self.item("1").object)
        first["headers"] = ["Content-Type": "application/json", "client-request-id": .string(own)]
        _ = try await answers(house, [.object(first), Self.item("2", after: ["1"])])
        #expect(house.sender.sent.map(\.trace.clientRequestID.description) == [own, Attempt().clientRequestID.description])
    }

    static let unopened: [(ReasonCode, String, @Sendable (inout Attempt) -> Void)] = [
        (.tokenMissing, "no token", { $0.authorization = [] }),
        (.scopeMissing, "another scope", { $0.mint.claims["scp"] = "User.Read" }),
        (.callerNotListed, "an unlisted caller", { $0.mint.claims["azp"] = "00000000-1111-4222-8333-444444444444" }),
        (.bodyTooLarge, "too large", { $0.body = .tooLarge }),
        (.mediaTypeNotSupported, "no JSON", { $0.body = .mediaTypeNotSupported }),
        (.bodyNotJSON, "cut short", { $0.text(#"{"requests":["#) }),
        (.batchInvalid, "empty", { $0.text(#"{"requests":[]}"#) }),
        (.queryNotSupported, "a query", { $0.hasQuery = true }),
        (.headerInvalid, "a header twice", { $0.repeatedHeader = "X-Gatekeeper-Ticket" }),
    ]

    @Test("that cannot be opened is one refusal, with one entry where its caller is verified; nothing of it is done", arguments: unopened)
    func closed(_ reason: ReasonCode, _ what: String, _ change: @Sendable (inout Attempt) -> Void) async throws {
        let house = try House()
        var attempt = Attempt()
        change(&attempt)
        let refusal = try #require(await refusal(house, Self.attempt([Self.item("1")], attempt)), "\(what)")
        #expect(refusal.reason == reason, "\(refusal.message)")
        #expect(house.sender.sent.isEmpty)
        guard reason != .tokenMissing else {
            #expect(house.audit.entries.isEmpty)
            return
        }
        #expect(house.audit.entries.map(\.kind) == [.refusal] && house.audit.entries.map(\.decision) == [refusal.decisionID])
        #expect(house.audit.entries.first?.content["request"]?["operation"]?.string == "POST /v1.0/$batch")
        #expect(house.audit.entries.first?.content["request"]?["batchItem"] == nil)
    }
}
