import Invitations

/// What a custom message may be, from strict to free.
enum MessageRule: String, Hashable, Sendable, CaseIterable, Comparable {
    case forbidden
    case plainText
    case any

    static func < (left: Self, right: Self) -> Bool { left.strictness > right.strictness }

    private var strictness: Int {
        switch self {
        case .forbidden: 2
        case .plainText: 1
        case .any: 0
        }
    }
}

/// The hosts a guest may be sent to: exact names, and `*.` for subdomains at any depth.
struct RedirectHosts: Hashable, Sendable {
    var exact: Set<MailDomain> = []
    var parents: Set<MailDomain> = []

    func contains(_ host: MailDomain) -> Bool {
        exact.contains(host) || parents.contains { host.isSubdomain(of: $0) }
    }

    var isEmpty: Bool { exact.isEmpty && parents.isEmpty }
}

/// What an invitation must fulfil, whichever grant carries it (`defaults`).
struct DefaultRequirements: Hashable, Sendable {
    var hosts = RedirectHosts()
    var message = MessageRule.plainText
    var allowUndeliveredMessage = false
    var justification = false
    var ticket = false
    /// An enabled member of the tenant answers for the guest.
    var sponsor = false
    var displayName = false
    /// Nobody in the tenant has the address yet (`existingGuest: refuse`).
    var newGuest = false
    /// Bind every grant, each period for itself.
    var quotas: [QuotaLimits] = []
}

/// What a rule requires besides (`require`).
struct RuleRequirements: Hashable, Sendable {
    /// Takes the place of the default hosts for this rule's grant: a grant sends its guests where it says.
    var hosts: RedirectHosts?
    var message: MessageRule?
    var justification = false
    var ticket = false
    var sponsor = false
    var displayName = false
    /// The grant is for invitations of this type only.
    var userType: InvitedUserType?
}

/// What one grant must fulfil: the defaults and, where a rule grants, what it requires besides.
struct GrantRequirements {
    var common: DefaultRequirements
    var userType: InvitedUserType?
    /// The limits that bind the grant, with the scope that they are counted under.
    var quotas: [(scope: String, limits: QuotaLimits)]

    init(_ defaults: DefaultRequirements) {
        common = defaults
        quotas = defaults.quotas.map { (QuotaCounter.defaults, $0) }
    }

    init(_ defaults: DefaultRequirements, _ rule: Rule) {
        self.init(defaults)
        common = defaults.joined(with: rule.require)
        userType = rule.require.userType
        quotas += rule.quotas.map { (QuotaCounter.scope(ofRule: rule.id), $0) }
    }
}

extension DefaultRequirements {
    /// What a grant of `rule` must fulfil: of everything but the hosts, the stricter.
    func joined(with rule: RuleRequirements) -> DefaultRequirements {
        var joined = self
        if let hosts = rule.hosts { joined.hosts = hosts }
        if let message = rule.message { joined.message = min(joined.message, message) }
        joined.justification = justification || rule.justification
        joined.ticket = ticket || rule.ticket
        joined.sponsor = sponsor || rule.sponsor
        joined.displayName = displayName || rule.displayName
        return joined
    }
}
