public import Invitations

/// An application that may use the gate, and for whom it may speak.
public struct PolicyCaller: Hashable, Sendable {
    public let app: ApplicationID
    public let name: String
    public let channel: CallerChannel
    /// Where an application names the inviter: only members of one of these groups. Nil means no such limit.
    public let mayNameGroups: Set<ObjectID>?
    /// Where an application names the inviter: whether holders of privileged directory roles may be named.
    public let mayNamePrivilegedRoles: Bool
    /// Whether the inviter may be named by user principal name.
    public let acceptsUPN: Bool
    public let source: SourceLocation
}
