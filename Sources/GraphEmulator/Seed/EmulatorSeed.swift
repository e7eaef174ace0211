/// The tenant that the emulator plays: what Entra knows of it, and how Graph answers where its documentation is silent.
public struct EmulatorSeed: Sendable {
    public var tenant: SeededTenant
    public var apps: [SeededApp]
    public var users: [SeededUser]
    public var groups: [SeededGroup]
    public var answers: SeededAnswers
    public var quirks: SeededQuirks

    public init(
        tenant: SeededTenant, apps: [SeededApp] = [], users: [SeededUser] = [], groups: [SeededGroup] = [],
        answers: SeededAnswers = SeededAnswers(), quirks: SeededQuirks = SeededQuirks()
    ) {
        self.tenant = tenant
        self.apps = apps
        self.users = users
        self.groups = groups
        self.answers = answers
        self.quirks = quirks
    }
}

/// Who may invite, as `authorizationPolicy.allowInvitesFrom` has it.
public enum AllowInvitesFrom: String, Sendable, CaseIterable {
    case none
    case adminsAndGuestInviters
    case adminsGuestInvitersAndAllMembers
    case everyone
}

/// The tenant's list of domains: Entra knows an allow list or a deny list, never both.
public enum DomainRestriction: Sendable, Equatable {
    case anyDomain
    case allow(Set<String>)
    case deny(Set<String>)
}

/// The tenant itself.
public struct SeededTenant: Sendable {
    /// The tenant id, a GUID.
    public var id: String
    /// The initial domain, which ends the user principal names of guests.
    public var domain: String
    public var allowInvitesFrom: AllowInvitesFrom
    /// Matched by exact host: the meaning of a subdomain is not documented.
    public var domains: DomainRestriction
    /// Domains that cross-tenant access settings, ours or theirs, block.
    public var crossTenantBlocked: Set<String>
    /// The issuer of v1 tokens; nil means `https://sts.windows.net/{tid}/`.
    public var issuerV1: String?
    /// The issuer of v2 tokens; nil means `https://login.microsoftonline.com/{tid}/v2.0`.
    public var issuerV2: String?

    public init(
        id: String, domain: String, allowInvitesFrom: AllowInvitesFrom = .everyone, domains: DomainRestriction = .anyDomain,
        crossTenantBlocked: Set<String> = [], issuerV1: String? = nil, issuerV2: String? = nil
    ) {
        self.id = id
        self.domain = domain
        self.allowInvitesFrom = allowInvitesFrom
        self.domains = domains
        self.crossTenantBlocked = crossTenantBlocked
        self.issuerV1 = issuerV1
        self.issuerV2 = issuerV2
    }
}

/// An application with its service principal in the tenant.
public struct SeededApp: Sendable {
    /// A client secret, with the moment it ends (seconds since 1970) if it does.
    public struct Secret: Sendable {
        public var value: String
        public var expires: Double?

        public init(_ value: String, expires: Double? = nil) {
            self.value = value
            self.expires = expires
        }
    }

    /// The application (client) id.
    public var appID: String
    /// The object id of its service principal.
    public var id: String
    public var name: String
    public var secrets: [Secret]
    /// X.509 certificates in PEM whose keys may sign its client assertions.
    public var certificates: [String]
    /// Graph application permissions with admin consent, such as `User.Invite.All`.
    public var permissions: Set<String>
    /// The app roles that this application declares for its own tokens.
    public var appRoles: [SeededAppRole]

    /// - Parameter id: the service principal's object id; nil derives one from the application id.
    public init(
        appID: String, id: String? = nil, name: String, secrets: [Secret] = [], certificates: [String] = [],
        permissions: Set<String> = [], appRoles: [SeededAppRole] = []
    ) {
        self.appID = appID
        self.id = id ?? DerivedIdentifier.guid("servicePrincipal", appID)
        self.name = name
        self.secrets = secrets
        self.certificates = certificates
        self.permissions = permissions
        self.appRoles = appRoles
    }
}

/// An app role as the application manifest declares it.
public struct SeededAppRole: Sendable {
    public var id: String
    public var value: String
    public var displayName: String
    /// `User`, `Application` or both.
    public var allowedMemberTypes: [String]

    public init(id: String, value: String, displayName: String, allowedMemberTypes: [String] = ["User", "Application"]) {
        self.id = id
        self.value = value
        self.displayName = displayName
        self.allowedMemberTypes = allowedMemberTypes
    }
}

/// An app role given to a user or group.
public struct SeededAppRoleAssignment: Sendable {
    /// The application that declares the role.
    public var appID: String
    /// The role's value.
    public var role: String

    public init(appID: String, role: String) {
        self.appID = appID
        self.role = role
    }
}

/// A user of the directory.
public struct SeededUser: Sendable {
    public var id: String
    public var userPrincipalName: String
    public var displayName: String
    public var mail: String?
    public var otherMails: [String]
    public var accountEnabled: Bool
    /// `Member` or `Guest`.
    public var userType: String
    /// Template ids of directory roles held tenant-wide.
    public var directoryRoles: [String]
    /// Ids of groups the user is a direct member of.
    public var groups: [String]
    public var appRoles: [SeededAppRoleAssignment]

    public init(
        id: String, userPrincipalName: String, displayName: String, mail: String? = nil, otherMails: [String] = [],
        accountEnabled: Bool = true, userType: String = "Member", directoryRoles: [String] = [], groups: [String] = [],
        appRoles: [SeededAppRoleAssignment] = []
    ) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.displayName = displayName
        self.mail = mail
        self.otherMails = otherMails
        self.accountEnabled = accountEnabled
        self.userType = userType
        self.directoryRoles = directoryRoles
        self.groups = groups
        self.appRoles = appRoles
    }
}

/// A group of the directory.
public struct SeededGroup: Sendable {
    public var id: String
    public var displayName: String
    /// The group's address; inviting it is refused.
    public var mail: String?
    /// Ids of the groups it is itself a member of.
    public var memberOf: [String]
    /// Template ids of directory roles assigned to the group.
    public var directoryRoles: [String]
    public var appRoles: [SeededAppRoleAssignment]

    public init(
        id: String, displayName: String, mail: String? = nil, memberOf: [String] = [], directoryRoles: [String] = [],
        appRoles: [SeededAppRoleAssignment] = []
    ) {
        self.id = id
        self.displayName = displayName
        self.mail = mail
        self.memberOf = memberOf
        self.directoryRoles = directoryRoles
        self.appRoles = appRoles
    }
}
