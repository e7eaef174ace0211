import CallerVerification
import Gatekeeper
import GraphFormat
import HTTPTypes
import Invitations
import StrictJSON

/// An answer, ready for the wire.
struct Answer {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]
    /// Whether the request's body was not read to its end, so that the connection cannot carry another request.
    var leavesRequestUnread = false
    /// Whether the connection is closed after this answer, which says so.
    var endsConnection = false
    /// Whether the body is left out and only its length told, as an answer to HEAD has it (RFC 9110, section 9.3.2): a
    /// body there would be read as the beginning of the next answer.
    var withholdsBody = false
    /// Takes the place of `body`: written while the client takes it.
    var stream: ExportStream?
}

/// How the flow's results become HTTP: the one place where errors turn into responses.
struct ResponseRenderer {
    let submission: Submission
    let now: Timestamp

    /// Graph's 201, its body byte for byte.
    func answer(_ invited: Invited) -> Answer {
        var headers = commonHeaders()
        headers[.decision] = invited.decisionID.description
        headers[.receipt] = invited.receipt?.description
        if invited.isReplay { headers[.replayed] = "true" }
        return Answer(status: .created, headers: headers, body: invited.answer.body)
    }

    /// A judgement is an answer, whichever way it went: the question was served.
    func answer(_ judged: Judged) -> Answer {
        var headers = commonHeaders()
        headers[.decision] = judged.decisionID.description
        headers[.receipt] = judged.receipt.description
        return Answer(status: .ok, headers: headers, body: judged.json.bytes())
    }

    func answer(_ refusal: Refusal) -> Answer {
        let status = refusal.reason.kind.status ?? refusal.graph?.status ?? 502
        var headers = commonHeaders()
        if let decision = refusal.decisionID { headers[.decision] = decision.description }
        headers[.receipt] = refusal.receipt?.description
        if refusal.isReplay { headers[.replayed] = "true" }
        if let retryAfter = retryAfterSeconds(refusal) { headers[.retryAfter] = String(retryAfter) }
        if let challenge = BearerChallenge.text(for: refusal.reason, message: refusal.message) {
            headers[.wwwAuthenticate] = challenge
        }
        if refusal.reason == .methodNotAllowed { headers[.allow] = submission.allowedMethod }
        return Answer(status: .init(code: status), headers: headers, body: envelope(refusal, status).bytes())
    }

    private func envelope(_ refusal: Refusal, _ status: Int) -> ErrorEnvelope {
        var envelope: ErrorEnvelope
        if refusal.reason == .graphRefused, let graph = refusal.graph {
            envelope = .fromGraph(graph.body, status: graph.status)
        } else {
            let detail = ErrorEnvelope.Detail(
                code: refusal.reason.rawValue, target: refusal.target, message: refusal.message)
            envelope = ErrorEnvelope(
                code: Self.code(of: refusal.reason), message: refusal.message, target: refusal.target,
                details: [detail])
            if let graph = refusal.graph { envelope.innerError += Self.graphEvidence(graph) }
        }
        envelope.innerError += [
            ("date", .string(now.graphDate)),
            ("request-id", .string(submission.requestID.description)),
            ("client-request-id", .string(submission.clientRequestID.description)),
        ]
        if let id = refusal.graph?.requestID { envelope.innerError.append(("graph-request-id", .string(id))) }
        if let guest = refusal.guest { envelope.innerError.append(("guest-id", .string(guest.description))) }
        if let decision = refusal.decisionID { envelope.innerError.append(("decision-id", .string(decision.description))) }
        if let receipt = refusal.receipt { envelope.innerError.append(("audit-entry", .string(receipt.entry))) }
        return envelope
    }

    /// What Graph said, where the gate's own code stands in front of it.
    private static func graphEvidence(_ graph: GraphAnswer) -> [(name: String, value: JSON)] {
        var inner: [(name: String, value: JSON)] = [("graph-status", .integer(Int64(graph.status)))]
        if let code = GraphErrorSummary(body: graph.body).code { inner.append(("graph-code", .string(code))) }
        return inner
    }

    /// `error.code`, by kind: what SDKs branch on. The reason is in `details`.
    static func code(of reason: ReasonCode) -> String {
        switch reason.kind {
        case .unverified: "InvalidAuthenticationToken"
        case .forbidden:
            switch reason {
            case .scopeMissing, .appRoleMissing, .callerNotListed, .callerMayNotNameInviter: "Authorization_RequestDenied"
            default: "InvitationDenied"
            }
        case .malformed: "BadRequest"
        case .tooLarge: "RequestEntityTooLarge"
        case .mediaType: "UnsupportedMediaType"
        case .notFound: "ResourceNotFound"
        case .methodNotAllowed: "MethodNotAllowed"
        case .unprocessable: "UnprocessableEntity"
        case .conflict: "Conflict"
        case .failedDependency: "FailedDependency"
        case .throttled: "TooManyRequests"
        case .unavailable: reason == .internalError ? "InternalServerError" : "ServiceUnavailable"
        case .deadline: "GatewayTimeout"
        case .badGateway: reason == .outcomeUnknown ? "OutcomeUnknown" : "BadGateway"
        case .graph: "GraphRefused"
        }
    }

    /// Whole seconds, rounded up: RFC 9110 knows no fractions, and too early would be refused again. Every 429 and 503
    /// carries one.
    private func retryAfterSeconds(_ refusal: Refusal) -> Int? {
        // Only a day's count is known to last longer than an hour.
        let most = refusal.reason == .dailyCeilingReached ? 86_400.0 : 3_600
        return switch refusal.reason.kind {
        case .throttled, .unavailable: Int(min(max(refusal.retryAfter ?? 5, 1), most).rounded(.up))
        // Where the earlier request may still be on its way.
        case .conflict: refusal.retryAfter.map { Int($0.rounded(.up)) }
        default: nil
        }
    }

    func commonHeaders() -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        headers[.requestID] = submission.requestID.description
        headers[.clientRequestID] = submission.clientRequestID.description
        return headers
    }
}
