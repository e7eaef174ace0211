public import Invitations
public import StrictJSON

/// The members of an entry's content that a store may keep in columns of their own, to find entries by. They are copies:
/// the content is what counts, and checking the trail compares them with it.
public struct EntryFields: Hashable, Sendable {
    /// A judgement's verdict or an outcome's result.
    public var result: String?
    public var reason: String?
    public var inviter: ObjectID?
    public var caller: ApplicationID?
    public var channel: String?

    public init(
        result: String? = nil, reason: String? = nil, inviter: ObjectID? = nil, caller: ApplicationID? = nil,
        channel: String? = nil
    ) {
        self.result = result
        self.reason = reason
        self.inviter = inviter
        self.caller = caller
        self.channel = channel
    }

    /// As the content of an entry has them.
    public init(content: JSON) {
        result = content["verdict"]?.string ?? content["outcome"]?.string
        reason = content["reason"]?.string
        inviter = content["inviter"]?.string.flatMap { ObjectID($0) }
        caller = content["caller"]?["application"]?.string.flatMap { ApplicationID($0) }
        channel = content["caller"]?["channel"]?.string
    }
}
