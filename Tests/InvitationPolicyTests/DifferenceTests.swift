import InvitationPolicy
import Invitations
import SeededRandom
import Testing

/// What a difference says of two policies that are written out.
@Suite("The difference between two policies")
struct DifferenceTests {
    private func difference(_ old: Policy, _ new: Policy, at now: Timestamp = noon) -> PolicyDifference {
        PolicyDifference(from: old, to: new, at: now)
    }

    private func changes(_ old: Policy, _ new: Policy, _ direction: PolicyDifference.Direction) -> [PolicyDifference.Change] {
        difference(old, new).changes.filter { $0.direction == direction }
    }

    @Test("a policy does not differ from itself, nor from a copy with other comments and another order")
    func same() throws {
        let one = try policy(domains: "allow: [a.example, b.example]", rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance)]}}")
        let other = try policy(domains: "allow: [b.example, a.example]", rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance)]}}")
        #expect(difference(one, one).isEmpty)
        #expect(difference(one, other).isEmpty)
    }

    @Test("an entry of the allow list opens its domain, and no other")
    func added() throws {
        let found = difference(try policy(domains: "allow: [a.example]"), try policy(domains: "allow: [a.example, b.example]"))
        let change = try #require(found.changes.first)
        #expect(found.changes.count == 1)
        #expect(change.direction == .newlyAllowed)
        #expect(change.domains.examples == ["b.example"])
        #expect(!change.domains.includesUnlisted)
        #expect(change.before.verdict == .denied(.noRuleAllows))
        #expect(change.after.rule == "domains.allow[1]")
        #expect(change.after.source?.line == 12)
        #expect(change.witness.request.invitedUserEmailAddress.domain.ascii == "b.example")
        #expect(found.limits.isEmpty)
    }

    @Test("an entry of the deny list closes what was open, names the reason, and changes the reason for what was closed")
    func denied() throws {
        let old = try policy(domains: "allow: [a.example]")
        let new = try policy(domains: "allow: [a.example], deny: [a.example, z.example]")
        let closed = try #require(changes(old, new, .newlyDenied).first)
        #expect(closed.domains.examples == ["a.example"])
        #expect(closed.after.verdict == .denied(.domainDenied))
        let other = try #require(changes(old, new, .otherReason).first)
        #expect(other.domains.examples == ["z.example"])
        #expect(changes(old, new, .newlyAllowed).isEmpty)
    }

    @Test("subdomains are told apart from the domain itself")
    func subdomains() throws {
        let change = try #require(
            changes(
                try policy(domains: "allow: [a.example]"),
                try policy(domains: "allow: [{domain: a.example, subdomains: true}]"), .newlyAllowed
            ).first)
        #expect(change.domains.examples == ["*.a.example"])
    }

    @Test("a group that a rule now names may newly invite, and the witness is in it")
    func group() throws {
        let old = try policy(rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance)]}}")
        let new = try policy(rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance), \(Known.staff)]}}")
        let change = try #require(changes(old, new, .newlyAllowed).first)
        #expect(change.witness.inviter.groups.value == [objectID(Known.staff)])
        #expect(change.inviters.contains("a member, in group \(Known.staff)"))
        #expect(change.domains.includesUnlisted)
        #expect(changes(old, new, .newlyDenied).isEmpty)
    }

    @Test("two conditions of which neither alone shows the change are tried together")
    func pair() throws {
        let grant = "{id: r, effect: allow, inviters: {groups: [\(Known.finance)]}}"
        let deny = "{id: d, effect: deny, inviters: {groups: [\(Known.staff)]}, domains: [a.example]}"
        let change = try #require(
            changes(try policy(rules: grant), try policy(rules: "\(grant), \(deny)"), .newlyDenied).first)
        #expect(change.witness.inviter.groups.value == [objectID(Known.finance), objectID(Known.staff)])
    }

    @Test("a requirement is shown by an invitation that lacks it")
    func requirement() throws {
        let old = try policy(domains: "allow: [a.example]")
        for (require, requirement) in [
            ("ticket: true", "ticket"), ("justification: true", "justification"), ("sponsor: true", "sponsor"),
            ("displayName: true", "displayNameRequired"), ("message: forbidden", "message"),
        ] {
            let new = try policy(domains: "allow: [a.example]", require: require)
            #expect(changes(old, new, .newlyDenied).contains { $0.after.requirement == requirement }, "\(require)")
            #expect(changes(old, new, .newlyAllowed).isEmpty)
            #expect(changes(new, old, .newlyAllowed).contains { $0.before.requirement == requirement }, "\(require)")
        }
    }

    @Test("a lower quota is shown by an inviter who has used as much")
    func quota() throws {
        func limited(_ count: Int) throws -> Policy {
            try policy(domains: "allow: [a.example]", defaults: "quota: {perInviter: \(count), per: day}")
        }
        let change = try #require(changes(try limited(20), try limited(10), .newlyDenied).first)
        #expect(change.after.verdict == .denied(.quotaExceeded))
        #expect(changes(try limited(20), try limited(10), .newlyAllowed).isEmpty)
        #expect(!changes(try limited(10), try limited(20), .newlyAllowed).isEmpty)
        #expect(difference(try limited(10), try limited(10)).isEmpty)
    }

    @Test("redirect hosts, the level, a caller and the mode are shown")
    func rest() throws {
        let old = try policy(domains: "allow: [a.example]")
        let hosts = try policy(
            domains: "allow: [a.example]",
            rules: "{id: r, effect: allow, domains: [a.example], require: {redirectHosts: [apps.contoso.com]}}")
        #expect(changes(old, hosts, .newlyAllowed).first?.witness.request.inviteRedirectUrl.host.ascii == "apps.contoso.com")
        let level = try policy(level: "adminsAndGuestInviters", domains: "allow: [a.example]")
        #expect(changes(old, level, .newlyDenied).first?.after.verdict == .denied(.whoMayInvite))
        let mode = try policy(domains: "allow: [a.example]", top: "mode: reportOnly")
        #expect(changes(old, mode, .newlyAllowed).contains { $0.domains.includesUnlisted })
        let named = try policy(domains: "allow: [a.example]", callers: ", mayName: {groups: [\(Known.staff)]}")
        let change = try #require(changes(old, named, .newlyDenied).first)
        #expect(change.after.verdict == .denied(.callerMayNotNameInviter))
        #expect(change.witness.callerName == "help-bot")
    }

    @Test("what expires at different times is told of from when it makes a difference")
    func expiry() throws {
        func until(_ day: String) throws -> Policy {
            try policy(domains: "allow: [{domain: a.example, expires: \(day)}]")
        }
        let found = difference(try until("2027-01-31"), try until("2027-03-31"))
        let change = try #require(found.changes.first)
        #expect(change.direction == .newlyAllowed)
        #expect(change.since == Timestamp("2027-02-01"))
        #expect(found.changes.count == 1)
        #expect(difference(try until("2026-01-31"), try until("2026-03-31")).changes.isEmpty)
    }

    @Test("an internal domain that is denied as well is shown as the recipient of a copy")
    func copies() throws {
        let old = try policy(domains: "allow: [a.example]")
        let new = try policy(domains: "allow: [a.example], deny: [contoso.com]")
        let change = try #require(changes(old, new, .newlyDenied).first)
        #expect(change.witness.request.messageInfo?.ccRecipient?.address.domain.ascii == "contoso.com")
    }

    /// Of a rule that lets some inviters pass and is new, who that is.
    private func inviters(_ condition: String, level: String = "everyone") throws -> [String] {
        let new = try policy(level: level, rules: "{id: r, effect: allow, inviters: {\(condition)}}")
        return changes(try policy(level: level), new, .newlyAllowed).flatMap(\.inviters)
    }

    @Test("whoever stands in a list is named, not one for all")
    func members() throws {
        let groups = [Known.finance, Known.staff].sorted().joined(separator: ", ")
        #expect(try inviters("groups: [\(groups)]") == ["a member, in one of the groups \(groups)"])
        #expect(try inviters("groups: [\(Known.staff)]") == ["a member, in group \(Known.staff)"])
        #expect(try inviters("users: [\(Known.ana), \(Known.bo)]") == ["a member, one of the users \(Known.ana), \(Known.bo)"])
        #expect(try inviters("users: [\(Known.ana)]") == ["a member, the user \(Known.ana)"])
        #expect(try inviters("appRoles: [Invite.A, Invite.B]") == ["a member, with one of the app roles Invite.A, Invite.B"])
        #expect(
            try inviters("directoryRoles: [reportsReader, groupsAdministrator]") == [
                "a member, with one of the roles groupsAdministrator, reportsReader"
            ])
        // Through all there are.
        #expect(try inviters("callers: [invite-portal, help-bot]") == ["a member"])
        #expect(try inviters("callers: [help-bot]") == ["a member, through caller help-bot"])
    }

    @Test("where every caller stands in some rule, whose request it is is told")
    func throughWhom() throws {
        let rules = "{id: b, effect: allow, inviters: {callers: [help-bot]}, domains: [a.example]}"
        let more = "{id: p, effect: allow, inviters: {callers: [invite-portal]}, domains: [a.example]}"
        let found = changes(try policy(rules: rules), try policy(rules: "\(rules), \(more)"), .newlyAllowed)
        #expect(found.flatMap(\.inviters) == ["a member, through caller invite-portal"])
    }

    @Test("of a long list ten are named and the others counted")
    func manyMembers() throws {
        let groups = (10..<57).map { "0a1b2c3d-0000-4000-8000-0000000000\($0)" }
        let found = try #require(try inviters("groups: [\(groups.joined(separator: ", "))]").first)
        #expect(found == "a member, in one of the groups \(groups.prefix(10).joined(separator: ", ")) and 37 more")
    }

    @Test("of a list that grew or shrank just what came or went is named")
    func grown() throws {
        func listed(_ users: String...) throws -> Policy {
            try policy(rules: "{id: r, effect: allow, inviters: {users: [\(users.joined(separator: ", "))]}}")
        }
        let third = "0a1b2c3d-0000-4000-8000-000000000003"
        let (one, all) = (try listed(Known.ana), try listed(Known.ana, Known.bo, third))
        #expect(changes(one, all, .newlyAllowed).map(\.inviters) == [["a member, one of the users \(Known.bo), \(third)"]])
        #expect(changes(all, one, .newlyDenied).map(\.inviters) == [["a member, one of the users \(Known.bo), \(third)"]])
        #expect(changes(one, all, .newlyDenied).isEmpty)
    }

    @Test("the groups that a caller may name are all named, also where a rule asks for one of them")
    func mayName() throws {
        let grant = "{id: r, effect: allow, inviters: {groups: [\(Known.staff), \(Known.finance)]}}"
        let groups = [Known.finance, Known.staff].sorted().joined(separator: ", ")
        let old = try policy(domains: "allow: [a.example]", rules: grant, callers: ", mayName: {groups: [\(Known.ana)]}")
        let new = try policy(domains: "allow: [a.example]", rules: grant, callers: ", mayName: {groups: [\(Known.ana), \(groups)]}")
        let found = changes(old, new, .newlyAllowed)
        #expect(found.flatMap(\.inviters).contains("a member, in one of the groups \(groups), named by caller help-bot"))
        // Whom the rule names and the bot does not stands apart from whom both name.
        let one = try policy(rules: grant, callers: ", mayName: {groups: [\(Known.staff)]}")
        let closed = changes(try policy(rules: grant), one, .newlyDenied).flatMap(\.inviters)
        #expect(closed.contains("a member, in group \(Known.finance), named by caller help-bot"))
        #expect(!closed.contains { $0.contains(Known.staff) })
    }

    @Test("a caller's new limit is found where a rule wants it together with a group")
    func limitUnderRule() throws {
        let grant = "{id: r, effect: allow, inviters: {groups: [\(Known.finance)], callers: [invite-portal, help-bot]}}"
        let new = try policy(rules: grant, callers: ", mayName: {groups: [\(Known.staff)]}")
        let found = changes(try policy(rules: grant), new, .newlyDenied)
        #expect(found.flatMap(\.inviters).contains("a member, in group \(Known.finance), named by caller help-bot"))
    }

    @Test("kinds of inviters that are not shown are counted")
    func omitted() throws {
        func granting(_ count: Int, _ more: String = "") throws -> Policy {
            // Each role is told apart by a rule of its own, which is about nobody who is tried with that role.
            let apart = (0..<count).map {
                "{id: d\($0), effect: deny, inviters: {appRoles: [Role.\($0)], users: [\(Known.ana)]}, domains: [a.example]}"
            }
            return try policy(rules: (apart + (more.isEmpty ? [] : [more])).joined(separator: ", "))
        }
        func found(_ count: Int) throws -> PolicyDifference.Change? {
            let roles = (0..<count).map { "Role.\($0)" }.joined(separator: ", ")
            let grant = "{id: r, effect: allow, inviters: {appRoles: [\(roles)]}, domains: [a.example]}"
            return changes(try granting(count), try granting(count, grant), .newlyAllowed).first
        }
        let seven = try #require(try found(7))
        #expect(seven.inviters.count == 5 && seven.invitersOmitted >= 2)
        #expect(try found(3)?.inviters.prefix(3) == (0..<3).map { "a member, with app role Role.\($0)" }[...])
    }

    @Test("policies without callers are compared through a stand-in, which is said")
    func noCallers() throws {
        func bare(_ domains: String, callers: Bool = false) throws -> Policy {
            let text = policyText(domains: domains)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return try callers
                ? load(text).policy
                : load(lines.filter { !$0.contains("{app: ") }.joined(separator: "\n").replacing("callers:", with: "callers: []")).policy
        }
        let (old, new) = (try bare("allow: [a.example]"), try bare("allow: [a.example, b.example]"))
        let found = difference(old, new)
        let change = try #require(found.changes.first)
        #expect(change.direction == .newlyAllowed && change.domains.examples == ["b.example"] && change.witness.isThroughStandIn)
        #expect(change.witness.judged(by: old) == change.before && change.witness.judged(by: new) == change.after)
        #expect(found.notes.count == 1 && found.notes[0].hasPrefix("neither policy lists a caller"))
        let listed = difference(old, try bare("allow: [a.example]", callers: true))
        #expect(listed.notes == ["the policy as it is lists no caller, so that it refuses every request"])
        #expect(listed.changes.contains { $0.before.verdict == .denied(.callerNotListed) && $0.after.verdict == .approved })
        #expect(difference(try policy(), try policy(top: "author: a")).notes.isEmpty)
    }

    @Test("an entry of a long list is counted once among those left out")
    func leftOut() throws {
        let names = (0..<41_000).map { "d\($0).example\n" }.joined()
        func listed(_ more: String) throws -> Policy {
            try policy(domains: "deny: [{file: lists/long.txt}]", lists: ["lists/long.txt": names + more])
        }
        let limit = try #require(difference(try listed(""), try listed("new.example\n")).limits.first)
        // One name in two is looked at.
        #expect(limit.hasPrefix("20500 domains that both policies list alike"), "\(limit)")
    }

    @Test("redirect hosts and classes of domains that were not tried are told of")
    func bounds() throws {
        func sending(_ count: Int, ticket: Bool) throws -> Policy {
            let rules = (0..<count).map {
                "{id: r\($0), effect: allow, require: {redirectHosts: [h\($0).example], ticket: \(ticket)}, inviters: {userKind: member}}"
            }
            return try policy(rules: rules.joined(separator: ", "))
        }
        func limits(_ count: Int) throws -> [String] { difference(try sending(count, ticket: false), try sending(count, ticket: true)).limits }
        #expect(try limits(17) == ["grants for one class of domains tell more than 16 redirect hosts apart"])
        #expect(try limits(6) == [])
        func standing(_ count: Int, _ callers: String) throws -> Policy {
            let rules = (0..<count).map { "{id: r\($0), effect: deny, inviters: {userKind: guest}, domains: [d\($0).example]}" }
            return try policy(rules: rules.joined(separator: ", "), callers: callers)
        }
        let named = ", mayName: {groups: [\(Known.staff)]}"
        #expect(
            difference(try standing(70, ""), try standing(70, named)).limits == [
                "changed callers and recipients of copies were tried for 64 classes of domains that are alike"
            ])
        #expect(difference(try standing(20, ""), try standing(20, named)).limits == [])
    }

    @Test("what no invitation can show stands beside")
    func beside() throws {
        let old = try policy(domains: "allow: [{domain: a.example, owner: ana}]", top: "tenant: {guestUserAccess: limited}")
        let new = try policy(domains: "allow: [{domain: a.example, owner: bo}]", top: "tenant: {guestUserAccess: restricted}")
        let found = difference(old, new)
        #expect(found.changes.isEmpty)
        #expect(found.beside == ["tenant.guestUserAccess: limited -> restricted", "allow a.example: owner ana -> bo"])
        #expect(!found.answersCanDiffer)
        #expect(!found.isEmpty)
    }

    @Test("the summary names what changed, and of long lists some entries")
    func summary() throws {
        let old = try policy(domains: "allow: [a.example]", rules: "{id: r, effect: deny, domains: [b.example]}")
        let new = try policy(
            level: "none", domains: "allow: [\((0..<20).map { "d\($0).example" }.joined(separator: ", "))]",
            rules: "{id: s, effect: deny, domains: [c.example]}")
        let lines = PolicyDifference.summary(from: old, to: new)
        #expect(lines.contains("whoMayInvite: everyone -> none"))
        #expect(lines.contains { $0.hasPrefix("allow: 1 -> 20 entries; new or changed 20 (") && $0.hasSuffix("gone or changed 1 (a.example)") })
        #expect(lines.contains("rules added: s") && lines.contains("rules removed: r"))
        #expect(PolicyDifference.summary(from: old, to: old) == ["no difference"])
    }
}
