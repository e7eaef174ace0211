import InvitationPolicy
import Invitations
import Testing

/// What has more of something than a comparison looks at: what changed is found nevertheless, and what was left out is
/// said.
@Suite("The bounds of a difference")
struct DifferenceBoundsTests {
    private func difference(_ old: Policy, _ new: Policy) -> PolicyDifference {
        PolicyDifference(from: old, to: new, at: noon)
    }

    /// Without the schema's check, which takes long for texts of this size.
    private func big(_ text: String) throws -> Policy {
        try Policy.load(text: text, file: "policy.yaml") { _ in throw NoSuchList() }.policy
    }

    private func group(_ number: Int) -> String {
        "00000000-0000-0000-0000-\(String(String(number + 1_000_000_000_000).suffix(12)))"
    }

    private func addresses(_ range: Range<Int>, _ more: String = "", rest: String = "") throws -> Policy {
        let named = range.map { "p\($0)@partner.example" }.joined(separator: ", ")
        return try big(policyText(rules: "{id: r, effect: allow, addresses: [\(named)\(more)]\(rest)}"))
    }

    @Test("an address that comes after 2,000 others is found, and that some were not compared is said")
    func addresses() throws {
        let found = difference(try addresses(0..<2_005), try addresses(0..<2_005, ", zz@partner.example"))
        #expect(found.changes.first { $0.direction == .newlyAllowed }?.domains.examples == ["zz@partner.example"])
        #expect(found.limits == ["of 2006 whole addresses that rules name, 2000 were compared"])
    }

    @Test("where addresses were not compared, there may be more: it is no empty difference")
    func remainder() throws {
        // A rule that grants nothing which the other does not.
        let other = "}, {id: s, effect: allow, inviters: {groups: [\(Known.staff)]}, addresses: [p1@partner.example]"
        let found = difference(try addresses(0..<2_005), try addresses(0..<2_005, rest: other))
        #expect(found.changes.isEmpty && !found.isEmpty && found.answersCanDiffer)
        #expect(found.limits == ["of 2005 whole addresses that rules name, 2000 were compared"])
        let whole = difference(try addresses(0..<20), try addresses(0..<20, rest: other))
        #expect(whole.changes.isEmpty && whole.limits.isEmpty && !whole.answersCanDiffer)
    }

    @Test("an address of a rule that changed comes before 2,000 of others")
    func addressOfChangedRule() throws {
        func ruled(_ effect: String) throws -> Policy {
            let named = (0..<2_005).map { "p\($0)@partner.example" }.joined(separator: ", ")
            return try big(
                policyText(
                    rules: "{id: r, effect: allow, addresses: [\(named)]}, {id: s, effect: \(effect), addresses: [zz@partner.example]}"))
        }
        let found = difference(try ruled("deny"), try ruled("allow"))
        #expect(found.changes.first { $0.direction == .newlyAllowed }?.domains.examples == ["zz@partner.example"])
    }

    /// Twelve rules that tell 2,100 domains apart, each from each.
    private func classes(_ more: String) throws -> Policy {
        let rules = (0..<12).map { bit in
            let names = (1...2_100).filter { $0 & 1 << bit != 0 }.map { "d\($0).example" }
            return "{id: r\(bit), effect: allow, domains: [\(names.joined(separator: ", "))]}"
        }
        return try big(policyText(rules: (rules + [more]).joined(separator: ", ")))
    }

    @Test("a rule that comes after 2,000 classes of domains is found, and that some were not compared is said")
    func rules() throws {
        let before = try classes("{id: zz, effect: deny, domains: [other.example]}")
        let found = difference(
            before, try classes("{id: zz, effect: deny, domains: [other.example]}, {id: s, effect: allow, domains: [evil.example]}"))
        #expect(found.changes.first { $0.direction == .newlyAllowed }?.domains.examples == ["evil.example"])
        #expect(found.limits.contains { $0.hasPrefix("more than 2000 classes of domains: ") })
        // A rule that names the same domains and does something else with them.
        let turned = difference(before, try classes("{id: zz, effect: allow, domains: [other.example]}"))
        #expect(turned.changes.first { $0.direction == .newlyAllowed }?.domains.examples == ["other.example"])
        let noted = difference(before, try classes("{id: zz, effect: deny, domains: [other.example], owner: bo}"))
        #expect(noted.changes.isEmpty)
        #expect(noted.limits.contains { $0.hasPrefix("more than 2000 classes of domains: ") })
    }

    private func hosts(_ last: String, of rules: Int) throws -> Policy {
        let rules = (0..<rules).map { number in
            let hosts = number == rules - 1 ? last : "h\(number).example"
            return
                "{id: r\(number), effect: allow, inviters: {groups: [\(group(number))]}, domains: [p.example], require: {redirectHosts: [\(hosts)]}}"
        }
        return try big(policyText(rules: rules.joined(separator: ", ")))
    }

