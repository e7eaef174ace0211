import AuditTrail
import InvitationPolicy
import Invitations
import PolicyReplay
import SeededRandom
import Testing

@Suite("A recorded decision, judged again")
struct RecordedHearingTests {
    static let seeds = (0..<40).map { UInt64($0) }

    @Test("comes out as it did, with its step and reason, with a message as without", arguments: seeds)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var seen = 0
        for policy in try World.variety() {
            for number in 0..<25 {
                let hearing = try Drawn(&random, message: number % 3 == 0)
                guard let (decision, stored) = try World.recorded(hearing, by: policy) else { continue }
                let recorded = try RecordedHearing(stored)
                let again = recorded.judged(by: policy)
                let verdict: ReplayedVerdict = if case .denied(let reason) = decision.verdict { .denied(reason) } else { .approved }
                #expect(again.verdict == verdict, "\(hearing)")
                #expect(again.decision?.step == decision.step, "\(hearing)")
                #expect(again.decision?.failedRequirement == decision.failedRequirement, "\(hearing)")
                #expect(again.decision?.deciding == decision.deciding)
                #expect(again.decision?.reportOnly == decision.reportOnly)
                #expect(recorded.inviter == hearing.inviter)
                var context = hearing.context
                context.message = MessageContent(of: hearing.request)
                #expect(recorded.context == context)
                #expect(recorded.said.verdict == (decision.isApproved ? .approved : .denied))
                seen += 1
            }
        }
        #expect(seen > 40)
    }

    private func plain() throws -> Drawn {
        var random = SeededGenerator(seed: 1)
        var drawn = try Drawn(&random, message: false)
        drawn.request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("g@a.example"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        drawn.time = World.noon
        drawn.inviter = InviterFacts(id: World.ana, proof: .token)
        drawn.inviter.enabled = .known(true, from: .graph, asOf: World.noon)
        drawn.context = DecisionContext()
        drawn.usage = QuotaUsage()
        return drawn
    }

    private func replayed(_ drawn: Drawn, by policy: Policy, findings: Bool = true) throws -> ReplayedVerdict {
        let (_, stored) = try #require(try World.recorded(drawn, by: try World.policy(), findings: findings))
        return try RecordedHearing(stored).judged(by: policy).verdict
    }

    @Test("hinges on a fact that was not recorded only where the new policy asks for it")
    func facts() throws {
        let rule = "{id: r, effect: deny, inviters: {groups: [\(World.finance)]}}"
        #expect(try replayed(plain(), by: try World.policy(rules: rule)) == .cannotTell([.fact]))
        #expect(try replayed(plain(), by: try World.policy(domains: "deny: [a.example]", rules: rule)) == .denied(.domainDenied))
        var known = try plain()
        known.inviter.groups = .known([], from: .graph, asOf: World.noon)
        #expect(try replayed(known, by: try World.policy(rules: rule)) == .approved)
    }

    @Test("hinges on words that were not kept only where they decide")
    func message() throws {
        var drawn = try plain()
        drawn.request.messageInfo = .init(customizedMessageBody: "hello")
        #expect(try replayed(drawn, by: try World.policy(), findings: false) == .cannotTell([.messageText]))
        #expect(try replayed(drawn, by: try World.policy(), findings: true) == .approved)
        #expect(try replayed(drawn, by: try World.policy(require: "message: any"), findings: false) == .approved)
        #expect(
            try replayed(drawn, by: try World.policy(require: "message: forbidden"), findings: false)
                == .denied(.messageNotAllowed))
    }

    @Test("hinges on the sponsor, the guest and the quota where they were not looked up and are now asked for")
    func lookups() throws {
        var drawn = try plain()
        drawn.context.ticket = "T"
        #expect(try replayed(drawn, by: try World.policy(more: "existingGuest: refuse")) == .cannotTell([.guestExists]))
        let quota = try World.policy(defaults: "quota: {perInviter: 3, per: day}")
        #expect(try replayed(drawn, by: quota) == .cannotTell([.quotaUsage]))
        #expect(try replayed(drawn, by: try World.policy(require: "sponsor: true")) == .denied(.sponsorRequired))
        drawn.context.sponsor = .user(World.ana, enabled: true, kind: .member)
        #expect(try replayed(drawn, by: try World.policy(require: "sponsor: true")) == .approved)
    }

    @Test("of an inviter in more groups than are recorded, says what can be said")
    func groups() throws {
        var drawn = try plain()
        let many = Set((0..<400).map { ObjectID(high: 1, low: UInt64($0)) }).union([World.finance])
        drawn.inviter.groups = .known(many, from: .graph, asOf: World.noon)
        let (_, stored) = try #require(try World.recorded(drawn, by: try World.policy(), naming: [World.finance]))
        let hearing = try RecordedHearing(stored)
        #expect(hearing.notRecorded.contains(.groups))
        func judged(_ rule: String) throws -> ReplayedVerdict { hearing.judged(by: try World.policy(rules: rule)).verdict }
        #expect(try judged("{id: r, effect: deny, inviters: {groups: [\(World.finance)]}}") == .denied(.ruleDenies))
        #expect(try judged("{id: r, effect: deny, inviters: {groups: [\(World.staff)]}}") == .cannotTell([.groups]))
        #expect(try judged("{id: r, effect: deny, inviters: {groups: [\(World.staff)]}, domains: [z.example]}") == .approved)
    }

    @Test("is left out where the invitee was erased, and where nothing was judged")
    func leftOut() throws {
        let (_, stored) = try #require(try World.recorded(try plain(), by: try World.policy()))
        #expect(throws: Never.self) { _ = try RecordedHearing(stored) }
        var erased = stored
        erased.invitee = nil
        #expect(throws: NotReplayable.inviteeErased) { _ = try RecordedHearing(erased) }
        var damaged = stored
        damaged.entry.content = Array("{\"caller\":1}".utf8)
        #expect(throws: NotReplayable.self) { _ = try RecordedHearing(damaged) }
        var other = stored
        other.entry.kind = .outcome
        #expect(throws: NotReplayable.notJudged) { _ = try RecordedHearing(other) }
    }

    @Test("is denied where the new policy does not list its caller")
    func caller() throws {
        let other = try World.policy(caller: ApplicationID(high: 1, low: 1))
        #expect(try replayed(plain(), by: other) == .denied(.callerNotListed))
    }
}
