import AuditStores
import AuditTrail
import GatekeeperTesting
import HostileTexts
import Invitations
import StrictJSON

/// A store with two entries for each hostile text: a decision with it wherever a caller or a policy can put one, and a refusal of an
/// address that is none.
struct HostileTrail {
    let folder: SettingsFolder
    /// Each entry as it was made, the start left out.
    let drafts: [EntryDraft]

    init() async throws {
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        var drafts: [EntryDraft] = []
        for (number, text) in HostileTexts.all.enumerated() {
            drafts.append(try Self.decision(UInt64(number), text))
            drafts.append(Self.refusal(UInt64(number), text))
        }
        for draft in drafts { _ = try await store.append(draft) }
        await store.close()
        self.drafts = drafts
    }

    private static func caller(_ text: String) -> CallerRecord {
        // A channel is one of the policy's few words; with a NUL in it no column could hold it.
        CallerRecord(application: Contoso.portal, name: text, channel: text.utf8.contains(0) ? "portal" : text, tokenID: text)
    }

    private static func request(_ number: UInt64, _ text: String) -> RequestRecord {
        RequestRecord(operation: text, batchItem: text, requestID: RequestID(high: 2, low: number), traceparent: text, peer: text)
    }

    private static func decision(_ number: UInt64, _ text: String) throws -> EntryDraft {
        let invitation = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.com"), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"),
            invitedUserDisplayName: text)
        let policy = PolicyReference(name: text, digest: text, mode: text)
        var facts = InviterFacts(id: Contoso.ana, proof: .token)
        facts.enabled = .known(true, from: .graph, asOf: Contoso.now)
        let isDenied = number % 2 == 0
        let record = DecisionRecord(
            decision: DecisionID(high: 1, low: number), time: Contoso.now, request: request(number, text), caller: caller(text),
            inviter: Contoso.ana, proof: .token, facts: FactRecord.used(facts.known, of: facts, at: Contoso.now),
            invitation: InvitationRecord(invitation), justification: text, ticket: text, sponsor: text,
            verdict: isDenied ? .denied : .approved, reason: isDenied ? .domainDenied : nil, step: text, rule: text,
            matches: [RuleRecord(rule: text, effect: "allow", role: "grants", requirement: text, place: text)], policy: policy,
            status: isDenied ? 403 : nil, candidate: CandidateRecord(policy: policy, verdict: .approved, rule: text))
        return .decision(record, invitee: Invitee(invitation), key: CommitmentKey(random: (1, 2, 3, number)))
    }

    private static func refusal(_ number: UInt64, _ text: String) -> EntryDraft {
        let record = RefusalRecord(
            decision: DecisionID(high: 9, low: number), time: Contoso.now, request: request(number, text), caller: caller(text),
            inviter: Contoso.ana, reason: .addressInvalid, status: 400, target: text, detail: text)
        let invitee = Invitee(address: text, displayName: text, ccAddress: text, ccName: text)
        return .refusal(record, invitee: InviteeRow(invitee: invitee, key: CommitmentKey(random: (1, 2, 4, number))))
    }

    func audit(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["audit"] + arguments + ["--store", folder.store])
    }

    /// Whether entries as JSON say just what was recorded.
    func agrees(_ lines: some Collection<String>) throws -> Bool {
        try lines.count == drafts.count
            && zip(lines, drafts).allSatisfy { line, draft in
                let entry = try JSON(parsing: Array(line.utf8))
                let invitee = draft.invitee?.invitee
                return try entry["content"] == JSON(parsing: draft.content) && entry["invitee"]?["address"]?.string == invitee?.address
                    && entry["invitee"]?["displayName"]?.string == invitee?.displayName
            }
    }
}
