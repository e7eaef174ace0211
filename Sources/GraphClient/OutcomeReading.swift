import Curl
import Gatekeeper
import Invitations

extension SendOutcome {
    /// What Graph's answer says. Only 201 means created, and only a refusal that Graph itself pronounced means refused.
    init(_ response: CurlResponse, at now: Timestamp) {
        let answer = GraphAnswer(
            status: response.status,
            body: response.body,
            requestID: response.headers["request-id"].flatMap { RequestID($0)?.description },
            retryAfter: response.headers["retry-after"].flatMap { RetryAfter.seconds($0, at: now) }
        )
        switch response.status {
        case 201:
            self = .created(answer)
        case 401:
            self = .unauthorized(answer)
        case 408:
            // A gateway says so too, of a Graph that it had already given the request.
            self = .unknown(answer, .timeout)
        case 429:
            self = .throttled(answer, retryAfter: answer.retryAfter)
        case 400..<500:
            self = .refused(answer)
        case 500..<600:
            self = .unknown(answer, .serverError)
        default:
            self = .unknown(answer, .answerNotUnderstood)
        }
    }

    /// What it means that no answer came.
    init(_ error: CurlError) {
        guard error.requestMayHaveReachedServer else {
            switch error.kind {
            case .timeout, .cancelled, .shutDown: self = .notSent(.abandoned)
            case .tooManyExchanges: self = .notSent(.overloaded)
            default: self = .notSent(.noConnection("\(error.kind)"))
            }
            return
        }
        let begun = error.status.map { GraphAnswer(status: $0, body: [], requestID: nil) }
        switch error.kind {
        case .timeout: self = .unknown(begun, .timeout)
        case .responseTooLarge: self = .unknown(begun, .answerNotUnderstood)
        default: self = .unknown(begun, .connectionLost)
        }
    }
}
