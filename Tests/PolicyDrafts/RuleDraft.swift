public import SeededRandom

/// Rules and defaults, drawn by chance.
public enum RuleDraft {
    static let groups = [Known.finance, Known.staff]

    public static func rule(_ random: inout SeededGenerator, id: String, effect: String) -> DraftNode {
        var rule = DraftNode.map([("id", .text(id)), ("effect", .text(effect))])
        let inviters = inviters(&random)
        if !inviters.isEmpty { rule = rule.with("inviters", .map(inviters)) }
        let isAllow = effect == "allow"
        if PolicyDraft.chance(&random) || PolicyDraft.chance(&random) {
            let entries = PolicyDraft.some(1...3, &random) { EntryDraft.entry(&$0, .rule) }
            rule = rule.with("domains", .list(entries))
            if isAllow, PolicyDraft.chance(&random) { rule = rule.with("exclusive", .bare("true")) }
        } else if PolicyDraft.chance(&random) {
            rule = rule.with("addresses", .texts(["G@a.example", "c@b.example"]))
        }
        if PolicyDraft.chance(&random) { rule = rule.with("mode", .text("reportOnly")) }
        return isAllow ? allow(rule, &random) : rule
    }

    private static func allow(_ rule: DraftNode, _ random: inout SeededGenerator) -> DraftNode {
        var rule = rule
        if PolicyDraft.chance(&random) { rule = rule.with("expires", .text(PolicyDraft.pick(EntryDraft.days, &random))) }
        let permits = PolicyDraft.chance(&random)
        if permits { rule = rule.with("permit", .texts(["resetRedemption", "memberType"])) }
        var require = requirements(&random)
        if PolicyDraft.chance(&random) { require.append(("redirectHosts", .texts(["apps.contoso.com", "*.apps.contoso.com"]))) }
        if PolicyDraft.chance(&random) { require.append(("invitedUserType", .text(permits ? "Member" : "Guest"))) }
        if !require.isEmpty { rule = rule.with("require", .map(require)) }
        return rule.with("quota", quota(&random))
    }

    static func defaults(_ random: inout SeededGenerator) -> DraftNode {
        let hosts = DraftNode.texts(["myapps.microsoft.com", "apps.contoso.com"])
        // Seldom: what binds every grant leaves few approvals.
        let require = PolicyDraft.chance(&random) ? requirements(&random) : []
        var defaults = DraftNode.map([("require", .map([("redirectHosts", hosts)] + require))])
        if PolicyDraft.chance(&random) { defaults = defaults.with("messageLanguage", .text("de-DE")) }
        if PolicyDraft.chance(&random) { defaults = defaults.with("sendInvitationMessage", .bare("false")) }
        if PolicyDraft.chance(&random) {
            defaults = defaults.with("inviteRedirectUrl", .text("https://myapps.microsoft.com"))
        }
        return defaults.with("quota", quota(&random))
    }

    private static func inviters(_ random: inout SeededGenerator) -> [(key: String, value: DraftNode)] {
        var inviters: [(key: String, value: DraftNode)] = []
        if PolicyDraft.chance(&random) {
            inviters.append(("groups", .texts(PolicyDraft.pick([[groups[0]], [groups[1]], groups], &random))))
        }
        if PolicyDraft.chance(&random) {
            let roles = ["guestInviter", "globalAdministrator", "helpdeskAdministrator"]
            inviters.append(("directoryRoles", .texts([PolicyDraft.pick(roles, &random)])))
        }
        if PolicyDraft.chance(&random) {
            inviters.append(("userKind", .text(PolicyDraft.pick(["member", "guest"], &random))))
        }
        if PolicyDraft.chance(&random) { inviters.append(("appRoles", .texts(["p", "q"]))) }
        if PolicyDraft.chance(&random) { inviters.append(("callers", .texts(["help-bot"]))) }
        if PolicyDraft.chance(&random) { inviters.append(("users", .texts([Known.ana]))) }
        return inviters
    }

    private static func requirements(_ random: inout SeededGenerator) -> [(key: String, value: DraftNode)] {
        var require: [(key: String, value: DraftNode)] = []
        for key in ["ticket", "justification", "sponsor", "displayName"] where PolicyDraft.chance(&random) {
            require.append((key, .bare("true")))
        }
        if PolicyDraft.chance(&random) {
            require.append(("message", .text(PolicyDraft.pick(["forbidden", "plainText", "any"], &random))))
        }
        return require
    }

    /// Small limits, so that they are reached.
    private static func quota(_ random: inout SeededGenerator) -> DraftNode? {
        func limits(_ period: String) -> DraftNode {
            var limits = DraftNode.map([("per", .text(period))])
            let all = ["perInviter", "perDomain", "perTenant"]
            let chosen = all.filter { _ in Bool.random(using: &random) }
            for key in chosen.isEmpty ? [all[0]] : chosen {
                limits = limits.with(key, .bare("\(Int.random(in: 1...4, using: &random))"))
            }
            return limits
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return limits(PolicyDraft.pick(["hour", "day", "week", "month"], &random))
        case 1: return .list([limits("day"), limits("month")])
        default: return nil
        }
    }
}
