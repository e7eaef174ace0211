/// The refusals of Graph whose exact form is not documented, or was only seen by others: each can be set in the seed.
///
/// A message that starts with `(emulator wording)` marks a text that no source gives. An answer without a default stands
/// for a case whose status is unknown as well: meeting it without a setting is answered 501 `EmulatorUndocumented`.
/// `{tenantId}` and `{id}` in a message are replaced.
public struct SeededAnswers: Sendable {
    /// Status, `error.code` and `error.message` of one refusal.
    public struct Refusal: Sendable, Equatable {
        public var status: Int
        public var code: String
        public var message: String

        public init(_ status: Int, _ code: String, _ message: String) {
            self.status = status
            self.code = code
            self.message = message
        }
    }

    /// A domain that the tenant's list refuses. No form is documented: must be set when the seed has a list.
    public var domainBlocked: Refusal?
    /// An address that belongs to a member of the directory. No form is documented.
    public var existingMember: Refusal?
    /// `invitedUser` without `resetRedemption`. No form is documented.
    public var internalConversion: Refusal?
    /// Cross-tenant access settings. The text is documented, status and code are not: must be set when the seed blocks domains so.
    public var crossTenantBlocked: Refusal?
    /// Text and 403 observed; the code is not, `Forbidden` is the one seen with the interface's other 403.
    public var invitesNotAllowed = Refusal(
        403, "Forbidden", "Guest invitations not allowed for your company. Contact your company administrator for more details.")
    /// Code and text observed; the reports do not say whether the status was 401 or 403.
    public var insufficientPrivileges = Refusal(
        403, "Unauthorized",
        "Insufficient privileges to perform requested operation by the application '00000003-0000-0000-c000-000000000000'. "
            + "ControllerName=MSGraphInviteAPI, ActionName=CreateInvite, URL absolute path=/api/{tenantId}/invites")
    /// Observed whole.
    public var resetNotPermitted = Refusal(403, "Forbidden", "Generic authorization exception.")
    /// Observed whole.
    public var resetAddressUnknown = Refusal(
        400, "BadRequest",
        "The email you’re using to invite this user doesn’t match any emails on the user object. "
            + "Please add this email to the user object and try again.")
    /// Status and text observed, code not.
    public var plusInAddress = Refusal(400, "BadRequest", "The Primary SMTP Address is an invalid value")
    /// Observed whole.
    public var groupAddress = Refusal(400, "BadRequest", "Group email address is not supported")
    /// Text observed, status and code not.
    public var redirectInvalid = Refusal(400, "BadRequest", "The invite redirect URL field is invalid")
    /// The characters are documented, the refusal is not.
    public var addressInvalid = Refusal(
        400, "BadRequest", "(emulator wording) invitedUserEmailAddress has a form or a character that is not permitted.")
    /// That both properties are required is documented, the refusal is not.
    public var propertyMissing = Refusal(
        400, "BadRequest", "(emulator wording) invitedUserEmailAddress and inviteRedirectUrl are required.")
    /// A body that is no JSON object, or has a property of the wrong type.
    public var bodyMalformed = Refusal(400, "BadRequest", "(emulator wording) The request body is malformed.")
    public var bodyTooLarge = Refusal(413, "RequestEntityTooLarge", "(emulator wording) The request body is too large.")
    /// A Graph token that is missing, unknown or expired. The code is from general knowledge.
    public var tokenInvalid = Refusal(401, "InvalidAuthenticationToken", "(emulator wording) The access token is missing, unknown or expired.")
    /// Documented.
    public var readDenied = Refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    /// Observed.
    public var resourceNotFound = Refusal(
        404, "Request_ResourceNotFound",
        "Resource '{id}' does not exist or one of its queried reference-property objects are not present.")
    /// A query option that the emulator cannot carry out.
    public var queryUnsupported = Refusal(400, "Request_BadRequest", "(emulator wording) The query is malformed, or not one the emulator knows.")

    public init() {}

    /// The names under `answers:` in the seed.
    static let names: [(name: String, path: any WritableKeyPath<SeededAnswers, Refusal> & Sendable)] = [
        ("invitesNotAllowed", \.invitesNotAllowed), ("insufficientPrivileges", \.insufficientPrivileges),
        ("resetNotPermitted", \.resetNotPermitted), ("resetAddressUnknown", \.resetAddressUnknown),
        ("plusInAddress", \.plusInAddress), ("groupAddress", \.groupAddress), ("redirectInvalid", \.redirectInvalid),
        ("addressInvalid", \.addressInvalid), ("propertyMissing", \.propertyMissing), ("bodyMalformed", \.bodyMalformed),
        ("bodyTooLarge", \.bodyTooLarge), ("tokenInvalid", \.tokenInvalid), ("readDenied", \.readDenied),
        ("resourceNotFound", \.resourceNotFound), ("queryUnsupported", \.queryUnsupported),
    ]

    /// The answers that have no default.
    static let optionalNames: [(name: String, path: any WritableKeyPath<SeededAnswers, Refusal?> & Sendable)] = [
        ("domainBlocked", \.domainBlocked), ("existingMember", \.existingMember),
        ("internalConversion", \.internalConversion), ("crossTenantBlocked", \.crossTenantBlocked),
    ]
}
