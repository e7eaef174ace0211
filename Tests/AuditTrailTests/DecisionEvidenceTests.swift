import AuditTrail
import Invitations
import StrictJSON
import Testing

@Suite("A decision's record, of what later judgements need,")
struct DecisionEvidenceTests {
    private func content(_ record: DecisionRecord) throws -> JSON {
        let draft = EntryDraft.decision(record, invitee: Invitee(try sampleRequest()), key: key)
        let content = try JSON(parsing: draft.content)
        #expect(content.canonicalBytes() == draft.content)
        return content
    }

    private func message(_ request: InvitationRequest, _ findings: MessageFindings?) throws -> JSON? {
        var record = try sampleDecision()
        record.invitation = InvitationRecord(request, findings: findings)
        return try content(record)["invitation"]?["message"]
    }

    @Test("has no member for what does not apply, so that it is written as it was before there were such")
    func absent() throws {
        let names = try #require(try content(try sampleDecision()).object).map(\.name)
        #expect(
            names == [
                "caller", "facts", "invitation", "invitee", "inviter", "justification", "matches", "policy", "proof",
                "reportOnly", "request", "rule", "sponsor", "step", "ticket", "verdict",
            ])
        let message = try #require(try content(try sampleDecision())["invitation"]?["message"]?.object)
        #expect(message.map(\.name) == ["digest", "length"])
    }

    @Test("says how the quotas stood, for both verdicts, and whom they count nowhere")
    func quotas() throws {
        for verdict in Verdict.allCases {
            let content = try content(try wholeDecision(verdict: verdict))
            #expect(
                content["quotas"] == [
                    ["claimed": true, "dimension": "inviter", "limit": 20, "period": "day", "scope": "rule-0", "used": 0],
                    ["claimed": false, "dimension": "inviter", "limit": 20, "period": "day", "scope": "rule-1", "used": 1],
                ])
            #expect(content["quotasOmitted"] == nil)
        }
        let many = try content(try wholeDecision(quotas: 300))
        #expect(many["quotas"]?.array?.count == 256)
        #expect(many["quotasOmitted"] == 44)
    }

    @Test("says what was known of the sponsor and whether the guest was there")
    func standing() throws {
        var record = try wholeDecision()
        #expect(
            try content(record)["sponsorStanding"] == [
                "age": 40, "enabled": true, "id": .string((id(8) as ObjectID).description), "source": "graph",
                "standing": "user", "userKind": "member",
            ])
        #expect(try content(record)["guestExists"] == false)
        record.sponsorStanding = SponsorRecord(.noSuchUser, source: .graph, age: 0)
        record.guestExists = true
        #expect(try content(record)["sponsorStanding"] == ["age": 0, "source": "graph", "standing": "noSuchUser"])
        #expect(try content(record)["guestExists"] == true)
    }

    @Test(
        "says what the candidate policy would have decided, and whether that differs",
        arguments: [Verdict.approved, .denied], CandidateRecord.Verdict.allCases)
    func candidate(_ verdict: Verdict, _ other: CandidateRecord.Verdict) throws {
        var record = try wholeDecision(verdict: verdict)
        record.candidate?.verdict = other
        let isSame = (verdict == .approved && other == .approved) || (verdict == .denied && other == .denied)
        #expect(
            try content(record)["candidate"] == [
                "differs": isSame ? false : true, "policy": ["digest": "cd", "mode": "enforce", "name": "next"],
                "reason": "ticketRequired", "requirement": "ticket", "rule": "auditors", "step": "grants",
                "verdict": .string(other.rawValue),
            ])
        // The columns are those of the policy in force.
        let draft = EntryDraft.decision(record, invitee: Invitee(try sampleRequest()), key: key)
        #expect(draft.fields.result == verdict.rawValue)
    }

    @Test("says of the message what decides about it, without its words")
    func findings() throws {
        let request = try sampleRequest()
        let some = try #require(
            try message(
                request,
                MessageFindings(isPlain: false, linkHosts: ["b.example", "a.example", "b.example"], linksUnreadable: true)))
        #expect(some["isPlain"] == false)
        #expect(some["linkHosts"] == ["a.example", "b.example"])
        #expect(some["linksUnreadable"] == true)
        #expect(some["linkHostsOmitted"] == nil)
        #expect(some["linkHostsWithheld"] == nil)
        let many = MessageFindings(isPlain: true, linkHosts: (0..<40).map { "h\($0).example" }, linksUnreadable: false)
        #expect(try message(request, many)?["linkHosts"]?.array?.count == 16)
        #expect(try message(request, many)?["linkHostsOmitted"] == 24)
        #expect(try message(try sampleRequest(message: nil), many) == nil)
    }

    @Test("names no host that would tell the invitee's domain, or the copy recipient's, once their rows are erased")
    func withheld() throws {
        let findings = MessageFindings(
            isPlain: true,
            linkHosts: [
                "fabrikam.example", "www.fabrikam.example:8443", "Fabrikam.example.", "contoso.com", "notfabrikam.example",
            ], linksUnreadable: false)
        let message = try #require(try message(try sampleRequest(), findings))
        #expect(message["linkHosts"] == ["notfabrikam.example"])
        #expect(message["linkHostsWithheld"] == 4)
    }
}

