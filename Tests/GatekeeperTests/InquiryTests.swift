import AuditTrail
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@Suite("An inquiry")
struct InquiryTests {
    private func inquiry(_ address: String = "dana@fabrikam.com") -> Attempt {
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = .string(address)
        attempt.operation = .inquire(.init { [json = attempt.json] in .bytes(JSON.object(json).bytes()) })
        return attempt
    }

    private func ask(_ house: House, _ attempt: Attempt) async throws -> Judged {
        try await house.gate.inquire(try attempt.submission())
    }

    @Test("is answered as the invitation would be, recorded as an inquiry, and sends nothing")
    func answers() async throws {
        let house = try House()
        let yes = try await ask(house, inquiry())
        #expect(yes.isApproved && yes.reason == nil)
        let no = try await ask(house, inquiry("joe@competitor.example"))
        #expect(!no.isApproved && no.reason == .domainDenied)
        #expect(no.message == "Invitations to competitor.example are not allowed. Ask partner-desk@contoso.com.")
        #expect(no.contact == "partner-desk@contoso.com")
        #expect(house.sender.sent.isEmpty)
        #expect(house.audit.entries.map(\.kind) == [.inquiry, .inquiry])
        #expect(house.audit.entries.map(\.decision) == [yes.decisionID, no.decisionID])
        #expect(house.audit.entries.first?.content["request"]?["operation"]?.string == "POST /v1/decisions")
        #expect(house.metrics.contains(#"gatekeeper_inquiries_total{verdict="denied"} 1"#))
    }

    @Test("takes no place in a quota, and is told when one is used up")
    func quota() async throws {
        let house = try House(policy: Contoso.policyText(defaults: "quota: {perInviter: 1, per: day}"))
        for _ in 0..<3 { #expect(try await ask(house, inquiry()).isApproved) }
        try await house.admit()
        let full = try await ask(house, inquiry())
        #expect(full.reason == .quotaExceeded && full.requirement == "quota")
        #expect(full.exhausted?.limit == 1 && full.exhausted?.counter.dimension == .inviter)
    }

    @Test("tells rules and places to those alone who may read the policy or the trail", arguments: ["Policy.Read", "Audit.Read"])
    func evidence(role: String) async throws {
        let house = try House()
        #expect(try await ask(house, inquiry()).matches == nil)
        var auditor = inquiry()
        auditor.mint.claims["roles"] = [.string(role)]
        let matches = try await ask(house, auditor).matches
        #expect(matches?.map(\.id) == ["domains.allow[0]"])
    }

    @Test("beyond the inviter's pace is refused and recorded; another inviter's, and a later one, are not")
    func pace() async throws {
        let house = try House()
        for _ in 0..<60 { _ = try await ask(house, inquiry()) }
        let submission = try inquiry().submission()
        do throws(Refusal) {
            _ = try await house.gate.inquire(submission)
            Issue.record("the sixty-first was answered")
        } catch {
            #expect(error.reason == .tooManyRequests)
            #expect(error.retryAfter == 1)
            #expect(error.message.hasSuffix("try again in 1 second."))
        }
        #expect(house.audit.entries(.refusal).map(\.reason) == [.tooManyRequests])
        // Invitations have no part in it.
        try await house.admit()
        // Nor has what the bot asks for Ana, nor what Bo asks.
        var bots = inquiry()
        bots.mint = .application
        bots.inviter = [Contoso.ana.description]
        #expect(try await ask(house, bots).isApproved)
        var bos = inquiry()
        bos.mint.claims["oid"] = .string(Contoso.bo.description)
        house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind, $0.directoryRoles) = (true, .member, []) }
        #expect(try await ask(house, bos).isApproved)
        house.world.advance(seconds: 1)
        #expect(try await ask(house, inquiry()).isApproved)
    }

    @Test("by a stranger, of a body that is none, or by who is not listed is refused as an invitation is")
    func refusals() async throws {
        let house = try House()
        var stranger = inquiry()
        stranger.authorization = []
        var malformed = inquiry()
        malformed.operation = .inquire(.init { .bytes(Array("{}".utf8)) })
        for (attempt, reason) in [(stranger, ReasonCode.tokenMissing), (malformed, .propertyMissing)] {
            let submission = try attempt.submission()
            do throws(Refusal) {
                _ = try await house.gate.inquire(submission)
                Issue.record("\(reason) was answered")
            } catch {
                #expect(error.reason == reason)
            }
        }
        #expect(house.audit.entries.map(\.kind) == [.refusal])
    }

    @Test("is not answered before its entry is durable")
    func unrecorded() async throws {
        let house = try House()
        house.audit.fail(.inquiry, with: .full)
        let submission = try inquiry().submission()
        do throws(Refusal) {
            _ = try await house.gate.inquire(submission)
            Issue.record("it was answered")
        } catch {
            #expect(error.reason == .auditUnavailable)
        }
    }
}

@Suite("A candidate policy")
struct ShadowTests {
    private static let strict = Contoso.policyText(domains: "deny: [fabrikam.com]")

