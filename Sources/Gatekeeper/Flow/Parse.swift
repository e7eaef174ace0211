import CallerVerification
import GraphFormat
import InvitationPolicy
import Invitations

extension Gate {
    /// The calling application as the policy lists it.
    func list(_ caller: VerifiedCaller, in dossier: Dossier) throws(Objection) -> PolicyCaller {
        guard let listed = dossier.policy.policy.caller(caller.application) else {
            throw Objection(
                .caller, .callerNotListed,
                "The application \(caller.application) is not among the callers that the policy lists.\(contact(dossier))")
        }
        return listed
    }

    /// The body. Not read before the caller is known and listed.
    func read(_ submission: Submission, in dossier: Dossier) async throws(Objection) -> [UInt8] {
        if let objection = submission.objection { throw objection }
        let body: Submission.BodySource
        switch submission.operation {
        case .createInvitation(_, let source), .inquire(let source): body = source
        case .readAudit: throw unserved(.resourceNotFound, submission)
        case .unserved(let reason, _): throw unserved(reason, submission)
        case .batch: throw Objection(.parse, .internalError, "A batch was judged as one invitation.")
        }
        return try await read(body, of: submission, in: dossier, tooLarge: "The body is larger than 64 KiB; no invitation is.")
    }

    /// What is asked for.
    func parse(_ body: [UInt8], in dossier: Dossier) throws(Objection) -> InvitationRequest {
        let policy = dossier.policy.policy
        let defaults = InvitationDefaults(
            inviteRedirectUrl: policy.defaultRedirectURL,
            sendInvitationMessage: policy.defaultSendInvitationMessage,
            messageLanguage: policy.defaultMessageLanguage)
        do {
            return try InvitationRequest(body: body, defaults: defaults)
        } catch {
            throw Objection(.parse, error)
        }
    }

    /// The body's bytes, once the headers are such that they are worth reading.
    func read(
        _ body: Submission.BodySource, of submission: Submission, in dossier: Dossier, tooLarge: String
    ) async throws(Objection) -> [UInt8] {
        try checkHeaders(submission)
        let read = await body.read()
        // A body that trickled in used up its time: nothing is looked up for it.
        try requireTime(dossier)
        switch read {
        case .bytes(let bytes): return bytes
        case .tooLarge: throw Objection(.parse, .bodyTooLarge, tooLarge)
        case .incomplete: throw Objection(.parse, .bodyNotJSON, "The connection ended before the body did.")
        case .mediaTypeNotSupported:
            throw Objection(
                .parse, .mediaTypeNotSupported,
                "Send the body with Content-Type: application/json, in UTF-8 and without content coding.",
                target: "Content-Type")
        }
    }

    private func unserved(_ reason: ReasonCode, _ submission: Submission) -> Objection {
        if reason == .methodNotAllowed {
            let isReading = submission.allowedMethod == "GET"
            return Objection(
                .parse, .methodNotAllowed,
                isReading ? "The audit trail is read with GET only." : "Invitations are created, and asked about, with POST only.")
        }
        return Objection(
            .parse, .resourceNotFound,
            "The gate serves POST /v1.0/invitations, POST /v1.0/$batch (both with /beta, too), POST /v1/decisions, and GET /v1/audit/entries and /v1/audit/export. It is no proxy for the rest of Graph."
        )
    }

    private func checkHeaders(_ submission: Submission) throws(Objection) {
        if submission.hasQuery {
            throw Objection(.parse, .queryNotSupported, "An invitation takes no query parameters.")
        }
        if let name = submission.repeatedHeader {
            throw Objection(.parse, .headerInvalid, "The header \(name) came more than once.", target: name)
        }
        let bounded = [
            ("X-Gatekeeper-Justification", submission.justification, 1_024),
            ("X-Gatekeeper-Ticket", submission.ticket, 128),
            ("X-Gatekeeper-Sponsor", submission.sponsor, 256),
        ]
        for (name, value, maximum) in bounded where (value?.utf8.count ?? 0) > maximum {
            throw Objection(.parse, .headerInvalid, "The header \(name) is longer than \(maximum) bytes.", target: name)
        }
        switch submission.operation {
        case .createInvitation, .batch: _ = (try submission.key(), try submission.isResend())
        // Nothing is done for these that could be done twice.
        case .inquire, .readAudit, .unserved: break
        }
    }

    /// Whom to ask, as the policy says; or nothing.
    func contact(_ dossier: Dossier) -> String {
        dossier.policy.policy.owner.map { " Ask \($0)." } ?? ""
    }
}

extension Objection {
    init(_ stage: Refusal.Stage, _ fault: BodyFault) {
        self.init(stage, fault.reason, fault.message, target: fault.target)
    }
}