    @Test("a redirect host that only the new policy takes is found among many, and the grant it is of", arguments: [10, 20])
    func newHost(rules: Int) throws {
        let last = "h\(rules - 1).example"
        let before = try hosts(last, of: rules)
        for after in ["zz-evil.example", "\(last), zz-evil.example", "\"*.zz-evil.example\"", "h1.example"] {
            let found = difference(before, try hosts(after, of: rules))
            let change = try #require(found.changes.first { $0.direction == .newlyAllowed }, "\(after)")
            let host = change.witness.request.inviteRedirectUrl.host.ascii
            #expect(host.hasSuffix("zz-evil.example") || host == after, "\(after)")
            #expect(change.witness.inviter.groups.value == [objectID(group(rules - 1))])
            #expect(found.changes.contains { $0.direction == .newlyDenied } == !after.hasPrefix(last), "\(after)")
            #expect(found.limits.isEmpty == (rules == 10), "\(after)")
        }
    }

    @Test("of a grant with many redirect hosts, the one is tried that it takes only now, whoever else takes it")
    func newHostOfOneGrant() throws {
        func ruled(_ all: [String]) throws -> Policy {
            let rules = (0..<20).map { number in
                "{id: r\(number), effect: allow, inviters: {groups: [\(group(number))]}, domains: [p.example], require: {redirectHosts: [h\(number).example]}}"
            }
            let last =
                "{id: s, effect: allow, inviters: {groups: [\(group(99))]}, domains: [p.example], require: {redirectHosts: [\(all.joined(separator: ", "))]}}"
            return try big(policyText(rules: (rules + [last]).joined(separator: ", ")))
        }
        let hosts = (0..<20).map { "h\($0).example" }
        let others = hosts.filter { $0 != "h9.example" }
        for (before, after, host) in [(hosts, hosts + ["zz-evil.example"], "zz-evil.example"), (others, hosts, "h9.example")] {
            let found = difference(try ruled(before), try ruled(after))
            let change = try #require(found.changes.first { $0.direction == .newlyAllowed }, "\(host)")
            #expect(change.witness.request.inviteRedirectUrl.host.ascii == host)
            #expect(change.witness.inviter.groups.value == [objectID(group(99))])
        }
    }

    private func callers(_ say: (Int) -> String, last: String) throws -> Policy {
        let callers = (0..<40).map { number in
            "    - {app: \(group(number)), name: a\(number), channel: bot\(say(number))}"
        }
        let text = policyText(domains: "allow: [a.example]")
        let start = "  callers:\n"
        #expect(text.contains(start))
        let added = callers + ["    - {app: \(group(999)), name: last, channel: bot\(last)}", ""]
        return try big(text.replacing(start, with: start + added.joined(separator: "\n")))
    }

    @Test("a caller whose change is of another kind than that of many before it is tried, and that some were not is said")
    func caller() throws {
        func groups(_ first: Int) -> (Int) -> String { { ", mayName: {groups: [\(group(first + $0))], privilegedRoles: true}" } }
        func less(_ number: Int) -> String { ", mayName: {groups: [\(group(100 + number))]}" }
        let before = try callers(groups(100), last: "")
        let found = difference(before, try callers(less, last: ", mayName: {privilegedRoles: true}"))
        let change = try #require(found.changes.first { $0.direction == .newlyAllowed })
        #expect(change.witness.callerName == "last")
        #expect(found.limits.contains { $0.contains("callers has more kinds of members than were tried") })
        // Those that nothing tells apart stand for each other.
        let alike = difference(try callers({ _ in "" }, last: ""), try callers({ _ in ", mayName: {groups: [\(Known.staff)]}" }, last: ""))
        #expect(!alike.changes.isEmpty && alike.limits.isEmpty)
    }

    @Test("of two callers whom a grant names, the one whose limits changed is tried with it")
    func callerOfGrant() throws {
        func named(_ say: String) throws -> Policy {
            try policy(
                rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance)], callers: [invite-portal, help-bot]}, domains: [a.example]}",
                callers: say)
        }
        let found = difference(try named(""), try named(", mayName: {privilegedRoles: true}"))
        #expect(found.changes.first { $0.direction == .newlyAllowed }?.witness.callerName == "help-bot")
    }

    @Test("an internal domain that changes otherwise than many before it is tried as the recipient of a copy, and a cut is said")
    func copies() throws {
        let rules = (0..<40).map { "{id: r\($0), effect: deny, inviters: {groups: [\(group($0))]}, domains: [i\($0).contoso.com]}" }
        let found = difference(
            try policy(domains: "allow: [a.example]", rules: "{id: zz, effect: deny, domains: [zz.contoso.com]}"),
            try big(policyText(domains: "allow: [a.example]", rules: rules.joined(separator: ", "))))
        let copies = found.changes.filter { $0.direction == .newlyAllowed }.flatMap(\.requests)
        #expect(copies.contains { $0.contains("a copy to some.guest@zz.contoso.com") })
        #expect(found.limits.contains { $0.contains("recipients of copies") })
    }

    @Test("differences do not differ from run to run where they are bounded")
    func repeatable() throws {
        let (old, new) = (try hosts("h19.example", of: 20), try hosts("zz-evil.example", of: 20))
        #expect(difference(old, new) == difference(old, new))
        let (mine, theirs) = (
            try classes("{id: zz, effect: deny, domains: [other.example]}"), try classes("{id: zz, effect: allow, domains: [other.example]}")
        )
        #expect(difference(mine, theirs) == difference(mine, theirs))
    }
}
