import AuditTrail
import InvitationPolicy
import Invitations

// How the flow's values are written down.

extension DecisionRecord {
    /// The entry of a decision: everything that was judged, and what was said.
    init(_ decision: Decision, _ dossier: Dossier, _ request: InvitationRequest, _ inviter: InviterFacts, _ listed: PolicyCaller) {
        let policy = dossier.policy.policy
        let (verdict, reason) = decision.verdict.recorded
        self.init(
            decision: dossier.decisionID, time: dossier.receivedAt, request: RequestRecord(dossier.submission),
            caller: CallerRecord(dossier), inviter: inviter.id, proof: inviter.proof,
            facts: FactRecord.used(inviter.known, of: inviter, at: dossier.receivedAt, naming: policy.namedGroups),
            invitation: InvitationRecord(request, findings: dossier.circumstances.message.map(MessageFindings.init)),
            justification: dossier.submission.justification, ticket: dossier.submission.ticket,
            sponsor: dossier.submission.sponsor, verdict: verdict, reason: reason,
            step: String(decision.step), rule: decision.deciding?.id, matches: decision.matches.map(RuleRecord.init),
            reportOnly: decision.reportOnly.map(ReportOnlyRecord.init), policy: PolicyReference(dossier.policy),
            status: reason?.kind.status, quotas: QuotaRecord.all(decision, dossier.circumstances),
            sponsorStanding: dossier.circumstances.sponsorRecord, guestExists: dossier.circumstances.guestExists,
            candidate: dossier.candidate)
    }
}

extension QuotaRecord {
    /// The counters that the decision looked at, and which of them it takes a place in.
    fileprivate static func all(_ decision: Decision, _ circumstances: Circumstances) -> [QuotaRecord] {
        let claimed = Set(decision.claims.map(\.counter))
        return circumstances.quotas.map { quota in
            let counter = quota.counter
            return QuotaRecord(
                scope: counter.scope, dimension: counter.dimension.rawValue, period: counter.period.rawValue,
                limit: quota.limit, used: circumstances.usage[counter], isClaimed: claimed.contains(counter))
        }
    }
}

extension MessageFindings {
    fileprivate init(_ content: MessageContent) {
        self.init(
            isPlain: content.isPlain, linkHosts: content.linkHosts.map(\.ascii),
            linksUnreadable: content.hasUnreadableLinks)
    }
}

extension Decision.Verdict {
    /// As the trail writes it. An undecided judgement can be recorded in one place only, as what a report-only policy
    /// would have said, and counts as a denial there.
    fileprivate var recorded: (verdict: AuditTrail.Verdict, reason: ReasonCode?) {
        switch self {
        case .approved: (.approved, nil)
        case .denied(let reason): (.denied, reason)
        case .undecided: (.denied, .factsUnavailable)
        }
    }
}

extension RuleRecord {
    fileprivate init(_ match: RuleMatch) {
        self.init(
            rule: match.id, effect: match.effect.rawValue, role: match.role.rawValue,
            requirement: match.failedRequirement, place: match.source.description, reportOnly: match.isReportOnly)
    }
}

extension ReportOnlyRecord {
    fileprivate init(_ report: ReportOnlyVerdict) {
        let (verdict, reason) = report.verdict.recorded
        self.init(
            verdict: verdict, reason: reason, step: String(report.step), rule: report.deciding?.id,
            requirement: report.failedRequirement)
    }
}

extension RequestRecord {
    init(_ submission: Submission) {
        let (operation, version): (String, GraphVersion?) =
            switch submission.operation {
            case .createInvitation(let version, _): ("POST /\(version.rawValue)/invitations", version)
            case .batch(let version, _): ("POST /\(version.rawValue)/$batch", version)
            case .inquire: ("POST /v1/decisions", nil)
            case .readAudit(let read): (read.requestLine, nil)
            case .unserved(_, let requestLine): (requestLine, nil)
            }
        self.init(
            operation: operation, graphVersion: version?.rawValue, batchItem: submission.batchItem,
            requestID: submission.requestID,
            clientRequestID: submission.clientRequestID, traceparent: submission.traceparent, peer: submission.peer)
    }
}

extension CallerRecord {
    init(_ dossier: Dossier) {
        // Who is refused before the list is looked at has a name all the same.
        let listed = dossier.listed ?? dossier.policy.policy.caller(dossier.caller.application)
        self.init(
            application: dossier.caller.application, name: listed?.name, channel: listed?.channel.rawValue, user: dossier.caller.user,
            tokenID: dossier.caller.tokenID)
    }
}

extension PolicyReference {
    init(_ loaded: CurrentPolicy.Loaded) {
        self.init(name: loaded.reference.name, digest: loaded.reference.digest, mode: loaded.reference.mode)
    }
}
