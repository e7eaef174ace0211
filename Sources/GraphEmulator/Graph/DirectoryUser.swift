/// A user object as the emulated directory holds it (Microsoft Graph, "user resource type").
struct DirectoryUser: Sendable {
    let id: String
    var userPrincipalName: String
    var displayName: String?
    var mail: String?
    var otherMails: [String]
    var accountEnabled: Bool
    var userType: String
    var directoryRoles: [String]
    var groups: [String]
    var appRoles: [SeededAppRoleAssignment]
    /// `PendingAcceptance`, `Accepted`, or nil for a user who was not invited.
    var externalUserState: String?
    var externalUserStateChanged: Double?
    /// `Invitation` for a guest made by the invitation interface.
    var creationType: String?
    var created: Double
    /// From when on searches find it.
    var searchableFrom: Double

    init(_ seed: SeededUser, created: Double) {
        id = seed.id.lowercased()
        userPrincipalName = seed.userPrincipalName
        displayName = seed.displayName
        mail = seed.mail
        otherMails = seed.otherMails
        accountEnabled = seed.accountEnabled
        userType = seed.userType
        directoryRoles = seed.directoryRoles.map { $0.lowercased() }
        groups = seed.groups.map { $0.lowercased() }
        appRoles = seed.appRoles
        self.created = created
        searchableFrom = created
    }

    /// A guest as an invitation makes it.
    init(guest id: String, address: String, displayName: String?, userType: String, tenantDomain: String, created: Double, searchableFrom: Double) {
        self.id = id
        userPrincipalName = "\(address.replacing("@", with: "_"))#EXT#@\(tenantDomain)"
        self.displayName = displayName ?? address.split(separator: "@").first.map(String.init)
        mail = address
        otherMails = [address]
        accountEnabled = true
        self.userType = userType
        directoryRoles = []
        groups = []
        appRoles = []
        externalUserState = "PendingAcceptance"
        externalUserStateChanged = created
        creationType = "Invitation"
        self.created = created
        self.searchableFrom = searchableFrom
    }

    /// What Graph returns without `$select`, of the properties that the emulator holds.
    static let defaultProperties = ["id", "displayName", "mail", "userPrincipalName"]

    /// Every property that `$select` may name.
    static let properties: Set<String> = [
        "id", "displayName", "mail", "userPrincipalName", "otherMails", "proxyAddresses", "accountEnabled", "userType",
        "externalUserState", "externalUserStateChangeDateTime", "creationType", "createdDateTime",
    ]

    func value(of property: String) -> JSONValue {
        switch property {
        case "id": .string(id)
        case "displayName": JSONValue(displayName)
        case "mail": JSONValue(mail)
        case "userPrincipalName": .string(userPrincipalName)
        case "otherMails": .array(otherMails.map(JSONValue.string))
        case "proxyAddresses": .array(mail.map { [.string("SMTP:\($0)")] } ?? [])
        case "accountEnabled": .bool(accountEnabled)
        case "userType": .string(userType)
        case "externalUserState": JSONValue(externalUserState)
        case "externalUserStateChangeDateTime": JSONValue(externalUserStateChanged.map { UTCMoment(secondsSince1970: $0).iso8601 })
        case "creationType": JSONValue(creationType)
        case "createdDateTime": .string(UTCMoment(secondsSince1970: created).iso8601)
        default: .null
        }
    }

    /// Every address under which an invitation would meet this user.
    var addresses: Set<String> {
        Set(([mail].compactMap { $0 } + otherMails + [userPrincipalName]).map { $0.lowercased() })
    }
}
