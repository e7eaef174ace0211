import InvitationPolicy
import Invitations
import SeededRandom

/// A policy's parts, drawn by chance from few words.
struct PolicyDraft {
    static let domains = ["a.example", "b.example", "x.a.example", "y.x.a.example", "c.example"]
    static let groups = [Known.finance, Known.staff]
    static let roles = ["guestInviter", "globalAdministrator", "helpdeskAdministrator"]

    var mode = "enforce"
    var level: String
    var unlisted: String
    var denied: [String]
    var allowed: [String]
    var rules: [String]

    init(_ random: inout SeededGenerator) {
        level = Self.pick(
            ["everyone", "everyone", "adminsGuestInvitersAndAllMembers", "adminsAndGuestInviters"], &random)
        unlisted = Self.pick(["deny", "deny", "allow"], &random)
        denied = Self.some(0...2, &random) { Self.entry(&$0) }
        allowed = unlisted == "allow" ? [] : Self.some(0...3, &random) { Self.entry(&$0) }
        rules = []
        for number in 0..<Int.random(in: 0...5, using: &random) {
            rules.append(Self.rule(&random, id: "r\(number)", effect: Self.pick(["allow", "allow", "deny"], &random)))
        }
    }

    func load() throws -> Policy {
        let allow = unlisted == "allow" ? "" : ", allow: [\(allowed.joined(separator: ", "))]"
        return try policy(
            level: level, domains: "unlisted: \(unlisted), deny: [\(denied.joined(separator: ", "))]\(allow)",
            rules: rules.joined(separator: ", "), callers: ", mayName: {groups: [\(Known.staff)]}", top: "mode: \(mode)"
        )
    }

    func shuffled(_ random: inout SeededGenerator) -> PolicyDraft {
        var other = self
        other.denied.shuffle(using: &random)
        other.allowed.shuffle(using: &random)
        other.rules.shuffle(using: &random)
        return other
    }

    static func entry(_ random: inout SeededGenerator) -> String {
        let domain = pick(domains, &random)
        return pick([domain, "\"*.\(domain)\"", "{domain: \(domain), subdomains: true}"], &random)
    }

    static func rule(_ random: inout SeededGenerator, id: String, effect: String) -> String {
        var keys = ["id: \(id)", "effect: \(effect)"]
        var inviters: [String] = []
        if chance(&random) { inviters.append("groups: [\(pick(groups, &random))]") }
        if chance(&random) { inviters.append("directoryRoles: [\(pick(roles, &random))]") }
        if chance(&random) { inviters.append("userKind: \(pick(["member", "guest"], &random))") }
        if chance(&random) { inviters.append("appRoles: [p]") }
        if chance(&random) { inviters.append("callers: [help-bot]") }
        if !inviters.isEmpty { keys.append("inviters: {\(inviters.joined(separator: ", "))}") }
        let isAllow = effect == "allow"
        if chance(&random) || chance(&random) {
            keys.append("domains: [\(entry(&random)), \(entry(&random))]")
            if isAllow, chance(&random) { keys.append("exclusive: true") }
        }
        if chance(&random) { keys.append("mode: reportOnly") }
        if isAllow {
            if chance(&random) { keys.append("expires: \(pick(["2026-11-23", "2027-01-01"], &random))") }
            if chance(&random) { keys.append("permit: [resetRedemption, memberType]") }
            if chance(&random) {
                keys.append("require: {\(pick(["ticket: true", "redirectHosts: [apps.contoso.com]"], &random))}")
            }
        }
        return "{\(keys.joined(separator: ", "))}"
    }

    static func pick<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    static func chance(_ random: inout SeededGenerator) -> Bool { Int.random(in: 0..<4, using: &random) == 0 }

    static func some(
        _ count: ClosedRange<Int>, _ random: inout SeededGenerator, _ make: (inout SeededGenerator) -> String
    ) -> [String] {
        let number = Int.random(in: count, using: &random)
        return (0..<number).map { _ in make(&random) }
    }
}

/// An invitation and an inviter of whom all is known, drawn from the words that the policies use.
struct DrawnHearing {
    var request: InvitationRequest
    var inviter: InviterFacts
    var app: String
    var context: DecisionContext

    init(_ random: inout SeededGenerator) {
        let domains = PolicyDraft.domains + ["z.c.example", "contoso.com"]
        let host = PolicyDraft.pick(["myapps.microsoft.com", "myapps.microsoft.com", "apps.contoso.com"], &random)
        request = InvitationPolicyTests.request(
            "g@\(PolicyDraft.pick(domains, &random))", redirectTo: "https://\(host)")
        request.resetRedemption = Int.random(in: 0..<8, using: &random) == 0
        if Int.random(in: 0..<8, using: &random) == 0 { request.invitedUserType = .member }
        if PolicyDraft.chance(&random) {
            request.messageInfo = .init(ccRecipient: .init(address: address("c@\(PolicyDraft.pick(domains, &random))")))
        }
        let roles = [DirectoryRole.guestInviter, .globalAdministrator, .helpdeskAdministrator]
        inviter = InvitationPolicyTests.inviter(
            proof: PolicyDraft.pick([.token, .token, .asserted, .chat], &random),
            enabled: Int.random(in: 0..<10, using: &random) > 0,
            kind: PolicyDraft.pick([.member, .guest], &random),
            roles: roles.filter { _ in PolicyDraft.chance(&random) },
            appRoles: PolicyDraft.chance(&random) ? ["p"] : [],
            groups: PolicyDraft.groups.filter { _ in Bool.random(using: &random) })
        app = PolicyDraft.pick([Known.portal, Known.bot], &random)
        context = DecisionContext(ticket: PolicyDraft.pick([nil, "T-1"], &random))
    }

    func judge(_ policy: Policy) -> Decision {
        policy.judge(request, by: inviter, through: app, context: context)
    }

    mutating func forgetSome(_ random: inout SeededGenerator) {
        keepOnly(Set(FactKind.allCases.filter { _ in Bool.random(using: &random) }))
    }

    mutating func keepOnly(_ kinds: Set<FactKind>) {
        if !kinds.contains(.enabled) { inviter.enabled = .unknown }
        if !kinds.contains(.userKind) { inviter.userKind = .unknown }
        if !kinds.contains(.directoryRoles) { inviter.directoryRoles = .unknown }
        if !kinds.contains(.appRoles) { inviter.appRoles = .unknown }
        if !kinds.contains(.groups) { inviter.groups = .unknown }
    }
}
