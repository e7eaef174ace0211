import AuditStores
import AuditTrail
import Foundation
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// A store with decisions to three domains, two of them approved, and policies to replay them by.
private struct Recorded {
    let folder: SettingsFolder

    init() async throws {
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        for (number, domain) in ["a.example", "a.example", "b.example", "c.example"].enumerated() {
            _ = try await store.append(
                try decision(UInt64(number + 1), to: domain, isApproved: domain != "c.example", at: Contoso.now))
        }
        _ = try await store.append(
            try decision(9, to: "b.example", isApproved: true, at: Contoso.now.adding(seconds: -40 * 86_400)))
        await store.close()
    }

    private func decision(_ number: UInt64, to domain: String, isApproved: Bool, at time: Timestamp) throws -> EntryDraft {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@\(domain)"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        var facts = InviterFacts(id: Contoso.ana, proof: .token)
        facts.enabled = .known(true, from: .graph, asOf: time)
        let record = DecisionRecord(
            decision: DecisionID(high: 1, low: number), time: time,
            request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: number)),
            caller: CallerRecord(application: Contoso.portal, name: "portal", channel: "portal"), inviter: Contoso.ana,
            proof: .token, facts: FactRecord.used(facts.known, of: facts, at: time), invitation: InvitationRecord(request),
            verdict: isApproved ? .approved : .denied, reason: isApproved ? nil : .noRuleAllows, step: isApproved ? "4" : "6",
            policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), status: isApproved ? nil : 403)
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, number)))
    }

    func policy(_ name: String, _ domains: String, rules: String = "") throws -> String {
        let path = URL(fileURLWithPath: folder.store).deletingLastPathComponent().path + "/\(name)"
        let text = """
            version: 1
            name: test
            invitations:
              whoMayInvite: everyone
              callers: [{app: \(Contoso.portal), name: portal, channel: portal}]
              domains: {\(domains)}
              rules: [\(rules)]
              defaults: {require: {redirectHosts: [myapps.microsoft.com]}}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    func replay(_ policy: String, _ arguments: String...) async throws -> Program.Result {
        try await Program.run(["policy", "replay", policy, "--store", folder.store] + arguments)
    }
}

@Suite("policy replay")
struct PolicyReplayCommandTests {
    @Test("shows the flips by direction, domain and inviter, and is 1 where there are any")
    func text() async throws {
        let recorded = try await Recorded()
        let result = try await recorded.replay(try recorded.policy("new.yaml", "allow: [a.example, c.example]"))
        #expect(result.exitCode == 1, "\(result.errors)")
        let text = result.output
        #expect(text.hasPrefix("5 decisions from "))
        #expect(text.contains("approved -> denied: 2"))
        #expect(text.contains("denied -> approved: 1"))
        #expect(text.contains("b.example") && text.contains(Contoso.ana.description))
        #expect(text.contains(DecisionID(high: 1, low: 3).description))
        // No bar where nobody looks.
        #expect(result.errors.isEmpty)
    }

    @Test("is 0 where nothing flips, and where what flips is not what was asked about")
    func exitCodes() async throws {
        let recorded = try await Recorded()
        let same = try await recorded.replay(try recorded.policy("same.yaml", "allow: [a.example, b.example]"))
        #expect(same.exitCode == 0 && same.output.contains("unchanged"), "\(same.output)\(same.errors)")
        let wider = try recorded.policy("wider.yaml", "allow: [a.example, b.example, c.example]")
        #expect(try await recorded.replay(wider).exitCode == 1)
        #expect(try await recorded.replay(wider, "--fail-on", "denied-to-approved").exitCode == 1)
        #expect(try await recorded.replay(wider, "--fail-on", "approved-to-denied").exitCode == 0)
        #expect(try await recorded.replay(wider, "--fail-on", "none").exitCode == 0)
        #expect(try await recorded.replay(wider, "--against", wider).exitCode == 0)
    }

    @Test("as JSON, gives the counts to programs, of the time asked for only")
    func json() async throws {
        let recorded = try await Recorded()
        let policy = try recorded.policy("new.yaml", "allow: [a.example]")
        let since = Contoso.now.adding(seconds: -86_400).description
        let result = try await recorded.replay(policy, "--format", "json", "--since", since, "--kinds", "decision,inquiry")
        let json = try JSON(parsing: Array(result.output.utf8.dropLast()))
        #expect(json["judged"]?.integer == 4)
        #expect(json["flips"]?["approvedToDenied"]?["count"]?.integer == 1)
        #expect(json["flips"]?["approvedToDenied"]?["domains"]?["top"]?.array?.first?["name"]?.string == "b.example")
        #expect(json["flips"]?["deniedToApproved"]?["count"]?.integer == 0)
    }

    @Test("says what hinges on facts that were not recorded")
    func honest() async throws {
        let recorded = try await Recorded()
        let policy = try recorded.policy(
            "new.yaml", "allow: [a.example, b.example]",
            rules: "{id: r, effect: deny, domains: [a.example], inviters: {directoryRoles: [guestInviter]}}")
        let result = try await recorded.replay(policy)
        #expect(result.exitCode == 0)
        #expect(result.output.contains("Cannot be told, since it hinges on a fact about the inviter, which was not recorded: 2"))
    }

    @Test("a broken policy is 3, a trail that is not there 4, and a wrong option 2")
    func faults() async throws {
        let recorded = try await Recorded()
        let good = try recorded.policy("good.yaml", "allow: [a.example]")
        #expect(try await recorded.replay(try recorded.policy("bad.yaml", "alow: [a.example]")).exitCode == 3)
        #expect(try await Program.run(["policy", "replay", good, "--store", "/nowhere/audit.sqlite"]).exitCode == 4)
        #expect(try await recorded.replay(good, "--kinds", "outcome").exitCode == 2)
        #expect(try await recorded.replay(good, "--since", "yesterday").exitCode == 2)
        #expect(try await recorded.replay(good, "--limit-flips", "0").exitCode == 2)
        #expect(try await Program.run(["policy", "replay", good]).exitCode == 2)
    }
}
