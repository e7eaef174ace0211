public import Invitations

/// Why a request did not become an invitation, and at which stage: the flow's one error.
public struct Refusal: Error, Sendable {
    /// The flow's stages, in order.
    public enum Stage: String, Sendable {
        case verify
        case caller
        case parse
        case claim
        case facts
        case decide
        case record
        case send
    }

    public var stage: Stage
    public var reason: ReasonCode
    /// For a person: what is wrong and what to do about it. Tells nothing of the policy's lists or rules.
    public var message: String
    /// The property or header concerned.
    public var target: String?
    /// The decision to ask about, once there is one.
    public var decisionID: DecisionID?
    /// Seconds after which trying again makes sense.
    public var retryAfter: Double?
    /// Graph's answer, when Graph refused or failed.
    public var graph: GraphAnswer?
    /// Of the decision's entry, or of the refusal's own.
    public var receipt: Receipt?
    /// Whether it tells an earlier request's end: nothing was sent for this one.
    public var isReplay = false
    /// The guest whom an earlier request invited.
    public var guest: ObjectID?

    public init(
        _ stage: Stage, _ reason: ReasonCode, _ message: String, target: String? = nil, retryAfter: Double? = nil,
        graph: GraphAnswer? = nil
    ) {
        self.stage = stage
        self.reason = reason
        self.message = message
        self.target = target
        self.retryAfter = retryAfter
        self.graph = graph
    }
}
