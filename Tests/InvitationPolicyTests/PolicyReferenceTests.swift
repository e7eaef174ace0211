import InvitationPolicy
import Invitations
import Testing

/// The policy reference against the loader: what the loader takes is asked of the loader itself, which says in its advice
/// what each map takes when it meets a key that is none of them.
@Suite("The policy reference")
struct PolicyReferenceTests {
    private static let stray = "qqqqqqqqqqqqqqqqqqqq"

    /// A policy with every map that the format has, and a stray key in each.
    private static let everyMap = """
        \(stray): 1
        reportOnly: {\(stray): 1}
        tenant: {\(stray): 1}
        invitations:
          \(stray): 1
          whoMayInvite: everyone
          callers: [{\(stray): 1, mayName: {\(stray): 1}}]
          internalDomains: [{\(stray): 1}]
          domains:
            \(stray): 1
            deny: [{\(stray): 1}]
            allow: [{\(stray): 1}]
          rules:
            - {id: a, effect: allow, \(stray): 1, inviters: {\(stray): 1}, require: {\(stray): 1}, quota: {\(stray): 1}}
            - {id: b, effect: deny, \(stray): 1, domains: [{\(stray): 1}]}
          defaults: {\(stray): 1, require: {\(stray): 1}, quota: [{\(stray): 1}]}
        """

    /// The heading under which the reference tells of a map, by the map's place in the policy.
    private static let headings: [(place: String, heading: String)] = [
        ("the policy", "## The outermost keys"), ("`reportOnly`", "## The outermost keys"), ("`tenant`", "### tenant"),
        ("`invitations`", "## invitations"), ("`callers[0]`", "### callers"), ("`callers[0].mayName`", "### callers"),
        ("`invitations.internalDomains[0]`", "### domains"), ("`invitations.domains`", "### domains"),
        ("`domains.deny[0]`", "### domains"), ("`domains.allow[0]`", "### domains"), ("`rules[0]`", "### rules"),
        ("`rules[0].inviters`", "### inviters"), ("`rules[0].require`", "### require"), ("`rules[0].quota`", "### quota"),
        ("`rules[1]`", "### rules"), ("`rules[1].domains[0]`", "### domains"), ("`invitations.defaults`", "### defaults"),
        ("`invitations.defaults.require`", "### require"), ("`invitations.defaults.quota[0]`", "### quota"),
    ]

    /// The keys that each map takes, in the loader's own words.
    private func known() -> [String: [String]] {
        var known: [String: [String]] = [:]
        do {
            _ = try Policy.load(text: Self.everyMap, file: "policy.yaml") { _ in [] }
            Issue.record("a policy of stray keys loads")
        } catch {
            for fault in error.faults where fault.what == "unknown key" {
                let parts = (fault.advice ?? "").split(separator: " takes ", maxSplits: 1)
                guard parts.count == 2 else {
                    Issue.record("\(fault)")
                    continue
                }
                known[String(parts[0])] = parts[1].split(separator: ", ").map(String.init)
            }
        }
        return known
    }

    private func reference() throws -> String {
        let root = Files.tests.replacing("/Tests/InvitationPolicyTests", with: "")
        return try Files.text("\(root)/Sources/Gatekeeper/Gatekeeper.docc/PolicyReference.md")
    }

    private func section(_ heading: String, of text: String) throws -> Substring {
        let start = try #require(text.firstRange(of: "\n\(heading)\n"), "no heading \(heading)")
        let rest = text[start.upperBound...]
        return rest.firstRange(of: "\n#").map { rest[..<$0.lowerBound] } ?? rest
    }

    @Test("every map of the format is asked about, and none that is not there")
    func maps() {
        #expect(Set(known().keys) == Set(Self.headings.map(\.place)))
    }

    @Test("every key that the loader knows is named where the reference tells of its map")
    func keys() throws {
        let text = try reference()
        let known = known()
        for (place, heading) in Self.headings {
            let section = try section(heading, of: text)
            let keys = known[place] ?? []
            #expect(!keys.isEmpty)
            for key in keys { #expect(section.contains("`\(key)`"), "\(key) of \(place) under \(heading)") }
        }
    }

    @Test("every key of the reference's tables is one that the loader knows")
    func noOthers() throws {
        let known = Set(known().values.joined())
        let text = try reference()
        for heading in Set(Self.headings.map(\.heading)) {
            var isKeys = false
            for line in try section(heading, of: text).split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("| key") { isKeys = true }
                if !line.hasPrefix("|") { isKeys = false }
                guard isKeys, line.hasPrefix("| `") else { continue }
                let cell = line.dropFirst(2).prefix { $0 != "|" }
                for key in cell.split(separator: ",") {
                    let name = key.filter { $0 != "`" && $0 != " " }
                    #expect(known.contains(name), "\(name) under \(heading)")
                }
            }
        }
    }

    @Test("every kind of warning is told, and nothing that is none")
    func warnings() throws {
        let rows = try section("## Warnings", of: try reference()).split(separator: "\n").filter { $0.hasPrefix("| `") }
        let told = rows.flatMap { row in
            row.dropFirst(2).prefix { $0 != "|" }.split(separator: ",").map { $0.filter { $0 != "`" && $0 != " " } }
        }
        #expect(told.sorted() == PolicyFaultKind.allCases.filter(\.isWarning).map(\.rawValue).sorted())
    }

    @Test("its whole example loads without a warning, and so do its fragments")
    func examples() throws {
        let text = try reference()
        let blocks = text.split(separator: "```yaml\n").dropFirst().compactMap { $0.split(separator: "```").first }
        let whole = try #require(blocks.last)
        #expect(try Policy.load(text: String(whole), file: "example.yaml", readList: list).warnings(at: noon).isEmpty)
        #expect(blocks.count == 11)
        for block in blocks.dropLast() {
            let loaded = try Policy.load(text: around(String(block)), file: "fragment.yaml", readList: list)
            #expect(loaded.policy.digest.count == 64)
        }
    }

    private func list(_ name: String) throws -> [UInt8] { try Files.bytes("\(Files.policies)/\(name)") }

    /// The fragment in its place, with what a policy needs besides.
    private func around(_ fragment: String) throws -> String {
        let key = try #require(fragment.split(separator: ":").first.map(String.init))
        let body = fragment.split(separator: "\n").joined(separator: "\n    ")
        var top = ["version": "version: 1\nname: example\n", "tenant": ""]
        var parts = [
            "whoMayInvite": "  whoMayInvite: everyone\n",
            "callers": "  callers:\n    - {app: 6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11, name: invite-portal, channel: portal}\n",
            "domains": "", "rules": "", "defaults": "  defaults:\n    require: {redirectHosts: [myapps.microsoft.com]}\n",
        ]
        switch key {
        case "version", "tenant": top[key] = fragment
        case "invitations": parts["whoMayInvite"] = fragment.replacing("invitations:\n", with: "")
        case "inviters": parts["rules"] = "  rules:\n  - id: a\n    effect: allow\n    \(body)\n"
        case "require": parts["defaults"] = "  defaults:\n    \(body)\n"
        case "quota": parts["defaults"]? += "    \(body)\n"
        default: parts[key] = "  " + fragment.split(separator: "\n").joined(separator: "\n  ") + "\n"
        }
        let order = ["whoMayInvite", "callers", "domains", "rules", "defaults"]
        return top.sorted { $0.key > $1.key }.map(\.value).joined() + "invitations:\n" + order.compactMap { parts[$0] }.joined()
    }
}
