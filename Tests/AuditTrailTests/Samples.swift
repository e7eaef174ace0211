import AuditTrail
import Invitations

func id<Kind>(_ number: UInt64) -> Identifier<Kind> { Identifier(high: 0xABCD, low: number) }

let noon = Timestamp(milliseconds: 1_795_608_000_000)
let key = CommitmentKey(random: (1, 2, 3, 4))

func sampleRequest(message: String? = "Welcome to \"the\" project\n") throws -> InvitationRequest {
    InvitationRequest(
        invitedUserEmailAddress: try EmailAddress("Dana@fabrikam.example"),
        inviteRedirectUrl: try RedirectURL("https://apps.contoso.com:8443/start?x=1"),
        invitedUserDisplayName: "Dana", sendInvitationMessage: true,
        messageInfo: .init(
            ccRecipient: .init(address: try EmailAddress("boss@contoso.com"), name: "Boss"),
            customizedMessageBody: message, messageLanguage: "en-US"))
}

func sampleDecision(
    _ number: UInt64 = 1, verdict: Verdict = .approved, justification: String? = "audit 2026", rules: Int = 1
) throws -> DecisionRecord {
    var facts = InviterFacts(id: id(7), proof: .asserted)
    facts.enabled = .known(true, from: .graph, asOf: noon.adding(seconds: -5))
    facts.directoryRoles = .known([DirectoryRole.guestInviter.template], from: .token, asOf: noon)
    facts.groups = .known(Set((0..<300).map { id($0) }), from: .graph, asOf: noon)
    return DecisionRecord(
        decision: id(number), time: noon,
        request: RequestRecord(
            operation: "POST /v1.0/invitations", graphVersion: "v1.0", requestID: id(20), clientRequestID: id(21),
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", peer: "127.0.0.1"),
        caller: CallerRecord(application: id(30), name: "invite-portal", channel: "portal"), inviter: id(7),
        proof: .asserted, facts: FactRecord.used(Set(FactKind.allCases), of: facts, at: noon),
        invitation: InvitationRecord(try sampleRequest()), justification: justification, ticket: "SEC-1",
        sponsor: "ana@contoso.com", verdict: verdict, reason: verdict == .denied ? .domainDenied : nil, step: "grants",
        rule: "auditors",
        matches: (0..<rules).map { RuleRecord(rule: "rule-\($0)", effect: "allow", role: "grants", place: "policy.yaml:3") },
        reportOnly: ReportOnlyRecord(verdict: .denied, reason: .noRuleAllows),
        policy: PolicyReference(name: "contoso", digest: String(repeating: "ab", count: 32), mode: "enforce"),
        status: verdict == .denied ? 403 : nil)
}

/// A decision with everything that is written only where it applies.
func wholeDecision(_ number: UInt64 = 5, verdict: Verdict = .approved, quotas: Int = 2) throws -> DecisionRecord {
    var record = try sampleDecision(number, verdict: verdict)
    record.quotas = (0..<quotas).map {
        QuotaRecord(scope: "rule-\($0)", dimension: "inviter", period: "day", limit: 20, used: $0, isClaimed: $0 == 0)
    }
    record.sponsorStanding = SponsorRecord(.user(id(8), enabled: true, kind: .member), source: .graph, age: 40)
    record.guestExists = false
    record.candidate = CandidateRecord(
        policy: PolicyReference(name: "next", digest: "cd", mode: "enforce"), verdict: .denied, reason: .ticketRequired,
        step: "grants", rule: "auditors", requirement: "ticket")
    record.invitation = InvitationRecord(
        try sampleRequest(),
        findings: MessageFindings(isPlain: true, linkHosts: ["b.example", "a.example"], linksUnreadable: false))
    return record
}

func sampleRefusal(_ number: UInt64 = 3) -> RefusalRecord {
    RefusalRecord(
        decision: id(number), time: noon,
        request: RequestRecord(operation: "POST /beta/invitations", requestID: id(22)),
        caller: CallerRecord(application: id(30)), reason: .propertyDuplicate, status: 400,
        target: "invitedUserEmailAddress", detail: "the member twice")
}

func sampleOutcome(_ number: UInt64 = 1, _ outcome: Outcome = .created) -> OutcomeRecord {
    OutcomeRecord(
        decision: id(number), time: noon, outcome: outcome, graphStatus: 201, graphCode: nil,
        graphRequestID: "7f1c2a90-0000-4000-8000-000000000001", invitation: "3f1c2a90-0000-4000-8000-000000000001",
        guest: id(40), duration: 212, status: 201)
}

/// One draft of every kind there is.
func everyKindOfDraft() throws -> [EntryDraft] {
    let invitee = Invitee(try sampleRequest())
    return [
        .started(StartedRecord(software: "gatekeeper 1", host: "gate-1", processID: 12), at: noon),
        .policyLoaded(
            PolicyLoadedRecord(
                policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), file: "p.yaml", rules: 2, domains: 3,
                by: "start"), at: noon),
        .policyRejected(PolicyRejectedRecord(file: "p.yaml", faults: ["p.yaml:1:2: no"], by: "SIGHUP"), at: noon),
        .decision(try sampleDecision(1), invitee: invitee, key: key),
        .outcome(sampleOutcome(1)),
        .decision(try sampleDecision(2, verdict: .denied), invitee: invitee, key: key),
        .inquiry(try sampleDecision(4), invitee: invitee, key: key),
        .refusal(sampleRefusal(3), invitee: InviteeRow(invitee: Invitee(address: "x@@y"), key: key)),
        .paused(CommandRecord(by: "root", why: "incident"), at: noon),
        .resumed(CommandRecord(by: "root"), at: noon),
        .reloaded(CommandRecord(by: "uid 0 (root)", why: "SEC-1"), at: noon),
        .exported(ExportedRecord(by: "root", filter: "domain=x", format: "ndjson", entries: 7), at: noon),
        .reloaded(CommandRecord(by: "root"), at: noon),
        .erased(ErasedRecord(by: "dpo", why: "asked", rows: 2), at: noon),
        .replayed(
            ReplayedRecord(
                first: id(1), time: noon, request: RequestRecord(operation: "POST /v1.0/invitations", requestID: id(23)),
                caller: CallerRecord(application: id(30), channel: "portal"), inviter: id(4), proof: .token, basis: .key,
                answer: .inDoubt, status: 409, reason: .inDoubt)),
        .pruned(PrunedRecord(by: "root", before: noon, entries: 4, through: EntryID(4)), at: noon),
        .reindexed(ReindexedRecord(by: "root", differing: 3, first: "entries.reason"), at: noon),
        .stopped(StoppedRecord(why: "SIGTERM", drained: true), at: noon),
    ]
}

