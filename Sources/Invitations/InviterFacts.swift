/// Whether an account of the tenant is a member or a guest (`acct` in tokens, `userType` in Graph).
public enum UserKind: String, Hashable, Sendable {
    case member
    case guest
}

/// How the gate knows who the inviter is.
public enum InviterProof: String, Hashable, Sendable {
    /// The inviter's own user token.
    case token
    /// An application that holds `Invitations.Send.OnBehalf` named the inviter.
    case asserted
    /// A chat platform's signed message named the inviter.
    case chat
}

/// The facts about an inviter that a policy can ask for.
public enum FactKind: String, Hashable, Sendable, CaseIterable {
    case enabled
    case userKind
    case directoryRoles
    case appRoles
    case groups
}

/// Where a fact was learned.
public enum FactSource: String, Hashable, Sendable {
    case token
    case graph
}

/// One fact: known, with its source and the time it was true, or not known. An absent claim is *unknown*, never
/// "none" or "member".
public enum Fact<Value: Hashable & Sendable>: Hashable, Sendable {
    case unknown
    case known(Value, from: FactSource, asOf: Timestamp)

    public var value: Value? {
        if case .known(let value, _, _) = self { value } else { nil }
    }

    public var isKnown: Bool { value != nil }
}

/// What is known about the person who invites.
public struct InviterFacts: Hashable, Sendable {
    public var id: ObjectID
    public var proof: InviterProof
    public var enabled: Fact<Bool> = .unknown
    public var userKind: Fact<UserKind> = .unknown
    /// Template ids of tenant-wide, active assignments.
    public var directoryRoles: Fact<Set<RoleTemplateID>> = .unknown
    /// Values of the gate's own app roles that the person holds.
    public var appRoles: Fact<Set<String>> = .unknown
    /// Ids of the groups the person is in, directly or through other groups.
    public var groups: Fact<Set<ObjectID>> = .unknown

    public init(id: ObjectID, proof: InviterProof) {
        self.id = id
        self.proof = proof
    }

    /// The kinds of fact that are known.
    public var known: Set<FactKind> {
        var kinds: Set<FactKind> = []
        if enabled.isKnown { kinds.insert(.enabled) }
        if userKind.isKnown { kinds.insert(.userKind) }
        if directoryRoles.isKnown { kinds.insert(.directoryRoles) }
        if appRoles.isKnown { kinds.insert(.appRoles) }
        if groups.isKnown { kinds.insert(.groups) }
        return kinds
    }

    /// These facts, with what is unknown here taken from `other`, if that is about the same person: nobody inherits
    /// another's roles, and what is not known stays unknown.
    public func filled(from other: InviterFacts) -> InviterFacts {
        guard other.id == id else { return self }
        var result = self
        if !enabled.isKnown { result.enabled = other.enabled }
        if !userKind.isKnown { result.userKind = other.userKind }
        if !directoryRoles.isKnown { result.directoryRoles = other.directoryRoles }
        if !appRoles.isKnown { result.appRoles = other.appRoles }
        if !groups.isKnown { result.groups = other.groups }
        return result
    }
}