@Suite("A record of a policy")
struct PolicyRecordTests {
    private let reference = PolicyReference(name: "p", digest: "d", mode: "enforce")

    private func content(_ draft: EntryDraft) throws -> JSON { try JSON(parsing: draft.content) }

    @Test("without what is new is as it was")
    func absent() throws {
        let loaded = PolicyLoadedRecord(policy: reference, file: "p.yaml", rules: 1, domains: 2, by: "start")
        #expect(
            try content(.policyLoaded(loaded, at: noon)) == [
                "by": "start", "domains": 2, "file": "p.yaml",
                "policy": ["digest": "d", "mode": "enforce", "name": "p"], "rules": 1,
            ])
        #expect(
            try content(.policyRejected(PolicyRejectedRecord(faults: ["no"]), at: noon)) == [
                "faultCount": 1, "faults": ["no"],
            ])
    }

    @Test("says who made it, whose file it is, what it replaced and what changed")
    func loaded() throws {
        let record = PolicyLoadedRecord(
            policy: reference, author: "ana@contoso.com", fileOwner: "policy", previous: "c",
            changes: (0..<40).map { "+ \($0)" } + [String(repeating: "x", count: 900)], changesOmitted: 5, role: .candidate)
        let content = try content(.policyLoaded(record, at: noon))
        #expect(content["author"] == "ana@contoso.com")
        #expect(content["fileOwner"] == "policy")
        #expect(content["previous"] == "c")
        #expect(content["role"] == "candidate")
        #expect(content["changes"]?.array?.count == 32)
        #expect(content["changesOmitted"] == 14)
        var long = record
        long.changes = [String(repeating: "x", count: 900)]
        long.changesOmitted = 0
        let cut = try self.content(.policyLoaded(long, at: noon))
        #expect(cut["changes"]?.array?.first?.string == String(repeating: "x", count: 256) + "…[+644 bytes]")
        #expect(cut["changesOmitted"] == nil)
    }

    @Test("that was rejected says which one goes on serving")
    func rejected() throws {
        let record = PolicyRejectedRecord(faults: ["no"], digestInForce: "d", role: .active)
        let content = try content(.policyRejected(record, at: noon))
        #expect(content["digestInForce"] == "d")
        #expect(content["role"] == "active")
    }
}

@Suite("A draft that takes places in quotas")
struct ReservingDraftTests {
    private func draft(_ reservations: [QuotaReservation], _ verdict: Verdict = .approved) throws -> ReservingDraft {
        .decision(
            try sampleDecision(verdict: verdict), invitee: Invitee(try sampleRequest()), key: key, reserving: reservations)
    }

    private func place(_ counter: String, _ limit: Int) -> QuotaReservation {
        QuotaReservation(counter: counter, limit: limit, ends: noon)
    }

    @Test("has each counter once under its lowest limit, and the same entry as without")
    func counters() throws {
        let whole = try draft([place("b", 3), place("a", 5), place("b", 2), place("b", 4)])
        #expect(whole.reservations == [place("b", 2), place("a", 5)])
        #expect(whole.draft == .decision(try sampleDecision(), invitee: Invitee(try sampleRequest()), key: key))
        #expect(try draft([place("a", 5)], .denied).reservations == [])
    }

    @Test("is within bounds up to 64 counters of up to 1,024 bytes")
    func bounds() throws {
        #expect(try draft((0..<64).map { place("\($0)", 1) }).isWithinBounds)
        #expect(try !draft((0..<65).map { place("\($0)", 1) }).isWithinBounds)
        #expect(try draft([place(String(repeating: "é", count: 512), 1)]).isWithinBounds)
        #expect(try !draft([place(String(repeating: "é", count: 512) + "x", 1)]).isWithinBounds)
        #expect(try !draft([place("", 1)]).isWithinBounds)
        #expect(try draft([]).isWithinBounds)
    }

    @Test("is freed only by an outcome that leaves no doubt that nothing was created", arguments: Outcome.allCases)
    func releases(_ outcome: Outcome) {
        let releases = EntryDraft.outcome(sampleOutcome(1, outcome), releasingQuota: true).releasesQuota
        #expect(releases == [.refused, .throttled, .notSent].contains(outcome))
        #expect(!EntryDraft.outcome(sampleOutcome(1, outcome)).releasesQuota)
    }
}
