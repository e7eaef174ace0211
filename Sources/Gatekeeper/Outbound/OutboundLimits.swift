/// How the way out to Graph is paced and protected.
public struct OutboundLimits: Hashable, Sendable {
    /// Invitations that may reach Graph in any stretch of ``windowSeconds``. Graph takes 150 in 5 seconds from all
    /// applications of a tenant together (Microsoft Graph, "Microsoft Graph service-specific throttling limits", invitation
    /// manager): the rest is left to the others, the admin centre among them.
    public var requests = 100
    public var windowSeconds = 5
    /// Approved invitations that may wait for their turn at once.
    public var waiting = 500
    /// Of these, in one inviter's name through one application.
    public var waitingPerInviter = 20
    /// How long an approved invitation may wait, the pauses that Graph asks for included.
    public var waitSeconds = 10
    /// How often one invitation is sent at most, where Graph answers 429 each time.
    public var sends = 3
    /// Invitations of the tenant in one day of UTC; nil counts nothing.
    public var dailyCeiling: Int?
    public var breaker = CircuitBreaker.Limits()
    public var guards = GuardLimits()

    public init() {}
}

/// When forwarding is to stop by itself, for one inviter or as a whole.
///
/// Microsoft blocks a tenant whose invitations look suspicious, and only its support unblocks it: better to stop first.
public struct GuardLimits: Hashable, Sendable {
    /// How far back the guards look.
    public var windowSeconds: Int64 = 3_600
    /// Domains that one inviter may come up with in the window, not having invited there lately; 0 counts none.
    public var newDomains = 30
    /// Refusals by Graph after which one inviter is suspended; 0 counts none.
    public var refusalsPerInviter = 10
    /// For how long an inviter is suspended.
    public var suspensionSeconds: Int64 = 3_600
    /// Refusals by Graph, over at least so many inviters and domains, after which forwarding stops; 0 counts none. Of one inviter
    /// no more than ``refusalsPerInviter`` count.
    public var refusals = 30
    public var refusalInviters = 3
    public var refusalDomains = 5
    /// Answers of Graph's at which forwarding stops at once. None by default: what Graph answers when it blocks a tenant is
    /// documented nowhere.
    public var stopAt: [AnswerPattern] = []

    public init() {}
}
