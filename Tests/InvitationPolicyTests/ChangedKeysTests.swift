import InvitationPolicy
import Invitations
import Testing

/// What is said of keys, whether or not an invitation shows that they changed.
@Suite("The changed keys of two policies")
struct ChangedKeysTests {
    private func difference(_ old: Policy, _ new: Policy) -> PolicyDifference {
        PolicyDifference(from: old, to: new, at: noon)
    }

    @Test("where digests differ, the keys that changed are listed, and what they do to answers is told")
    func keys() throws {
        let group = "inviters: {groups: [\(Known.finance)]}"
        func listed(_ old: Policy, _ new: Policy) -> [String] {
            let found = difference(old, new)
            #expect(found.changes.isEmpty && !found.isEmpty && !found.answersCanDiffer, "\(found)")
            return found.beside
        }
        let plain = try policy(rules: "{id: r, effect: allow, \(group)}")
        let exclusive = try policy(rules: "{id: r, effect: allow, \(group), domains: [a.example], exclusive: true, reviewBy: 2027-01-31}")
        let inclusive = try policy(rules: "{id: r, effect: allow, \(group), domains: [a.example]}")
        #expect(listed(exclusive, inclusive) == ["rule r: exclusive: true -> false", "rule r: reviewBy: 2027-01-31 -> not given"])
        #expect(listed(plain, try policy(rules: "{id: s, effect: allow, \(group)}")) == ["rule s: id: r -> s"])
        let admins = try policy(rules: "{id: r, effect: allow, \(group)}", more: "adminRoles: [guestInviter]")
        #expect(listed(plain, admins) == ["adminRoles: removed globalAdministrator, userAdministrator"])
        let wide = try policy(domains: "allow: [\"*.a.example\"]")
        let twice = try policy(domains: "allow: [\"*.a.example\", b.a.example]")
        #expect(listed(wide, twice) == ["allow: 1 -> 2 entries; new or changed 1 (b.a.example)"])
    }

    @Test("every key of a rule, of a caller and of the defaults is listed when it changes")
    func everyKey() throws {
        func rule(_ more: String) throws -> Policy {
            try policy(rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance)]}, domains: [a.example]\(more)}")
        }
        for (more, line) in [
            (", mode: reportOnly", "rule r: mode: enforce -> reportOnly"),
            (", permit: [memberType]", "rule r: permit: added memberType"),
            (", require: {ticket: true}", "rule r: require.ticket: false -> true"),
            (", require: {redirectHosts: [x.example]}", "rule r: require.redirectHosts: not given -> x.example"),
            (", require: {invitedUserType: Guest}", "rule r: require.invitedUserType: not given -> Guest"),
            (", quota: {perInviter: 3, per: day}", "rule r: quota: not given -> perInviter 3 per day"),
            (", expires: 2027-01-31", "rule r: expires: not given -> 2027-01-31"),
            (", ticket: T-1", "rule r: ticket: not given -> T-1"),
        ] { #expect(difference(try rule(""), try rule(more)).beside == [line], "\(more)") }
        let plain = try policy()
        for (other, line) in [
            (
                try policy(callers: ", acceptUpn: true"),
                "caller help-bot: acceptUpn: false -> true; inviters named by user principal name are no longer refused with 400"
            ),
            (try policy(callers: ", mayName: {groups: [\(Known.staff)]}"), "caller help-bot: mayName.groups: not given -> \(Known.staff)"),
            (try policy(require: "message: forbidden"), "defaults.require.message: plainText -> forbidden"),
            (try policy(defaults: "allowUndeliveredMessage: true"), "defaults.allowUndeliveredMessage: false -> true"),
            (try policy(defaults: "quota: {perTenant: 9, per: week}"), "defaults.quota: not given -> perTenant 9 per week"),
            (try policy(defaults: "messageLanguage: de-DE"), "defaults.messageLanguage: not given -> de-DE"),
            (try policy(top: "author: ana"), "author: not given -> ana"),
        ] { #expect(difference(plain, other).beside == [line]) }
        let more = try policy(more: "existingGuest: refuse")
        #expect(difference(plain, more).beside == ["existingGuest: forward -> refuse"])
    }

    @Test("a page that is no longer filled in can change answers, though no invitation that names its page shows it")
    func page() throws {
        let old = try policy(defaults: "inviteRedirectUrl: https://myapps.microsoft.com")
        let gone = difference(old, try policy())
        #expect(gone.changes.isEmpty && gone.answersCanDiffer)
        #expect(
            gone.beside == [
                "defaults.inviteRedirectUrl: https://myapps.microsoft.com -> not given; an invitation that names no page is refused with 400 then"
            ])
        #expect(!difference(old, try policy(defaults: "inviteRedirectUrl: https://myapps.microsoft.com", top: "author: a")).answersCanDiffer)
    }

    @Test("the summary names the keys that changed, of rules and defaults too")
    func summaryOfKeys() throws {
        let group = "effect: allow, inviters: {groups: [\(Known.finance)]}"
        let old = try policy(domains: "allow: [{domain: a.example, owner: ana}]", rules: "{id: r, \(group)}")
        let quota = "quota: {perInviter: 3, per: day}"
        let new = try policy(
            domains: "allow: [{domain: a.example, owner: bo}]",
            rules: "{id: r, effect: allow, inviters: {groups: [\(Known.staff)], users: [\(Known.ana)]}, \(quota)}",
            defaults: quota, top: "author: ana")
        #expect(
            PolicyDifference.summary(from: old, to: new) == [
                "rule r: inviters, quota", "changed: defaults.quota", "changed: author",
                "1 change of notes of list entries: allow a.example: owner ana -> bo",
            ])
        let many = (0..<7).map { "{id: r\($0), \(group)\(", exclusive: true, domains: [a.example]")}" }
        let fewer = (0..<7).map { "{id: r\($0), \(group), domains: [a.example]}" }
        let lines = PolicyDifference.summary(
            from: try policy(rules: many.joined(separator: ", ")), to: try policy(rules: fewer.joined(separator: ", ")))
        #expect(lines == (0..<5).map { "rule r\($0): exclusive" } + ["and 2 more rules changed"])
        #expect(
            PolicyDifference.summary(from: try policy(rules: "{id: r, \(group)}"), to: try policy(rules: "{id: s, \(group)}")) == [
                "rule s: id (r -> s)"
            ])
    }
}
