import AuditTrail
import Invitations
import StrictJSON
import Testing

@Suite("A record")
struct RecordTests {
    @Test("of every kind is canonical JSON with the columns that its content has")
    func canonical() throws {
        let head = ChainHead(writer: id(2), sequence: 5, hash: digest(1))
        for draft in try (everyKindOfDraft() + draftsWithEverything()).map({ $0.committing(to: [head]) }) {
            let content = try JSON(parsing: draft.content)
            #expect(content.canonicalBytes() == draft.content, "\(draft.kind)")
            #expect(EntryFields(content: content) == draft.fields, "\(draft.kind)")
        }
    }

    @Test("of a denial says everything that one of an approval says")
    func superset() throws {
        let invitee = Invitee(try sampleRequest())
        let names = try [Verdict.approved, .denied].map { verdict in
            let draft = EntryDraft.decision(try sampleDecision(verdict: verdict), invitee: invitee, key: key)
            return Set(try #require(try JSON(parsing: draft.content).object).map(\.name))
        }
        #expect(names[0].isSubset(of: names[1]))
    }

    @Test("holds what was judged")
    func contents() throws {
        let draft = EntryDraft.decision(
            try sampleDecision(), invitee: Invitee(try sampleRequest()), key: key)
        let content = try JSON(parsing: draft.content)
        #expect(content["invitation"]?["redirectHost"] == "apps.contoso.com:8443")
        #expect(content["invitation"]?["ccCount"] == 1)
        #expect(content["invitation"]?["message"]?["length"] == 25)
        #expect(content["proof"] == "asserted")
        #expect(content["policy"]?["name"] == "contoso")
        #expect(content["facts"]?.array?.compactMap { $0["fact"]?.string } == ["directoryRoles", "enabled", "groups"])
        #expect(content["facts"]?.array?[1] == ["age": 5000, "fact": "enabled", "source": "graph", "values": ["true"]])
        #expect(content["facts"]?.array?[2]["values"]?.array?.count == 256)
        #expect(content["facts"]?.array?[2]["omitted"] == 44)
    }

    @Test("says of every rule that matched which part it played, and what was lacking")
    func rules() throws {
        var record = try sampleDecision(verdict: .denied)
        record.matches = [
            RuleRecord(
                rule: "auditors", effect: "allow", role: "requirementFailed", requirement: "ticket",
                place: "policy.yaml:3", reportOnly: false),
            RuleRecord(rule: "trial", effect: "deny", role: "reported", place: nil, reportOnly: true),
        ]
        record.reportOnly = ReportOnlyRecord(
            verdict: .denied, reason: .ticketRequired, step: "grants", rule: "trial", requirement: "ticket")
        let draft = EntryDraft.decision(record, invitee: Invitee(try sampleRequest()), key: key)
        let content = try JSON(parsing: draft.content)
        #expect(
            content["matches"] == [
                [
                    "effect": "allow", "place": "policy.yaml:3", "requirement": "ticket", "role": "requirementFailed",
                    "rule": "auditors",
                ],
                ["effect": "deny", "reportOnly": true, "role": "reported", "rule": "trial"],
            ])
        #expect(
            content["reportOnly"] == [
                "reason": "ticketRequired", "requirement": "ticket", "rule": "trial", "step": "grants",
                "verdict": "denied",
            ])
        #expect(content.canonicalBytes() == draft.content)
    }

    @Test("of an inviter in too many groups keeps those that the policy names")
    func groupsNamed() throws {
        var facts = InviterFacts(id: id(7), proof: .token)
        func written(_ count: UInt64, naming first: Set<ObjectID>) throws -> (values: [String], omitted: Int64?) {
            facts.groups = .known(Set((0..<count).map { id($0) }), from: .graph, asOf: noon)
            var record = try sampleDecision()
            record.facts = FactRecord.used([.groups], of: facts, at: noon, naming: first)
            let draft = EntryDraft.decision(record, invitee: Invitee(try sampleRequest()), key: key)
            let fact = try #require(try JSON(parsing: draft.content)["facts"]?.array?.first)
            return (fact["values"]?.array?.compactMap(\.string) ?? [], fact["omitted"]?.integer)
        }
        func texts(_ numbers: some Sequence<UInt64>) -> [String] { numbers.map { (id($0) as ObjectID).description } }

        let many = try written(300, naming: [id(299), id(270), id(1_000)])
        #expect(many.values == texts([270, 299] + Array(0..<254)))
        #expect(many.omitted == 44)
        #expect(try written(300, naming: []).values == texts(0..<256))
        let few = try written(256, naming: [id(255)])
        #expect(few.values == texts(0..<256))
        #expect(few.omitted == nil)
    }

    @Test("keeps the person, the message and the redirect's path out of what is hashed")
    func privacy() throws {
        let draft = EntryDraft.decision(
            try sampleDecision(), invitee: Invitee(try sampleRequest()), key: key)
        let text = String(decoding: draft.content, as: UTF8.self).lowercased()
        for secret in ["dana", "fabrikam", "boss", "welcome", "/start", "x=1"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(draft.invitee?.invitee.domain == "fabrikam.example")
        #expect(draft.invitee?.invitee.ccAddress == "boss@contoso.com")
    }

    @Test("commits to the invitee under its key, each field in its own place")
    func commitment() {
        let one = Invitee(address: "a@b.example", displayName: "c")
        #expect(one.commitment(under: key) == Invitee(address: "a@b.example", displayName: "c").commitment(under: key))
        #expect(one.commitment(under: key) != one.commitment(under: CommitmentKey(random: (0, 2, 3, 4))))
        #expect(one.commitment(under: key) != Invitee(address: "a@b.example", ccName: "c").commitment(under: key))
        #expect(CommitmentKey(bytes: key.bytes) == key)
        #expect(CommitmentKey(bytes: key.bytes.dropLast()) == nil)
    }

    @Test("of an outcome cannot carry a URL")
    func noURL() throws {
        var record = sampleOutcome()
        let url = "https://login.microsoftonline.com/redeem?rd=https%3a%2f%2finvitations.microsoft.com%2fredeem%3fticket%3d1"
        record.detail = url
        record.graphCode = url
        record.graphRequestID = url
        record.invitation = url
        let text = String(decoding: EntryDraft.outcome(record).content, as: UTF8.self)
        for part in ["://", "/redeem", "rd=", "%2f", "ticket%3d1"] { #expect(!text.contains(part), "\(part)") }
    }

    @Test("of a look-up says what was tried, in codes, and no more than sixteen of them")
    func tried() throws {
        var record = OutcomeRecord(decision: id(1), time: noon, outcome: .unknown, source: .lookup)
        record.tried = Array(repeating: TriedRecord("users", "https://x", "mail"), count: 17)
        let content = try JSON(parsing: EntryDraft.outcome(record).content)
        #expect(content["tried"]?.array?.count == 16)
        #expect(content["tried"]?.array?.first == ["detail": "mail", "result": "https???x", "what": "users"])
        #expect(EntryDraft.outcome(record).isFinalUnknown)
        record.source = .answer
        #expect(!EntryDraft.outcome(record).isFinalUnknown)
        record.tried = []
        #expect(try JSON(parsing: EntryDraft.outcome(record).content)["tried"] == nil)
    }

    @Test("cuts a long text and says by how much")
    func bounds() throws {
        let long = String(repeating: "é", count: 4_000)
        let draft = EntryDraft.decision(
            try sampleDecision(justification: long, rules: 300),
            invitee: Invitee(address: long, displayName: long), key: key)
        let content = try JSON(parsing: draft.content)
        #expect(content["justification"]?.string == String(repeating: "é", count: 512) + "…[+6976 bytes]")
        #expect(content["matches"]?.array?.count == 256)
        #expect(content["matchesOmitted"] == 44)
        #expect(draft.invitee?.invitee.address == String(repeating: "é", count: 160) + "…[+7680 bytes]")
        let short = EntryDraft.decision(
            try sampleDecision(justification: "as it is"), invitee: Invitee(try sampleRequest()), key: key)
        #expect(try JSON(parsing: short.content)["justification"] == "as it is")
    }

    @Test("has digests that read back, in lower case only")
    func digests() {
        let digest = digest(0xAF)
        #expect(Digest256(hex: digest.description) == digest)
        #expect(Digest256(hex: digest.description.uppercased()) == nil)
        #expect(Digest256(hex: "af") == nil)
        #expect(Digest256(bytes: digest.bytes) == digest)
    }
}
