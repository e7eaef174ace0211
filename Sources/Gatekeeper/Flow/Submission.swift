public import Invitations

/// One HTTP request to the service, as the flow receives it: the caller's text, not yet believed.
public struct Submission: Sendable {
    /// What was asked for.
    public enum Operation: Sendable {
        case createInvitation(GraphVersion, BodySource)
        /// Several of these, each to be judged alone.
        case batch(GraphVersion, BodySource)
        /// May this be invited? The body is the invitation's.
        case inquire(BodySource)
        /// Entries of the trail: answered by the ``AuditDesk``.
        case readAudit(AuditRead)
        /// A path or method that the gate does not serve: refused, and recorded when the caller is verified. With the
        /// method and path, for the record.
        case unserved(ReasonCode, requestLine: String)
    }

    /// The request's body, as far as it was read.
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Longer than the limit; the rest was not read.
        case tooLarge
        /// The connection ended before the body did.
        case incomplete
        /// Not declared as `application/json` in UTF-8, or encoded.
        case mediaTypeNotSupported
    }

    /// The body, still to be read: not before the caller is known, so that a stranger cannot fill the memory.
    public struct BodySource: Sendable {
        let read: @Sendable () async -> Body

        /// - Parameter read: reads the body, bounded; called once at most.
        public init(read: @escaping @Sendable () async -> Body) {
            self.read = read
        }
    }

    public var operation: Operation
    /// The id of the request inside a batch, when it came in one.
    public internal(set) var batchItem: String?
    /// What is known to be wrong with it already: a request of a batch that asks for something else than an invitation.
    var objection: Objection?
    /// What the path takes, for who used another method (`Allow`, RFC 9110, section 10.2.1).
    public var allowedMethod = "POST"
    /// Every `Authorization` header's value.
    public var authorization: [String]
    /// Every `X-Gatekeeper-Inviter` header's value.
    public var inviter: [String]
    /// Every `Idempotency-Key` header's value.
    public var idempotencyKey: [String]
    /// Every `X-Gatekeeper-Resend` header's value.
    public var resend: [String]
    /// Header values for the record, each at most once: a repeated header is in `repeatedHeader`.
    public var justification: String?
    public var ticket: String?
    public var sponsor: String?
    /// A single-valued header that came more than once.
    public var repeatedHeader: String?
    /// Whether the URL had a query, which creating an invitation does not know.
    public var hasQuery: Bool
    /// Ours (`request-id`).
    public var requestID: RequestID
    /// The caller's GUID if it sent one, else ours (`client-request-id`).
    public var clientRequestID: RequestID
    /// The W3C trace context to continue, if it was well-formed.
    public var traceparent: String?
    /// The address of the connection's other end.
    public var peer: String

    public init(operation: Operation, requestID: RequestID, clientRequestID: RequestID, peer: String) {
        self.operation = operation
        self.requestID = requestID
        self.clientRequestID = clientRequestID
        self.peer = peer
        authorization = []
        inviter = []
        idempotencyKey = []
        resend = []
        hasQuery = false
    }
}

/// A created invitation: Graph's 201, to be given back with its meaning unchanged.
public struct Invited: Sendable {
    public var decisionID: DecisionID
    public var answer: GraphAnswer
    /// Of the decision's entry.
    public var receipt: Receipt?
    /// Whether it is an earlier request's answer given again: nothing was sent for this one.
    public var isReplay = false

    public init(decisionID: DecisionID, answer: GraphAnswer) {
        self.decisionID = decisionID
        self.answer = answer
    }
}
