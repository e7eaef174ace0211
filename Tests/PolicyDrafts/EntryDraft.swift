public import SeededRandom

/// Domain entries, drawn from few names.
public enum EntryDraft {
    public enum Place { case deny, allow, rule }

    static let domains = ["a.example", "b.example", "x.a.example", "y.x.a.example", "c.example", "bücher.example"]
    /// One that has passed when the invitations are judged, and two that have not.
    static let days = ["2026-11-23", "2026-11-24", "2027-01-01"]

    /// A denied entry.
    static func denied(_ random: inout SeededGenerator) -> DraftNode { entry(&random, .deny) }

    static func name(_ random: inout SeededGenerator) -> String {
        let domain = PolicyDraft.pick(domains, &random)
        return PolicyDraft.chance(&random) ? "*.\(domain)" : domain
    }

    public static func entry(_ random: inout SeededGenerator, _ place: Place) -> DraftNode {
        let name = name(&random)
        if PolicyDraft.chance(&random) { return .text(name) }
        var entry = DraftNode.map([("domain", .text(name))])
        if !name.hasPrefix("*"), Bool.random(using: &random) { entry = entry.with("subdomains", .bare("true")) }
        // Under a rule only the rule has dates and notes.
        guard place != .rule else { return entry }
        if PolicyDraft.chance(&random) {
            entry = entry.with("owner", .text(PolicyDraft.pick(["ana@contoso.com", "bo@contoso.com"], &random)))
        }
        if PolicyDraft.chance(&random) { entry = entry.with("ticket", .text(PolicyDraft.pick(["4412", "7"], &random))) }
        if PolicyDraft.chance(&random) { entry = entry.with("reviewBy", .text(PolicyDraft.pick(days, &random))) }
        if place == .allow, PolicyDraft.chance(&random) {
            entry = entry.with("expires", .text(PolicyDraft.pick(days, &random)))
        }
        return entry
    }
}
