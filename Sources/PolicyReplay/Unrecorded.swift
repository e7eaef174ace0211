/// What a policy can ask about an invitation and the trail does not hold of it, or not any more.
public enum Unrecorded: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The path and query of the redirect URL. No decision asks for them.
    case redirectPath
    /// The words of the custom message, where nothing was noted of what they hold.
    case messageText
    /// A display name that was longer than what the side row keeps, or held a character that it does not.
    case displayName
    /// A justification or ticket that was longer than what an entry keeps.
    case longText
    /// Groups of an inviter who is in more than an entry lists.
    case groups
    /// A fact about the inviter that the policy of then did not need.
    case fact
    /// Whether the sponsor that was named is an enabled member.
    case sponsorStanding
    /// Whether a user with the invited address existed.
    case guestExists
    /// How much of a quota was used.
    case quotaUsage

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Why an entry of the trail cannot be judged again at all.
public enum NotReplayable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Neither a decision nor an inquiry: nothing was judged.
    case notJudged
    /// The invited address was erased.
    case inviteeErased
    /// The member of the entry's content, or of its side row, that this program would not have written.
    case damaged(String)

    public var description: String {
        switch self {
        case .notJudged: "the entry is no judgement"
        case .inviteeErased: "the invitee's address was erased"
        case .damaged(let member): "the entry's \(member) is not what this program writes; check the trail"
        }
    }
}
