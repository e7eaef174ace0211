public import Invitations

/// What a policy file means. There is one way to get one: ``load(text:file:readList:)``, which lets no fault pass.
public struct Policy: Sendable {
    public let name: String
    /// The contact that denials name.
    public let owner: String?
    /// Who made this version, as the file says; it goes into the record when the policy is loaded.
    public let author: String?
    /// Lower-case hexadecimal SHA-256 over the policy's meaning, list files included: equal for two files that differ
    /// in comments, formatting or order only.
    public let digest: String
    public let mode: PolicyMode
    /// Whether `mode: reportOnly` suspends the level of who may invite as well.
    public let reportsWhoMayInvite: Bool
    public let tenant: TenantWishes?
    /// Used where an invitation names no `inviteRedirectUrl`; its host is always among the redirect hosts.
    public let defaultRedirectURL: RedirectURL?
    public let defaultSendInvitationMessage: Bool?
    /// Used where an invitation has neither a language nor a message of its own.
    public let defaultMessageLanguage: String?
    public let existingGuest: ExistingGuestRule
    /// Sorted by name.
    public let callers: [PolicyCaller]
    /// Every group that a rule's `inviters` or a caller's `mayName` names: of an inviter's groups, those that can have
    /// mattered to a decision.
    public let namedGroups: Set<ObjectID>

    let level: InvitationLevel
    let adminRoles: Set<RoleTemplateID>
    let internalDomains: DomainList
    let unlisted: UnlistedDomains
    let unlistedSource: SourceLocation
    let denied: DomainList
    let allowed: DomainList
    /// Sorted by id, so that no order of the file can reach a decision.
    let rules: [Rule]
    let ruleIndex: RuleIndex
    let requirements: DefaultRequirements
    /// Whether anything is counted at all.
    let hasQuotas: Bool
    let hasReportOnlyRules: Bool
    private let callersByApp: [ApplicationID: Int]

    init(_ parts: PolicyParts) {
        name = parts.name
        owner = parts.owner
        author = parts.author
        mode = parts.mode
        reportsWhoMayInvite = parts.reportsWhoMayInvite
        tenant = parts.tenant
        defaultRedirectURL = parts.defaultRedirectURL
        defaultSendInvitationMessage = parts.defaultSendInvitationMessage
        defaultMessageLanguage = parts.defaultMessageLanguage
        existingGuest = parts.existingGuest
        let sorted = parts.callers.sorted { $0.name < $1.name }
        callers = sorted
        level = parts.level
        adminRoles = parts.adminRoles
        internalDomains = parts.internalDomains
        unlisted = parts.unlisted
        unlistedSource = parts.unlistedSource
        denied = parts.denied
        allowed = parts.allowed
        let rules = parts.rules.sorted { $0.id < $1.id }
        self.rules = rules
        ruleIndex = RuleIndex(rules)
        var requirements = parts.requirements
        requirements.newGuest = parts.existingGuest == .refuse
        self.requirements = requirements
        let ofRules = parts.rules.reduce(into: Set<ObjectID>()) { $0.formUnion($1.inviters.groups ?? []) }
        namedGroups = sorted.reduce(into: ofRules) { $0.formUnion($1.mayNameGroups ?? []) }
        callersByApp = Dictionary(sorted.enumerated().map { ($1.app, $0) }, uniquingKeysWith: { first, _ in first })
        hasQuotas = !requirements.quotas.isEmpty || parts.rules.contains { !$0.quotas.isEmpty }
        hasReportOnlyRules = parts.rules.contains { $0.mode == .reportOnly }
        digest = parts.digest()
    }

    /// The caller with that client id, or nil if the policy does not list it.
    public func caller(_ app: ApplicationID) -> PolicyCaller? {
        callersByApp[app].map { callers[$0] }
    }

    /// Number of domain entries that were read, list files included.
    public var domainEntryCount: Int { denied.count + allowed.count }
    public var ruleCount: Int { rules.count }

    /// The ids of the rules with `mode: reportOnly`, sorted: what they deny or hold back passes.
    public var reportOnlyRules: [String] { rules.filter { $0.mode == .reportOnly }.map(\.id) }
}

/// Everything a policy is made of, before it is one.
struct PolicyParts {
    var name = ""
    var owner: String?
    var author: String?
    var mode = PolicyMode.enforce
    var reportsWhoMayInvite = false
    var tenant: TenantWishes?
    var defaultRedirectURL: RedirectURL?
    var defaultSendInvitationMessage: Bool?
    var defaultMessageLanguage: String?
    var existingGuest = ExistingGuestRule.forward
    var callers: [PolicyCaller] = []
    var level = InvitationLevel.none
    var levelSource: SourceLocation?
    var adminRoles = PolicyParts.usualAdminRoles
    var adminRolesSource: SourceLocation?
    var internalDomains = DomainList.empty
    var unlisted = UnlistedDomains.deny
    var unlistedSource = SourceLocation(file: "", line: 1, column: 1)
    var denied = DomainList.empty
    var allowed = DomainList.empty
    var rules: [Rule] = []
    var requirements = DefaultRequirements()

    /// Those whom Graph means by admins and guest inviters (`allowInvitesFrom`).
    static let usualAdminRoles: Set<RoleTemplateID> = [
        DirectoryRole.globalAdministrator.template, DirectoryRole.userAdministrator.template,
        DirectoryRole.guestInviter.template,
    ]
}
