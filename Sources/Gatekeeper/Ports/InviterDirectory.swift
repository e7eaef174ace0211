public import Invitations

/// Looks up what a token does not say about an inviter.
public protocol InviterDirectory: Sendable {
    /// The wanted facts about the user with this object id, each `.known(…, from: .graph, asOf: now)`; nil when the
    /// directory has no such user.
    ///
    /// - Throws: ``DirectoryUnavailable`` when a wanted fact could not be learned: never "none" in its place.
    func facts(
        _ kinds: Set<FactKind>, about user: ObjectID, at now: Timestamp
    ) async throws(DirectoryUnavailable) -> DirectoryFacts?

    /// The object id of the one user with this user principal name, or nil if there is none.
    func user(named userPrincipalName: String) async throws(DirectoryUnavailable) -> ObjectID?
}

/// Facts as the directory gave them; what was not asked for is nil.
public struct DirectoryFacts: Hashable, Sendable {
    public var enabled: Bool?
    public var userKind: UserKind?
    public var directoryRoles: Set<RoleTemplateID>?
    public var appRoles: Set<String>?
    public var groups: Set<ObjectID>?

    public init(
        enabled: Bool? = nil, userKind: UserKind? = nil, directoryRoles: Set<RoleTemplateID>? = nil,
        appRoles: Set<String>? = nil, groups: Set<ObjectID>? = nil
    ) {
        self.enabled = enabled
        self.userKind = userKind
        self.directoryRoles = directoryRoles
        self.appRoles = appRoles
        self.groups = groups
    }
}

/// Facts could not be learned. `detail` is for the log and the trail: a status, a Graph error code, a time-out.
public struct DirectoryUnavailable: Error, Hashable, Sendable {
    public var detail: String
    /// Whether time ran out, rather than an answer came that was no use.
    public var timedOut: Bool

    public init(detail: String, timedOut: Bool = false) {
        self.detail = detail
        self.timedOut = timedOut
    }
}
