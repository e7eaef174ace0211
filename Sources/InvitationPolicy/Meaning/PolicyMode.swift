/// Whether a policy, or one rule, is in force or only says what it would have said.
public enum PolicyMode: String, Hashable, Sendable, CaseIterable {
    case enforce
    case reportOnly
}

/// Who may invite at all, by Graph's own values (`authorizationPolicy.allowInvitesFrom`). A rule narrows this level
/// and never widens it.
public enum InvitationLevel: String, Hashable, Sendable, CaseIterable {
    /// Guests too.
    case everyone
    case adminsGuestInvitersAndAllMembers
    case adminsAndGuestInviters
    case none
}

/// What a rule or list entry does to what it matches.
public enum RuleEffect: String, Hashable, Sendable, CaseIterable {
    case allow
    case deny
}

/// What happens to a domain that no list names.
enum UnlistedDomains: String, Hashable, Sendable, CaseIterable {
    case deny
    case allow
}

/// What a rule can permit that is otherwise refused before any rule. The conversion of an internal account
/// (`invitedUser` without a reset) is not among them: it cannot be undone. Nor are internal addresses: whoever has one
/// is no guest.
public enum Permission: String, Hashable, Sendable, CaseIterable, Comparable {
    case resetRedemption
    case memberType

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What becomes of an invitation to somebody whom the tenant has as a user already (`existingGuest`).
public enum ExistingGuestRule: String, Hashable, Sendable, CaseIterable {
    /// It is sent: inviting again is Entra's way to send the mail once more. Nobody is looked up.
    case forward
    /// It is refused, whichever grant it has.
    case refuse
    /// It is sent, and the record says that the user was there.
    case report
}

/// What kind of program a caller is: the channel of every entry it causes.
public enum CallerChannel: String, Hashable, Sendable, CaseIterable {
    case portal
    case bot
    case chat
    case script
    case service
}