/// Drafts with the members that are written only where they apply.
func draftsWithEverything() throws -> [EntryDraft] {
    var refusals = sampleRefusal()
    refusals.requests = 95
    refusals.request.batchItem = "first"
    return [
        .refusal(refusals),
        .policyLoaded(
            PolicyLoadedRecord(
                policy: PolicyReference(name: "p", digest: "e", mode: "enforce"), author: "ana@contoso.com",
                fileOwner: "policy", previous: "d", changes: ["+ allow fabrikam.com"], role: .active), at: noon),
        .policyRejected(PolicyRejectedRecord(faults: ["no"], digestInForce: "e", role: .candidate), at: noon),
        .decision(try wholeDecision(5), invitee: Invitee(try sampleRequest()), key: key),
        .outcome(
            OutcomeRecord(
                decision: id(5), time: noon, outcome: .unknown, source: .lookup, detail: "ambiguous",
                tried: [TriedRecord("users", "none", "mail otherMails"), TriedRecord("auditLog", "notPermitted")])),
        .outcome(
            OutcomeRecord(
                decision: id(5), time: noon, outcome: .created, source: .operator, by: "ana", why: "saw the guest")),
        .paused(CommandRecord(by: "gate", why: "many", inviter: id(40), until: noon), at: noon),
    ]
}

/// A chain of these drafts, as a store would hold it.
func chain(
    _ drafts: [EntryDraft], writer: WriterID = id(100), heads: [ChainHead] = [], firstRow: Int64 = 1
) -> [StoredEntry] {
    var previous = ChainOrigin.previous(writer: writer, heads: heads)
    var rows: [StoredEntry] = []
    for (position, draft) in drafts.enumerated() {
        let whole = position == 0 ? draft.committing(to: heads) : draft
        let entry = whole.placed(writer: writer, sequence: Int64(position) + 1, previous: previous)
        previous = entry.hash
        rows.append(
            StoredEntry(
                id: EntryID(firstRow + Int64(position)), entry: entry, fields: draft.fields, invitee: draft.invitee))
    }
    return rows
}

/// The first fault of rows fed in this order.
func fault(in rows: [StoredEntry], expecting heads: [ChainHead] = []) -> ChainFault? {
    var verifier = ChainVerifier(expecting: heads)
    do throws(ChainFault) {
        for row in rows { try verifier.feed(row) }
        try verifier.finish()
        return nil
    } catch {
        return error
    }
}

func head(_ row: StoredEntry) -> ChainHead {
    ChainHead(writer: row.entry.writer, sequence: row.entry.sequence, hash: row.entry.hash)
}
