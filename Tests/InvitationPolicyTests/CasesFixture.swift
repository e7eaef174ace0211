import InvitationPolicy
import Invitations

/// The policy that the tests' cases are about, and cases around it.
enum CasesFixture {
    static func policy(mode: String = "enforce", more: String = "") throws -> Policy {
        try InvitationPolicyTests.policy(
            level: "adminsGuestInvitersAndAllMembers",
            domains: "deny: [competitor.example, {file: lists/throwaway.txt, subdomains: true}], "
                + "allow: [fabrikam.com, {domain: old.example, expires: 2026-01-31}]",
            rules: "{id: auditors, effect: allow, inviters: {groups: [\(Known.finance)]}, domains: [bigfour.example], "
                + "require: {ticket: true}, quota: {perInviter: 20, per: day}}, "
                + "{id: no-interns, effect: deny, inviters: {groups: [\(Known.staff)]}}, "
                + "{id: trial, effect: deny, mode: reportOnly, domains: [trial.example, fabrikam.com]}",
            defaults: "inviteRedirectUrl: https://myapps.microsoft.com\n    sendInvitationMessage: true\n    messageLanguage: de-DE",
            callers: ", mayName: {groups: [\(Known.finance)]}", top: "mode: \(mode)", more: more,
            lists: ["lists/throwaway.txt": "mailinator.com\nyopmail.com\n"])
    }

    static let head = """
        version: 1
        at: 2026-11-24T09:00:00Z
        through: invite-portal
        by: ana
        inviters:
          ana: {groups: [\(Known.finance)]}
          intern: {groups: [\(Known.staff)]}
          someone: {unknown: [groups]}
        cases:

        """

    /// The cases, each on a line of its own as a flow map.
    static func load(_ cases: String..., on policy: Policy? = nil) throws -> PolicyCases {
        let text = head + cases.map { "  - {\($0)}\n" }.joined()
        return try PolicyCases.load(bytes: Array(text.utf8), file: "p.cases.yaml", for: try policy ?? self.policy())
    }

    static func faults(_ text: String) throws -> [String] {
        let loaded = try policy()
        do throws(PolicyFaults) {
            _ = try PolicyCases.load(bytes: Array(text.utf8), file: "p.cases.yaml", for: loaded)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

}
