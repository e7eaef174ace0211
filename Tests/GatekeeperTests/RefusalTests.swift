import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("A verified caller's request that is refused")
struct RefusalTests {
    @Test("leaves exactly one entry, with its reason and status, and nothing is sent", arguments: RefusalCase.all)
    func refused(_ sample: RefusalCase) async throws {
        let house = try sample.house()
        let attempt = sample.attempt(sample.refused, in: house)
        let refusal = try #require(await house.refusal(of: attempt))
        #expect(refusal.reason == sample.reason, "\(refusal.message)")
        #expect(house.sender.sent.isEmpty)

        let entry = try #require(house.audit.entries.first)
        #expect(house.audit.entries.count == 1)
        #expect(entry.kind == (refusal.stage == .decide && refusal.reason != .factsUnavailable ? .decision : .refusal))
        #expect(entry.reason == sample.reason)
        #expect(entry.status == sample.reason.kind.status.map(Int64.init))
        #expect(entry.decision == refusal.decisionID && refusal.decisionID != nil)
        #expect(entry.content["caller"]?["application"]?.string == attempt.mint.claims["azp"]?.string)
        #expect(entry.content["request"]?["peer"]?.string == "192.0.2.7")
        #expect(entry.content["policy"]?["name"]?.string == "contoso")
    }

    @Test("is accepted once that one thing is put right", arguments: RefusalCase.all)
    func accepted(_ sample: RefusalCase) async throws {
        let house = try sample.house()
        let refusal = try await house.refusal(of: sample.attempt(sample.accepted, in: house))
        #expect(refusal == nil, "\(refusal?.reason.rawValue ?? "") \(refusal?.message ?? "")")
        #expect(house.audit.entries.map(\.kind) == [.decision, .outcome])
        #expect(house.sender.sent.count == 1)
    }

    @Test("Together these suites produce every reason that this release can give")
    func everyReason() {
        // An internal error is one that no input brings about.
        let later: Set<ReasonCode> = [.internalError]
        let elsewhere: Set<ReasonCode> = [
            .keysUnavailable, .auditUnavailable, .policyTooOld, .quotaExceeded, .idempotencyKeyReused, .inDoubt, .alreadyCreated,
            .keysUnavailable, .auditUnavailable, .policyTooOld, .quotaExceeded, .batchInvalid, .dependencyFailed, .inviterSuspended,
            .dailyCeilingReached, .forwardingPaused, .draining,
        ]
        let produced = Set(RefusalCase.all.map(\.reason)).union(StrangerCase.all.map(\.reason))
            .union(OutcomeCase.all.compactMap(\.reason)).union(elsewhere)
        #expect(Set(ReasonCode.allCases).subtracting(produced) == later)
        #expect(produced.isDisjoint(with: later))
    }

    @Test("says whom to ask and which property it is about, and no rule or list")
    func message() async throws {
        let house = try House()
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@competitor.example"
        let refusal = try #require(await house.refusal(of: attempt))
        #expect(refusal.message == "Invitations to competitor.example are not allowed. Ask partner-desk@contoso.com.")
        #expect(refusal.target == "invitedUserEmailAddress")
    }

    @Test("A listed denial and an unlisted domain read the same: a denial is no way to read the lists")
    func sameWords() async throws {
        let house = try House()
        var messages: Set<String> = []
        for domain in ["competitor.example", "other.example"] {
            var attempt = Attempt()
            attempt.json["invitedUserEmailAddress"] = .string("dana@\(domain)")
            let refusal = try #require(await house.refusal(of: attempt))
            messages.insert(refusal.message.replacing(domain, with: "…"))
        }
        #expect(messages.count == 1)
    }

    @Test("The invitee of a request that could be read is in the side row, and in no entry's content")
    func invitee() async throws {
        let house = try House()
        house.directory.fail(.init(detail: "status 500"))
        _ = try #require(await house.refusal())
        house.directory.fail(nil)
        try await house.admit()
        for entry in house.audit.entries where entry.kind != .outcome {
            #expect(entry.invitee?.address == "dana@fabrikam.com")
            #expect(!entry.text.contains("dana"))
            #expect(!entry.text.contains("fabrikam.com\""))
        }
    }

    @Test("What is undecided for want of a fact is 503 and never a denial, even where a rule would deny")
    func denyRuleIsNotSkipped() async throws {
        let rule = "{id: not-staff, effect: deny, inviters: {groups: [\(Contoso.staff)]}}"
        let house = try House(policy: Contoso.policyText(rules: rule))
        house.directory.leaveOut(.groups)
        let refusal = try #require(await house.refusal())
        #expect(refusal.reason == .factsUnavailable)
        #expect(house.sender.sent.isEmpty)
        // The twin: the domain is denied whoever asks, so the fact is not even wanted.
        var attempt = Attempt()
        attempt.json["invitedUserEmailAddress"] = "dana@competitor.example"
        #expect(try await house.refusal(of: attempt)?.reason == .domainDenied)
    }
}
