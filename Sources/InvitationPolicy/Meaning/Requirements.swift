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
}

/// What a rule requires besides (`require`).
struct RuleRequirements: Hashable, Sendable {
    /// Takes the place of the default hosts for this rule's grant: a grant sends its guests where it says.
    var hosts: RedirectHosts?
    var message: MessageRule?
    var justification = false
    var ticket = false
}

extension DefaultRequirements {
    /// What a grant of `rule` must fulfil: of everything but the hosts, the stricter.
    func joined(with rule: RuleRequirements) -> DefaultRequirements {
        var joined = self
        if let hosts = rule.hosts { joined.hosts = hosts }
        if let message = rule.message { joined.message = min(joined.message, message) }
        joined.justification = justification || rule.justification
        joined.ticket = ticket || rule.ticket
        return joined
    }
}
