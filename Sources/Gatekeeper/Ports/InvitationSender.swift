public import Invitations

/// The two versions of Graph under which invitations exist.
public enum GraphVersion: String, Hashable, Sendable {
    case v1 = "v1.0"
    case beta
}

/// Sends one approved invitation to Graph. Only the flow's `send` stage calls it.
public protocol InvitationSender: Sendable {
    /// Posts `body` (built by the gate) to Graph's `/invitations`.
    ///
    /// Never throws: whatever happened is an outcome, told as cautiously as the evidence allows. Once a byte may have
    /// reached Graph, only Graph's own answer makes an outcome other than `.unknown`.
    ///
    /// - Parameter mayRepeat: asked before the request goes to Graph a second time, because Graph refused the token (401)
    ///   and there is another: it counts against the pace. With a no, the refusal is the outcome.
    func send(
        _ body: [UInt8], to version: GraphVersion, tracedBy trace: RequestTrace,
        mayRepeat: @escaping @Sendable () async -> Bool
    ) async -> SendOutcome
}

extension InvitationSender {
    /// Sends whatever the pace.
    public func send(_ body: [UInt8], to version: GraphVersion, tracedBy trace: RequestTrace) async -> SendOutcome {
        await send(body, to: version, tracedBy: trace, mayRepeat: { true })
    }
}

/// The ids by which a request is followed from the caller through the gate into Graph.
public struct RequestTrace: Hashable, Sendable {
    /// Graph's `client-request-id`, which its support asks for.
    public var clientRequestID: RequestID
    /// W3C Trace Context's `traceparent`, as the caller sent it: the gate makes no spans of its own.
    public var traceparent: String?

    public init(clientRequestID: RequestID, traceparent: String? = nil) {
        self.clientRequestID = clientRequestID
        self.traceparent = traceparent
    }
}

/// What became of a request to Graph.
public enum SendOutcome: Sendable {
    /// Graph answered 201.
    case created(GraphAnswer)
    /// Graph answered another 4xx than 429 (nor the gate's own 401): refused, nothing was created.
    case refused(GraphAnswer)
    /// Graph answered 429, which it does before processing.
    case throttled(GraphAnswer, retryAfter: Double?)
    /// Graph refused the gate's own token, twice: nothing was created.
    case unauthorized(GraphAnswer)
    /// Provably nothing reached Graph.
    case notSent(NotSent)
    /// It may have been processed: a 5xx, a time-out, a broken connection, an answer that is no answer.
    case unknown(GraphAnswer?, Uncertainty)
}

/// An answer of Graph's, bounded in size.
public struct GraphAnswer: Sendable {
    public var status: Int
    public var body: [UInt8]
    /// Graph's `request-id`, which Microsoft's support asks for.
    public var requestID: String?
    /// Seconds that Graph asks to wait (`Retry-After`), if it does.
    public var retryAfter: Double?

    public init(status: Int, body: [UInt8], requestID: String?, retryAfter: Double? = nil) {
        self.status = status
        self.body = body
        self.requestID = requestID
        self.retryAfter = retryAfter
    }
}

/// Why nothing reached Graph.
public enum NotSent: Error, Hashable, Sendable {
    /// Entra gave no token: its error code (`AADSTS…`, or what failed), never a secret.
    case noToken(String)
    /// No connection: resolving, connecting or TLS failed before a byte of the request left.
    case noConnection(String)
    /// Time ran out before a byte left.
    case abandoned
    /// As many requests as the gate sends at once are on their way.
    case overloaded
    /// The gate itself kept it back: its pace, a breaker, a guard, an operator.
    case held(Held)
}

/// Why an outcome is not known.
public enum Uncertainty: String, Hashable, Sendable {
    case serverError
    case timeout
    case connectionLost
    case answerNotUnderstood
}
