/// Behaviour on which the sources are silent or disagree, and sizes that a test may want smaller.
public struct SeededQuirks: Sendable {
    /// Whether `User.ReadWrite.All` and `Directory.ReadWrite.All` open the invitation interface as documented (true),
    /// or only `User.Invite.All`, as one observer found (false).
    public var higherPermissionsInvite = true
    /// Whether an application may invite while `allowInvitesFrom` is `adminsAndGuestInviters`: the newer documentation and
    /// two observers say yes, the older documentation no.
    public var appOnlyUnderRestriction = true
    /// Whether `http:` and localhost redirects are refused, as since May 2026.
    public var refuseInsecureRedirects = true
    /// Seconds for which a new guest is found by id, but not yet by `$filter`: searches are eventually consistent.
    public var searchDelaySeconds: Double = 0
    /// Seconds after which a record of the audit log is found.
    public var auditDelaySeconds: Double = 0
    /// Whether an application's own record names its client id, as the schema allows. No such record was found published.
    public var auditNamesApplication = true
    /// Requests to the audit log allowed in one window; nil switches the throttle off. An older text says 100.
    public var auditThrottleLimit: Int? = 5
    /// The length of that window.
    public var auditThrottleWindowSeconds: Double = 10
    /// The life of a Graph token in seconds.
    public var tokenLifetimeSeconds = 3599
    /// Invitations allowed to the tenant in one window; nil switches the throttle off.
    public var throttleLimit: Int? = 150
    /// The length of that window.
    public var throttleWindowSeconds: Double = 5
    /// Objects to a page of a collection.
    public var pageSize = 100
    /// The largest body taken, in bytes. Graph's own limit is not documented.
    public var maximumBodyBytes = 1_048_576

    public init() {}
}
