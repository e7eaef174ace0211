/// The tenant's external collaboration settings as the policy's author wants them. Read strictly and kept; no
/// decision about an invitation asks for them.
public struct TenantWishes: Hashable, Sendable {
    public enum GuestUserAccess: String, Hashable, Sendable, CaseIterable {
        case sameAsMembers, limited, restricted
    }
    public enum SelfServiceSignUp: String, Hashable, Sendable, CaseIterable {
        case enabled, disabled
    }
    public enum ExternalUserLeave: String, Hashable, Sendable, CaseIterable {
        case allowed, notAllowed
    }
    public enum CollaborationRestrictions: String, Hashable, Sendable, CaseIterable {
        case mirrorDomains, unmanaged
    }

    public var guestUserAccess: GuestUserAccess?
    public var guestInvitations: InvitationLevel?
    public var selfServiceSignUp: SelfServiceSignUp?
    public var externalUserLeave: ExternalUserLeave?
    public var collaborationRestrictions: CollaborationRestrictions?
}
