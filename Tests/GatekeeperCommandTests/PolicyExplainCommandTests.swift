import AuditStores
import AuditTrail
import Foundation
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

/// A policy, and a trail with a denial, an approval, and a refusal that no policy judged.
private struct Recorded {
    let folder: SettingsFolder
    let denied = DecisionID(high: 1, low: 1)
    let approved = DecisionID(high: 1, low: 2)
    let refused = DecisionID(high: 1, low: 3)
    private let policyOfThen: PolicyReference

    var policy: String { folder.path + "/policy.yaml" }

    /// - Parameter digest: of the policy of then.
    init(digest: String = "abc") async throws {
        policyOfThen = PolicyReference(name: "then", digest: digest, mode: "enforce")
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        _ = try await store.append(try decision(denied, "x@competitor.example", .domainDenied))
        _ = try await store.append(try decision(approved, "ada@fabrikam.com", nil))
        _ = try await store.append(
            .refusal(
                RefusalRecord(
                    decision: refused, time: Contoso.now, request: request, caller: caller, reason: .propertyUnknown,
                    status: 400, target: "x", detail: "\u{1B}[2J"), invitee: nil))
        await store.close()
    }

    private var request: RequestRecord {
        RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2))
    }

    private var caller: CallerRecord {
        CallerRecord(application: Contoso.portal, name: "portal\u{1B}[31m", channel: "portal")
    }

    private func decision(_ id: DecisionID, _ address: String, _ reason: ReasonCode?) throws -> EntryDraft {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress(address), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let rule = reason == nil ? "domains.allow[0]" : "domains.deny[0]"
        let record = DecisionRecord(
            decision: id, time: Contoso.now, request: self.request, caller: caller, inviter: Contoso.ana, proof: .token,
            facts: [
                FactRecord(fact: .enabled, values: ["true"], source: .graph, age: 1_500),
                FactRecord(fact: .userKind, values: ["member"], source: .token, age: 0),
            ], invitation: InvitationRecord(request), justification: "because\u{202E}", verdict: reason == nil ? .approved : .denied,
            reason: reason, step: reason == nil ? "4" : "2", rule: rule,
            matches: [
                RuleRecord(
                    rule: rule, effect: reason == nil ? "allow" : "deny", role: reason == nil ? "grants" : "denies",
                    place: "then.yaml:12:9")
            ],
            policy: policyOfThen, status: reason == nil ? nil : 403,
            quotas: [
                QuotaRecord(scope: "defaults", dimension: "inviter", period: "day", limit: 20, used: 7, isClaimed: reason == nil)
            ],
            candidate: CandidateRecord(
                policy: PolicyReference(name: "next", digest: "def", mode: "enforce"), verdict: .denied, reason: .noRuleAllows, step: "6"))
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, 4)))
    }

    func explain(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["policy", "explain"] + arguments + ["--store", folder.store])
    }
}

@Suite("policy explain")
struct PolicyExplainCommandTests {
    private func explain(_ folder: SettingsFolder, _ arguments: String...) async throws -> Program.Result {
        try await Program.run(
            ["policy", "explain", folder.path + "/policy.yaml", "--through", "invite-portal", "--at", "2026-11-24T09:00:00Z"]
                + arguments)
    }

    @Test("an approval is 0 and a denial 1, each with all steps; what would let it pass stands below")
    func invitation() async throws {
        let folder = try SettingsFolder()
        let approved = try await explain(folder, "--invite", "ada@fabrikam.com")
        #expect(approved.exitCode == 0, "\(approved.errors)")
        #expect(approved.lines.first?.hasPrefix("approved at step 4 by domains.allow[0] (\(folder.path)/policy.yaml:") == true)
        #expect(approved.lines.filter { $0.hasPrefix("✓") }.count == 13)
        let denied = try await explain(folder, "--invite", "ada@other.example")
        #expect(denied.exitCode == 1)
        #expect(denied.lines.contains("  * a change of the policy: an entry in domains.allow for other.example"))
        let never = try await explain(folder, "--invite", "x@competitor.example")
        #expect(never.exitCode == 1 && never.output.contains("nothing: domains.deny[0] lists it; deny wins"))
    }

