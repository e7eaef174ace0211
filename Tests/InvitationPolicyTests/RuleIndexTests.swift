import Invitations
import PolicyDrafts
import SeededRandom
import Testing

@testable import InvitationPolicy

@Suite("The index of rules")
struct RuleIndexTests {
    @Test("it finds the rules that reading all of them finds, and what is exclusive", arguments: (0..<40).map { UInt64($0) })
    func likeReadingAll(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let policy = try PolicyDraft(&random, size: .large).load()
        var found = 0
        for domain in ["a.example", "x.a.example", "y.x.a.example", "z.y.x.a.example", "bücher.example", "b.example", "example.com"] {
            for local in ["g", "G", "c"] {
                let address = address("\(local)@\(domain)")
                let ids = policy.rules(about: address).map(\.id)
                #expect(ids == policy.rules.filter { $0.concerns(address) }.map(\.id))
                found += ids.count
                for enforcesAll in [true, false] {
                    let isExclusive = policy.rules.contains { rule in
                        rule.exclusive && (enforcesAll || rule.mode == .enforce)
                            && rule.domains?.contains(address.domain) ?? false
                    }
                    #expect(policy.isExclusive(address.domain, enforcesAll: enforcesAll) == isExclusive)
                }
            }
        }
        #expect(found > 0 || policy.rules.isEmpty)
    }

    @Test("a rule whose domains are another's is not looked at; one with very many domains is, and so is one without")
    func candidates() throws {
        let many = (0...RuleIndex.mostNames).map { "m\($0).example" }.joined(separator: ", ")
        let policy = try policy(
            rules: "{id: a, effect: allow, domains: [a.example]}, {id: b, effect: allow, domains: [\"*.b.example\"]}, "
                + "{id: c, effect: deny, domains: [\(many)]}, {id: d, effect: deny, addresses: [G@d.example]}, "
                + "{id: e, effect: deny, inviters: {userKind: guest}}")
        func candidates(_ text: String) throws -> [String] {
            policy.ruleIndex.candidates(for: try MailDomain(text)).map { policy.rules[$0].id }
        }
        #expect(try candidates("a.example") == ["a", "c", "e"])
        #expect(try candidates("b.example") == ["c", "e"])
        #expect(try candidates("y.x.b.example") == ["b", "c", "e"])
        #expect(try candidates("d.example") == ["c", "d", "e"])
        #expect(try candidates("x.a.example") == ["c", "e"])
        #expect(policy.rules(about: address("g@m7.example")).map(\.id) == ["c", "e"])
    }
}
