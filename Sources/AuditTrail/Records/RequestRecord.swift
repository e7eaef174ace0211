public import Invitations

/// What every entry that a request leaves says of the request itself.
public struct RequestRecord: Hashable, Sendable {
    /// Method and path, such as `POST /v1.0/invitations`.
    public var operation: String
    /// `v1.0` or `beta`, where the path has one.
    public var graphVersion: String?
    /// The `id` of the inner request, when it came in a `$batch`.
    public var batchItem: String?
    public var requestID: RequestID
    public var clientRequestID: RequestID?
    /// W3C Trace Context, as continued.
    public var traceparent: String?
    /// The IP address of the peer, without its port: what the socket says, not what a header says.
    public var peer: String?

    public init(
        operation: String, graphVersion: String? = nil, batchItem: String? = nil, requestID: RequestID,
        clientRequestID: RequestID? = nil, traceparent: String? = nil, peer: String? = nil
    ) {
        self.operation = operation
        self.graphVersion = graphVersion
        self.batchItem = batchItem
        self.requestID = requestID
        self.clientRequestID = clientRequestID
        self.traceparent = traceparent
        self.peer = peer
    }
}

/// The verified application that called.
public struct CallerRecord: Hashable, Sendable {
    public var application: ApplicationID
    /// The policy's name for it; nil when the policy does not list it.
    public var name: String?
    /// The policy's channel for it.
    public var channel: String?
    /// The user whose token the application carried, when it carried one.
    public var user: ObjectID?
    /// Entra's id of the token (`uti`): what its sign-in log knows the token by. It opens nothing.
    public var tokenID: String?

    public init(
        application: ApplicationID, name: String? = nil, channel: String? = nil, user: ObjectID? = nil,
        tokenID: String? = nil
    ) {
        self.application = application
        self.name = name
        self.channel = channel
        self.user = user
        self.tokenID = tokenID
    }
}

/// Which policy was in force.
public struct PolicyReference: Hashable, Sendable {
    public var name: String
    /// SHA-256 of the policy as loaded, in hexadecimal.
    public var digest: String
    /// `enforce` or `reportOnly`.
    public var mode: String

    public init(name: String, digest: String, mode: String) {
        self.name = name
        self.digest = digest
        self.mode = mode
    }
}

extension CanonicalObject {
    mutating func caller(_ caller: CallerRecord) {
        object("caller") {
            $0.member("application", caller.application.description)
            $0.member("channel", caller.channel)
            $0.member("name", caller.name)
            $0.member("tokenID", caller.tokenID)
            $0.member("user", caller.user?.description)
        }
    }

    mutating func policy(_ policy: PolicyReference?) {
        guard let policy else { return }
        object("policy") {
            $0.member("digest", policy.digest)
            $0.member("mode", policy.mode)
            $0.member("name", policy.name)
        }
    }

    mutating func request(_ request: RequestRecord) {
        object("request") {
            $0.member("batchItem", request.batchItem)
            $0.member("clientRequestID", request.clientRequestID?.description)
            $0.member("graphVersion", request.graphVersion)
            $0.member("operation", request.operation)
            $0.member("peer", request.peer)
            $0.member("requestID", request.requestID.description)
            $0.member("traceparent", request.traceparent)
        }
    }
}
