import InvitationPolicy

/// Reads a cases file against one policy, runs what it takes, and explains every case.
enum CasesTarget {
    /// One policy for all inputs: to load it again each time would be most of the work.
    private static let policy = Result { try loaded() }

    static func run(_ bytes: [UInt8]) throws {
        let policy = try policy.get()
        _ = PolicyCases.policyName(bytes: bytes, file: "p.cases.yaml")
        let cases: PolicyCases
        do throws(PolicyFaults) {
            cases = try PolicyCases.load(bytes: bytes, file: "p.cases.yaml", for: policy)
        } catch {
            guard !error.faults.isEmpty, error.faults.count <= 501 else { throw Finding(description: "\(error.faults.count) faults") }
            let shown = error.description.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            guard shown.isEmpty else { throw Finding(description: "a control character in a fault") }
            return
        }
        let run = cases.run(on: policy)
        guard run == cases.run(on: policy) else { throw Finding(description: "another result at the second run") }
        for result in run.results { _ = result.policyCase.explanation(on: policy) }
    }

    private static func loaded() throws -> Policy {
        let text = """
            version: 1
            name: cases
            invitations:
              whoMayInvite: everyone
              callers:
                - {app: 6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11, name: invite-portal, channel: portal}
                - {app: 91aa4be0-7d53-4f1c-8a86-5b1f2c9e3d47, name: help-bot, channel: bot}
              internalDomains: [contoso.com]
              domains: {deny: [competitor.example], allow: [fabrikam.com]}
              rules:
                - {id: auditors, effect: allow, inviters: {groups: [8f0c4d9e-1b2a-4e3f-a5d6-c7b8091a2b3c]}, domains: [bigfour.example], require: {ticket: true}, quota: {perInviter: 20, per: day}}
                - {id: trial, effect: deny, mode: reportOnly, domains: [trial.example]}
              defaults: {inviteRedirectUrl: "https://myapps.microsoft.com", require: {redirectHosts: [myapps.microsoft.com]}}
            """
        return try Policy.load(text: text, file: "policy.yaml") { _ in [] }.policy
    }
}