    @Test("every option reaches the decision")
    func options() async throws {
        let folder = try SettingsFolder()
        try folder.write(
            "policy.yaml",
            Contoso.policyText(
                domains: "allow: [fabrikam.com]",
                rules: "{id: r, effect: deny, inviters: {groups: [\(Contoso.staff)], appRoles: [p]}}",
                require: ", justification: true, ticket: true, sponsor: true",
                defaults: "inviteRedirectUrl: https://myapps.microsoft.com\n    sendInvitationMessage: true\n    quota: {perTenant: 3, per: day}"
            ))
        let good = ["--invite", "ada@fabrikam.com", "--justification", "j", "--ticket", "t", "--sponsor", Contoso.bo.description]
        let changes: [([String], String)] = [
            ([], "approved"), (["--disabled"], "inviterDisabled"), (["--kind", "guest"], "whoMayInvite"),
            (["--kind", "guest", "--role", "guestInviter"], "approved"),
            (["--group", Contoso.staff.description], "approved"),
            (["--group", Contoso.staff.description, "--app-role", "p"], "ruleDenies"),
            (["--asserted", "--role", "globalAdministrator"], "callerMayNotNameInviter"),
            (["--unknown", "enabled"], "undecided"), (["--redirect", "https://x.example"], "redirectHostNotAllowed"),
            (["--display-name", "see x.example/y"], "displayNameNotAllowed"), (["--message", "hi"], "messageNotDeliverable"),
            (["--message", "hi", "--no-send-message"], "approved"), (["--cc", "x@other.example"], "ccRecipientNotAllowed"),
            (["--reset"], "resetRedemptionNotPermitted"), (["--type", "Member"], "userTypeNotPermitted"),
            (["--invited-user", Contoso.bo.description], "internalConversionNotPermitted"),
            (["--sponsor", "none"], "sponsorRequired"), (["--used", "2"], "approved"), (["--used", "3"], "quotaExceeded"),
        ]
        for (change, expected) in changes {
            let result = try await Program.run(
                ["policy", "explain", folder.path + "/policy.yaml", "--through", Contoso.portal.description, "--format", "json"] + good
                    + change)
            let json = try JSON(parsing: Array(result.output.utf8))["decision"]
            #expect((json?["reason"] ?? json?["verdict"])?.string == expected, "\(change) \(result.errors)")
            #expect(result.exitCode == (expected == "approved" ? 0 : 1))
        }
    }

    static let usages: [[String]] = [
        ["explain"], ["explain", "p.yaml"], ["explain", "p.yaml", "--decision", "x"], ["explain", "--invite", "a@b.example"],
        ["explain", "p.yaml", "--invite", "a@b.example", "--decision", "x", "--store", "s"],
        ["explain", "p.yaml", "--invite", "a@b.example", "--store", "s"],
        ["explain", "--decision", "x", "--store", "a", "--settings", "b"],
    ]

    @Test("a wrong command line is 2", arguments: usages)
    func usage(_ arguments: [String]) async throws {
        #expect(try await Program.run(["policy"] + arguments).exitCode == 2)
    }

    @Test(
        "a value that is none is 2, and says which",
        arguments: [
            ["--invite", "nobody"], ["--invite", "a@b.example", "--through", "nobody"], ["--invite", "a@b.example", "--group", "x"],
            ["--invite", "a@b.example", "--role", "boss"], ["--invite", "a@b.example", "--at", "noon"],
            ["--invite", "a@b.example", "--sponsor", "bo"], ["--invite", "a@b.example", "--redirect", "http://x.example"],
        ])
    func values(_ arguments: [String]) async throws {
        let folder = try SettingsFolder()
        let through = arguments.contains("--through") ? [] : ["--through", "invite-portal"]
        let result = try await Program.run(["policy", "explain", folder.path + "/policy.yaml"] + arguments + through)
        #expect(result.exitCode == 2 && !result.errors.isEmpty && result.output.isEmpty)
    }