    private func house(_ candidate: String) throws -> House {
        let house = try House()
        _ = house.policies.setCandidate(CurrentPolicy.Loaded(try Contoso.policy(candidate), at: Contoso.now))
        return house
    }

    @Test("judges beside the policy in force, which alone decides; where it differs the record and a metric say so")
    func differs() async throws {
        let house = try house(Self.strict)
        try await house.admit()
        let candidate = house.audit.entries(.decision).first?.content["candidate"]
        #expect(candidate?["verdict"]?.string == "denied" && candidate?["reason"]?.string == "domainDenied")
        #expect(candidate?["differs"] == .bool(true))
        #expect(candidate?["policy"]?["digest"]?.string == house.policies.candidate?.policy.digest)
        #expect(house.metrics.contains(#"gatekeeper_candidate_total{differs="yes",verdict="denied"} 1"#))
    }

    @Test("that agrees is recorded as agreeing")
    func agrees() async throws {
        let house = try house(Contoso.policyText())
        try await house.admit()
        #expect(house.audit.entries(.decision).first?.content["candidate"]?["differs"] == .bool(false))
    }

    @Test("gets the facts that only it needs, and where they cannot be had nobody's invitation fails for it")
    func facts() async throws {
        let candidate = Contoso.policyText(
            rules: "{id: no-staff, effect: deny, inviters: {groups: [\(Contoso.staff)]}}")
        let house = try house(candidate)
        house.directory.change { $0.groups = [Contoso.staff] }
        try await house.admit()
        #expect(house.audit.entries(.decision).first?.content["candidate"]?["reason"]?.string == "ruleDenies")

        let dark = try self.house(candidate)
        dark.directory.leaveOut(.groups)
        try await dark.admit()
        #expect(dark.audit.entries(.decision).first?.content["candidate"]?["verdict"]?.string == "undecided")
    }

    @Test("keeps nobody waiting: what only it asks is not waited for, and its verdict is undecided then")
    func patience() async throws {
        let house = try house(Contoso.policyText(require: ", sponsor: true", existingGuest: "refuse"))
        // The directory answers only when the test lets it; the policy in force has asked by then.
        try await house.admit()
        let turnstile = Turnstile()
        house.directory.hold(at: turnstile)
        var attempt = Attempt()
        attempt.sponsor = Contoso.bo.description
        try await house.admit(attempt)
        turnstile.open()
        let candidates = house.audit.entries(.decision).map { $0.content["candidate"]?["verdict"]?.string }
        #expect(candidates.last == "undecided")
        #expect(house.sender.sent.count == 2)
    }

    @Test("that cannot learn whether the guest is there is undecided, not a no")
    func unlearned() async throws {
        let house = try house(Contoso.policyText(existingGuest: "refuse"))
        try await house.admit()
        house.directory.fail(.init(detail: "status 500"))
        try await house.admit()
        let candidates = house.audit.entries(.decision).map { $0.content["candidate"]?["verdict"]?.string }
        #expect(candidates == ["approved", "undecided"])
    }

    @Test("takes over what the policy in force asked about the guest, and asks where that one did not")
    func sharedLookups() async throws {
        let refusing = Contoso.policyText(existingGuest: "refuse")
        let house = try House(policy: refusing)
        _ = house.policies.setCandidate(CurrentPolicy.Loaded(try Contoso.policy(refusing), at: Contoso.now))
        try await house.admit()
        #expect(house.directory.addressesAsked.count == 1)
        house.directory.add(address: "dana@fabrikam.com")
        #expect(try await house.refusal()?.reason == .guestExists)
        #expect(house.directory.addressesAsked.count == 2)
        let candidates = house.audit.entries(.decision).map { $0.content["candidate"]?["verdict"]?.string }
        #expect(candidates == ["approved", "denied"])

        let alone = try self.house(refusing)
        try await alone.admit()
        #expect(alone.directory.addressesAsked.count == 1)
    }

    @Test("that does not list the caller would have refused the call")
    func unlisted() async throws {
        let house = try house(Contoso.policyText().replacing("\(Contoso.portal)", with: "\(Contoso.gate)"))
        try await house.admit()
        #expect(house.audit.entries(.decision).first?.content["candidate"]?["reason"]?.string == "callerNotListed")
    }

    @Test("A request is judged and recorded by the policy that was in force when it came, whatever is swapped meanwhile")
    func swapped() async throws {
        let house = try House()
        let before = house.policies.current.policy.digest
        let turnstile = Turnstile()
        house.directory.hold(at: turnstile)
        async let refusal = house.refusal()
        await turnstile.arrivals(1)
        _ = house.policies.swap(to: CurrentPolicy.Loaded(try Contoso.policy(Self.strict), at: Contoso.now), at: Contoso.now)
        turnstile.open()
        #expect(try await refusal == nil)
        #expect(house.audit.entries(.decision).last?.content["policy"]?["digest"]?.string == before)
        #expect(try await house.refusal()?.reason == .domainDenied)
    }
}
