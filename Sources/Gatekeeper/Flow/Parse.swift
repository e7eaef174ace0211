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

    /// What is asked for. Not looked at before the caller is known and listed.
    func parse(_ submission: Submission, in dossier: Dossier) async throws(Objection) -> InvitationRequest {
        let body: Submission.BodySource
        switch submission.operation {
        case .createInvitation(_, let source), .inquire(let source): body = source
        case .unserved(let reason, _): throw unserved(reason)
        }
        try checkHeaders(submission)
        let read = await body.read()
        // A body that trickled in used up its time: nothing is looked up for it.
        try requireTime(dossier)
        switch read {
        case .tooLarge:
            throw Objection(.parse, .bodyTooLarge, "The body is larger than 64 KiB; no invitation is.")
        case .incomplete:
            throw Objection(.parse, .bodyNotJSON, "The connection ended before the body did.")
        case .mediaTypeNotSupported:
            throw Objection(
                .parse, .mediaTypeNotSupported,
                "Send the invitation with Content-Type: application/json, in UTF-8 and without content coding.",
                target: "Content-Type")
        case .bytes(let bytes):
            let policy = dossier.policy.policy
            let defaults = InvitationDefaults(
                inviteRedirectUrl: policy.defaultRedirectURL,
                sendInvitationMessage: policy.defaultSendInvitationMessage,
                messageLanguage: policy.defaultMessageLanguage)
            do {
                return try InvitationRequest(body: bytes, defaults: defaults)
            } catch {
                throw Objection(.parse, error.reason, error.message, target: error.target)
            }
        }
    }

    private func unserved(_ reason: ReasonCode) -> Objection {
        if reason == .methodNotAllowed {
            return Objection(.parse, .methodNotAllowed, "Invitations are created, and asked about, with POST only.")
        }
        return Objection(
            .parse, .resourceNotFound,
            "The gate serves POST /v1.0/invitations, POST /beta/invitations and POST /v1/decisions. It is no proxy for the rest of Graph.")
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
    }

    /// Whom to ask, as the policy says; or nothing.
    func contact(_ dossier: Dossier) -> String {
        dossier.policy.policy.owner.map { " Ask \($0)." } ?? ""
    }
}
