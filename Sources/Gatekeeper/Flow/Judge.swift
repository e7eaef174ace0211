import AuditTrail
import InvitationPolicy
import Invitations

extension Gate {
    /// The policy's decision: pure, from what the dossier holds.
    func judge(_ dossier: Dossier) throws(Objection) -> Decision {
        guard let request = dossier.request, let inviter = dossier.inviter, let listed = dossier.listed else {
            throw Objection(.decide, .internalError, "The request was judged out of order.")
        }
        // Facts are as old as the request took, and a caller who waits longer has gone: nothing is sent for it any more.
        let elapsed = world.monotonicNanoseconds() - dossier.startedNanoseconds
        guard elapsed < UInt64(deadlineSeconds) * 1_000_000_000 else {
            throw Objection(
                .decide, .deadlineExceeded,
                "The request took longer than \(deadlineSeconds) seconds to judge. Nothing was sent; try again.")
        }
        let submission = dossier.submission
        let context = DecisionContext(justification: submission.justification, ticket: submission.ticket)
        let decision = dossier.policy.policy.decide(
            request, by: inviter, through: listed, context: context, at: dossier.receivedAt)
        if case .undecided(let missing) = decision.verdict {
            // Not a denial: the answer may be yes once the fact is known.
            throw Objection(
                .decide, .factsUnavailable,
                "What the policy needs to know about the inviter cannot be learned at the moment. Nothing was sent; try again.",
                detail: "unknown: \(missing.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return decision
    }
}

extension DecisionRecord {
    /// The entry of a decision: everything that was judged, and what was said.
    init(_ decision: Decision, _ dossier: Dossier, _ request: InvitationRequest, _ inviter: InviterFacts, _ listed: PolicyCaller) {
        let policy = dossier.policy.policy
        let (verdict, reason) = decision.verdict.recorded
        self.init(
            decision: dossier.decisionID, time: dossier.receivedAt, request: RequestRecord(dossier.submission),
            caller: CallerRecord(dossier), inviter: inviter.id, proof: inviter.proof,
            facts: FactRecord.used(inviter.known, of: inviter, at: dossier.receivedAt, naming: policy.namedGroups),
            invitation: InvitationRecord(request),
            justification: dossier.submission.justification, ticket: dossier.submission.ticket,
            sponsor: dossier.submission.sponsor, verdict: verdict, reason: reason,
            step: String(decision.step), rule: decision.deciding?.id, matches: decision.matches.map(RuleRecord.init),
            reportOnly: decision.reportOnly.map(ReportOnlyRecord.init), policy: PolicyReference(dossier.policy),
            status: reason?.kind.status)
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
            case .unserved(_, let requestLine): (requestLine, nil)
            }
        self.init(
            operation: operation, graphVersion: version?.rawValue, requestID: submission.requestID,
            clientRequestID: submission.clientRequestID, traceparent: submission.traceparent, peer: submission.peer)
    }
}

extension CallerRecord {
    init(_ dossier: Dossier) {
        self.init(
            application: dossier.caller.application, name: dossier.listed?.name,
            channel: dossier.listed?.channel.rawValue, user: dossier.caller.user, tokenID: dossier.caller.tokenID)
    }
}

extension PolicyReference {
    init(_ loaded: CurrentPolicy.Loaded) {
        self.init(name: loaded.reference.name, digest: loaded.reference.digest, mode: loaded.reference.mode)
    }
}
