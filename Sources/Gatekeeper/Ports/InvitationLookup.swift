public import Invitations

/// Looks in Graph for what became of an invitation. It only reads.
public protocol InvitationLookup: Sendable {
    /// The users, guests and members, who have `address` as mail, among their other addresses or, where Graph lets that be
    /// asked, among their proxy addresses.
    ///
    /// A directory may not show a user of the last minutes yet.
    func users(with address: EmailAddress) async throws(LookupFailure) -> FoundUsers

    /// What the tenant's audit log says of inviting `address` in a stretch of Graph's time: every record that names the
    /// address, or that may mean it because it names none.
    ///
    /// The log may not show what happened in the last minutes yet.
    func invitations(
        of address: EmailAddress, from: Timestamp, until: Timestamp
    ) async throws(LookupFailure) -> [InvitationActivity]
}

/// Why something was not learned. It is never "nothing found".
public enum LookupFailure: Error, Hashable, Sendable {
    /// Graph answered 403: the gate's application may not read this.
    case notPermitted
    /// There is more than is read.
    case tooMuch
    /// Anything else, for the operator, with the seconds after which to ask again where Graph named them.
    case notLearned(String, retryAfter: Double? = nil)
}

/// Users with an address.
public struct FoundUsers: Hashable, Sendable {
    /// Which of a user's addresses were asked about.
    public enum Property: String, Hashable, Sendable, CaseIterable {
        case mail, otherMails, proxyAddresses
    }

    public struct User: Hashable, Sendable {
        public var id: ObjectID
        /// By Graph's clock, in whole seconds.
        public var createdAt: Timestamp?
        /// `Invitation` for a user whom an invitation made.
        public var creationType: String?
        public var userType: String?
        public var externalUserState: String?

        public init(
            id: ObjectID, createdAt: Timestamp?, creationType: String? = nil, userType: String? = nil,
            externalUserState: String? = nil
        ) {
            self.id = id
            self.createdAt = createdAt
            self.creationType = creationType
            self.userType = userType
            self.externalUserState = externalUserState
        }
    }

    public var users: [User]
    public var asked: Set<Property>
    /// Milliseconds by which Graph's clock is ahead of ours; nil if its answer did not tell its time.
    public var graphAhead: Int64?

    public init(users: [User], asked: Set<Property>, graphAhead: Int64?) {
        self.users = users
        self.asked = asked
        self.graphAhead = graphAhead
    }
}

/// One record of the tenant's audit log about an invitation.
public struct InvitationActivity: Hashable, Sendable {
    public enum Initiator: Hashable, Sendable {
        case application(ApplicationID)
        case user
        /// The record names neither by id.
        case untold
    }

    /// By Graph's clock.
    public var time: Timestamp
    public var succeeded: Bool
    public var initiator: Initiator
    /// Whether the record names the address that was asked about; if not, it names none.
    public var namesAddress: Bool
    /// The user whom it is about.
    public var guest: ObjectID?
    /// Graph's id of the invitation.
    public var invitation: String?

    public init(
        time: Timestamp, succeeded: Bool = true, initiator: Initiator, namesAddress: Bool = true, guest: ObjectID? = nil,
        invitation: String? = nil
    ) {
        self.time = time
        self.succeeded = succeeded
        self.initiator = initiator
        self.namesAddress = namesAddress
        self.guest = guest
        self.invitation = invitation
    }
}
