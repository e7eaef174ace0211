import InvitationPolicy
import Testing

/// What a reader of many thousands of lines must not do: look at all of them for each.
@Suite("The cost of loading")
struct LoadingCostTests {
    @Test("a line of nothing but hidden characters is told a hundred times, and not walked again for each", .timeLimit(.minutes(1)))
    func hiddenCharacters() throws {
        for text in ["#", "name: \"", "name: '"] {
            let faults = #expect(throws: PolicyFaults.self) {
                try load(text + String(repeating: "\u{01}", count: 2_000_000))
            }
            #expect(faults?.faults.count == 100)
            #expect(faults?.faults.last?.column == text.unicodeScalars.count + 100)
        }
    }

    @Test("many rules are not each compared with all others", .timeLimit(.minutes(1)))
    func rules() throws {
        let rules = (0..<6_000).map { "{id: r\($0), effect: \($0 % 2 == 0 ? "deny" : "allow"), domains: [d\($0).example]}" }
        let loaded = try load(policyText(rules: rules.joined(separator: ", ")))
        #expect(loaded.policy.ruleCount == 6_000)
        #expect(loaded.warnings(at: noon).allSatisfy { $0.kind != .shadowedRule })
    }

    @Test("a rule among many that a deny takes everything from is still told")
    func shadowed() throws {
        let many = (0..<500).map { "{id: d\($0), effect: deny, domains: [d\($0).example]}" }
        let shadowed = [
            "{id: a, effect: allow, domains: [d7.example]}", "{id: b, effect: allow, domains: [free.example]}",
            "{id: c, effect: deny, domains: [\"*.under.example\"]}",
            "{id: d, effect: allow, domains: [\"*.deep.under.example\", x.under.example]}",
        ]
        let loaded = try load(policyText(rules: (many + shadowed).joined(separator: ", ")))
        let told = loaded.warnings(at: noon).filter { $0.kind == .shadowedRule }.map(\.text)
        #expect(told == ["a", "d"])
    }

    @Test("many unknown names among many callers are told without a search for each", .timeLimit(.minutes(1)))
    func callers() throws {
        let callers = (0..<4_000).map { number in
            let digits = String(number)
            let tail = String(repeating: "0", count: 12 - digits.count) + digits
            return "{app: 00000000-0000-4000-8000-\(tail), name: caller\(number), channel: bot}"
        }
        let names = (0..<4_000).map { "nobody\($0)" }
        let text = """
            version: 1
            name: many
            invitations:
              whoMayInvite: everyone
              callers: [\(callers.joined(separator: ", "))]
              rules: [{id: r, effect: allow, inviters: {callers: [\(names.joined(separator: ", "))]}}]
              defaults: {require: {redirectHosts: [a.example]}}
            """
        let faults = #expect(throws: PolicyFaults.self) { try load(text) }
        #expect(faults?.faults.last?.what.contains("further faults") == true)
    }
}