    @Test("with both an invitation and a decision it says not both; a fact that is said to be unknown has its option named")
    func advice() async throws {
        let both = try await Program.run(["policy", "explain", "p.yaml", "--invite", "a@b.example", "--decision", "x", "--store", "s"])
        #expect(both.exitCode == 2 && both.errors.contains("not both"), "\(both.errors)")
        let folder = try SettingsFolder()
        let unsure = try await explain(folder, "--invite", "ada@fabrikam.com", "--unknown", "userKind")
        #expect(unsure.exitCode == 1)
        #expect(
            unsure.lines.suffix(2) == ["to be decided once these facts are known: userKind", "  ? leave out --unknown userKind, and give --kind"])
    }

    @Test("a recorded decision is told as its entry has it, with nothing in it that moves a terminal")
    func recorded() async throws {
        let recorded = try await Recorded()
        let denied = try await recorded.explain("--decision", recorded.denied.description)
        #expect(denied.exitCode == 1, "\(denied.errors)")
        for line in [
            "  invited: x@competitor.example", "  inviter: \(Contoso.ana) (token) through portal\\u{1b}[31m",
            "  then: denied: domainDenied at step 2 by domains.deny[0]", "  policy: then, digest abc, mode enforce",
            "  matched: deny domains.deny[0] at then.yaml:12:9: denies", "  fact: enabled is true, from graph, 1500 ms old",
            "  quota: 7 of 20 per inviter and day used before (defaults)",
            "  candidate: denied: noRuleAllows at step 6, which agrees (next, digest def)", "  justification: because\\u{202e}",
        ] {
            #expect(denied.lines.contains(line), "\(line)\n\(denied.output)")
        }
        #expect(!denied.output.unicodeScalars.contains("\u{1B}"))
        let approved = try await recorded.explain("--decision", recorded.approved.description)
        #expect(approved.exitCode == 0)
        #expect(approved.lines.contains("  quota: 7 of 20 per inviter and day used before, and one more taken by this (defaults)"))
        #expect(approved.lines.contains("  candidate: denied: noRuleAllows at step 6, which differs (next, digest def)"))
    }

    @Test("without a policy it is judged by the one that the settings name, if that is the policy of then; otherwise it is said what to give")
    func policyOfThen() async throws {
        func explain(_ recorded: Recorded, _ id: DecisionID) async throws -> Program.Result {
            try recorded.folder.settings([:])
            return try await Program.run(["policy", "explain", "--decision", id.description, "--settings", recorded.folder.settings])
        }
        let same = try await Recorded(digest: try Contoso.policy(Contoso.policyText()).digest)
        let denied = try await explain(same, same.denied)
        #expect(denied.exitCode == 1, "\(denied.errors)")
        #expect(denied.lines.contains("judged again by contoso (the policy of then), at the time of then:"))
        #expect(denied.lines.contains { $0.hasPrefix("    - nothing: domains.deny[0] lists it; deny wins (") }, "\(denied.output)")
        #expect(try await explain(same, same.approved).exitCode == 0)
        #expect(!(try await explain(same, same.refused)).output.contains("policy of then"))

        let other = try await Recorded()
        let told = try await explain(other, other.approved)
        #expect(told.exitCode == 0 && !told.output.contains("judged again"))
        #expect(told.output.contains("the policy of then (then, digest abc) is not at hand: \(other.policy) is contoso, digest "))
        #expect(told.lines.last?.contains("`policy explain POLICY --decision ID`") == true)
        try other.folder.write("policy.yaml", "version: 9")
        let faulty = try await explain(other, other.approved)
        #expect(faulty.exitCode == 0 && faulty.output.contains("is not at hand: \(other.policy) does not load"))
        let alone = try await other.explain("--decision", other.approved.description)
        #expect(alone.output.contains("the policy of then (then, digest abc) is not at hand."))
    }

    @Test("with a policy it is judged again, and what was not recorded is said")
    func again() async throws {
        let recorded = try await Recorded()
        let same = try await recorded.explain(recorded.policy, "--decision", recorded.denied.description)
        #expect(same.exitCode == 1)
        #expect(same.lines.contains { $0.hasPrefix("judged again by contoso (digest ") })
        #expect(same.lines.contains("  denied: domainDenied"))
        #expect(same.lines.last == "  what was not recorded makes no difference here")
        try recorded.folder.write("policy.yaml", Contoso.policyText(existingGuest: "refuse"))
        let hinges = try await recorded.explain(recorded.policy, "--decision", recorded.approved.description)
        #expect(hinges.exitCode == 1)
        #expect(hinges.lines.filter { $0.contains("not recorded: ") }.map { $0.prefix(40) } == ["  not recorded: whether a user had the a"])
        try recorded.folder.write("policy.yaml", Contoso.policyText(domains: "allow: [competitor.example]"))
        let other = try await recorded.explain(recorded.policy, "--decision", recorded.denied.description, "--format", "json")
        #expect(other.exitCode == 0)
        let json = try JSON(parsing: Array(other.output.utf8))
        #expect(json["recorded"]?["content"]?["verdict"]?.string == "denied")
        #expect(json["again"]?["verdict"]?.string == "approved")
        #expect(json["again"]?["explanation"]?["steps"]?.array?.count == 13)
        #expect(json["again"]?["notRecorded"]?.array?.contains("redirectPath") == true)
        let lost = try await recorded.explain(recorded.policy, "--decision", recorded.approved.description)
        #expect(lost.exitCode == 1)
    }

    @Test("a refusal before any policy is told as such, and cannot be judged again")
    func refusal() async throws {
        let recorded = try await Recorded()
        let result = try await recorded.explain(recorded.policy, "--decision", recorded.refused.description)
        #expect(result.exitCode == 1)
        #expect(result.output.contains("refused before any policy was asked: propertyUnknown"))
        #expect(result.output.contains("it cannot be: the entry is no judgement"))
    }

    @Test("an id that the trail has not is 2, a store that is not there 4")
    func absent() async throws {
        let recorded = try await Recorded()
        #expect(try await recorded.explain("--decision", DecisionID(high: 9, low: 9).description).exitCode == 2)
        let none = try await Program.run(
            ["policy", "explain", "--decision", recorded.denied.description, "--store", recorded.folder.path + "/none.sqlite"])
        #expect(none.exitCode == 4, "\(none.errors)")
    }
}
