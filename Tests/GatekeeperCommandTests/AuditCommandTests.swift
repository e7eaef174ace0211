import AuditStores
import AuditTrail
import Foundation
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// A store with one entry of each sort, the texts in it as hostile as they can be.
private struct Trail {
    static let hostile = "\u{1B}[2J\u{1B}]0;owned\u{07}\u{202E}gnp.exe\u{200B}\r\n=cmd|' /C calc'!A0<script>\u{0}"

    let folder: SettingsFolder
    let approved = DecisionID(high: 1, low: 1)
    let denied = DecisionID(high: 1, low: 2)
    let refused = DecisionID(high: 1, low: 3)

    init() async throws {
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        _ = try await store.append(try decision(approved, .approved))
        _ = try await store.append(
            .outcome(OutcomeRecord(decision: approved, time: Contoso.now, outcome: .created, graphStatus: 201)))
        _ = try await store.append(try decision(denied, .denied))
        let refusal = RefusalRecord(
            decision: refused, time: Contoso.now, request: request, caller: caller, reason: .propertyUnknown, status: 400,
            target: Self.hostile, detail: Self.hostile)
        let row = InviteeRow(
            invitee: Invitee(address: Self.hostile, displayName: Self.hostile), key: CommitmentKey(random: (1, 2, 3, 5)))
        _ = try await store.append(.refusal(refusal, invitee: row))
        await store.close()
    }

    private var request: RequestRecord {
        RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2), peer: Self.hostile)
    }

    private var caller: CallerRecord {
        CallerRecord(application: Contoso.portal, name: "portal\u{1B}[31m", channel: "portal")
    }

    private func decision(_ id: DecisionID, _ verdict: Verdict) throws -> EntryDraft {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.com"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"), invitedUserDisplayName: Self.hostile)
        let record = DecisionRecord(
            decision: id, time: Contoso.now, request: self.request, caller: caller, inviter: Contoso.ana, proof: .token,
            facts: [], invitation: InvitationRecord(request), justification: Self.hostile, verdict: verdict,
            reason: verdict == .denied ? .domainDenied : nil, rule: "domains.deny[0]",
            policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), status: verdict == .denied ? 403 : nil,
            candidate: CandidateRecord(policy: PolicyReference(name: "c", digest: "e", mode: "enforce"), verdict: .approved))
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, 4)))
    }

    func audit(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["audit"] + arguments + ["--store", folder.store])
    }
}

@Suite("The audit commands")
struct AuditCommandTests {
    @Test("query shows a table, the newest first, one line an entry, with nothing in it that moves a terminal")
    func table() async throws {
        let trail = try await Trail()
        let result = try await trail.audit("query")
        #expect(result.exitCode == 0, "\(result.errors)")
        try #require(result.lines.count == 7, "\(result.output)")
        #expect(result.lines[0].split(separator: " ").map(String.init).prefix(3) == ["row", "time", "kind"])
        #expect(result.lines[2...].map { $0.split(separator: " ").dropFirst(2).first } == ["refusal", "decision", "outcome", "decision", "started"])
        expectHarmless(result.output)
        #expect(result.output.contains("\\u{1b}[2J"))
    }

    @Test("the table says of a policy which place it has, what had it read and who made it, and of an inquiry what it says of a decision")
    func policies() async throws {
        let folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        let policy = PolicyReference(name: "p", digest: "0123456789abcdef", mode: "enforce")
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.com"), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let inquiry = DecisionRecord(
            decision: DecisionID(high: 1, low: 1), time: Contoso.now,
            request: RequestRecord(operation: "POST /v1/decisions", requestID: RequestID(high: 2, low: 2)),
            caller: CallerRecord(application: Contoso.portal, name: "portal", channel: "portal"), inviter: Contoso.ana, proof: .token,
            facts: [], invitation: InvitationRecord(request), verdict: .denied, reason: .domainDenied, rule: "domains.deny[0]", policy: policy)
        for draft in [
            .started(StartedRecord(software: "gatekeeper test"), at: Contoso.now),
            .policyLoaded(
                PolicyLoadedRecord(policy: policy, by: "start", author: "ana@contoso.com", fileOwner: "root", role: .active), at: Contoso.now),
            .policyLoaded(PolicyLoadedRecord(policy: policy, by: "SIGHUP", fileOwner: "root", role: .candidate), at: Contoso.now),
            .policyRejected(PolicyRejectedRecord(faults: ["f"], by: "file change", role: .active), at: Contoso.now),
            .policyRejected(PolicyRejectedRecord(faults: ["f", "g"], by: "\u{1B}[2J"), at: Contoso.now),
            .inquiry(inquiry, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, 4))),
        ] as [EntryDraft] { _ = try await store.append(draft) }
        await store.close()
        let result = try await Program.run(["audit", "query", "--oldest-first", "--store", folder.store])
        let cells = result.lines.dropFirst(3).map { line in
            line.split(separator: " ").dropFirst(2).joined(separator: " ")
        }
        let id = DecisionID(high: 1, low: 1)
        #expect(
            cells == [
                "policyLoaded active digest 0123456789ab - - - start, ana@contoso.com -",
                "policyLoaded candidate digest 0123456789ab - - - SIGHUP, root -",
                "policyRejected active 1 fault - - - file change -", "policyRejected - 2 faults - - - \\u{1b}[2J -",
                "inquiry denied domainDenied dana@fabrikam.com \(Contoso.ana) portal domains.deny[0] \(id)",
            ], "\(result.output)")
    }

    @Test("the table says who gave a command and why, and what a looked-up outcome rests on")
    func commands() async throws {
        let folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        let ana = "uid 1000 (ana)"
        let id = DecisionID(high: 1, low: 1)
        for draft in [
            .started(StartedRecord(software: "gatekeeper test"), at: Contoso.now),
            .paused(CommandRecord(by: "gate", why: "7 refusals", inviter: Contoso.ana), at: Contoso.now),
            .resumed(CommandRecord(by: ana, why: "asked \u{1B}[2J"), at: Contoso.now), .reloaded(CommandRecord(by: ana), at: Contoso.now),
            .erased(ErasedRecord(by: ana, why: "request 7", rows: 2), at: Contoso.now),
            .outcome(OutcomeRecord(decision: id, time: Contoso.now, outcome: .notSent, source: .lookup, detail: "nothingFound")),
            .outcome(OutcomeRecord(decision: id, time: Contoso.now, outcome: .created, graphStatus: 201)),
            .stopped(StoppedRecord(why: "SIGTERM", drained: true), at: Contoso.now),
        ] as [EntryDraft] { _ = try await store.append(draft) }
        await store.close()
        let result = try await Program.run(["audit", "query", "--oldest-first", "--store", folder.store])
        let cells = result.lines.dropFirst(3).map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
        #expect(
            cells == [
                "paused - 7 refusals - \(Contoso.ana) - gate -", "resumed - asked \\u{1b}[2J - - - \(ana) -", "reloaded - - - - - \(ana) -",
                "erased 2 lost it request 7 - - - \(ana) -", "outcome notSent nothingFound - - - lookup \(id)",
                "outcome created - - - - - \(id)", "stopped - SIGTERM - - - - -",
            ], "\(result.output)")
    }

    @Test("query as JSON is one object a line, harmless as well, and nothing is lost of the text")
    func json() async throws {
        let trail = try await Trail()
        let result = try await trail.audit("query", "--format", "json", "--oldest-first")
        let entries = try result.lines.map { try JSON(parsing: Array($0.utf8)) }
        try #require(entries.map { $0["kind"]?.string } == ["started", "decision", "outcome", "decision", "refusal"])
        expectHarmless(result.output)
        #expect(!result.output.contains("<script"))
        #expect(entries[1]["content"]?["justification"]?.string == Trail.hostile)
        #expect(entries[1]["invitee"]?["address"]?.string == "dana@fabrikam.com")
    }

    private func expectHarmless(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for scalar in text.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format, "U+\(String(scalar.value, radix: 16))", sourceLocation: sourceLocation)
        }
    }

    static let filters: [([String], Int)] = [
        (["--kind", "decision"], 2), (["--verdict", "denied"], 1), (["--reason", "domainDenied"], 1),
        (["--inviter", Contoso.ana.description], 2), (["--inviter", Contoso.bo.description], 0),
        (["--caller", Contoso.portal.description], 3), (["--channel", "portal"], 3), (["--domain", "FABRIKAM.com"], 2),
        (["--address", "Dana@Fabrikam.com"], 2), (["--outcome", "created"], 1), (["--rule", "domains.deny[0]"], 0),
        (["--decision", DecisionID(high: 1, low: 1).description], 2), (["--in-doubt"], 0), (["--candidate-differs"], 1), (["--limit", "2"], 2),
        (["--since", "2026-11-24T06:10:00Z"], 5), (["--until", "2026-11-24T06:10:00Z"], 0), (["--since", "2027-01-01"], 0),
    ]

    @Test("Filters narrow it", arguments: filters)
    func filtered(_ filter: [String], _ count: Int) async throws {
        let trail = try await Trail()
        let result = try await Program.run(
            ["audit", "query", "--format", "json", "--store", trail.folder.store] + filter)
        #expect(result.exitCode == 0 && result.lines.count == count, "\(result.output)\(result.errors)")
    }

    @Test("A page says where to go on, and the next begins there")
    func pages() async throws {
        let trail = try await Trail()
        let first = try await trail.audit("query", "--limit", "3", "--format", "json")
        let cursor = try #require(first.errors.split(separator: " ").last?.trimmingCharacters(in: .newlines))
        let second = try await trail.audit("query", "--limit", "3", "--format", "json", "--after", cursor)
        #expect(first.lines.count == 3 && second.lines.count == 2 && Set(first.lines + second.lines).count == 5)
        #expect(second.errors.isEmpty)
    }

    @Test(
        "A filter's value that is none is wrong usage",
        arguments: [
            ["--since", "yesterday"], ["--inviter", "ana"], ["--domain", "a..b"], ["--limit", "0"], ["--decision", "x"],
        ])
    func badFilter(_ filter: [String]) async throws {
        let trail = try await Trail()
        let result = try await Program.run(["audit", "query", "--store", trail.folder.store] + filter)
        #expect(result.exitCode == 2, "\(result.errors)")
    }

    @Test("verify is 0 for a whole chain, and 1 for one in which a byte was changed")
    func verify() async throws {
        let trail = try await Trail()
        let whole = try await trail.audit("verify")
        #expect(whole.exitCode == 0 && whole.output.hasPrefix("whole: 5 entries of 1 writers"), "\(whole.output)\(whole.errors)")
        let url = URL(fileURLWithPath: trail.folder.store)
        var bytes = try Data(contentsOf: url)
        let verdict = try #require(bytes.range(of: Data(#""verdict":"denied""#.utf8)))
        bytes.replaceSubrange(verdict, with: Data(#""verdict":"DENIED""#.utf8))
        try bytes.write(to: url)
        let changed = try await trail.audit("verify")
        #expect(changed.exitCode == 1 && changed.output.hasPrefix("NOT WHOLE: "), "\(changed.output)\(changed.errors)")
    }

    @Test("verify is 1 when a head that was kept elsewhere is gone, and 0 while it is there")
    func keptHead() async throws {
        let trail = try await Trail()
        let heads = try await trail.audit("verify").output.split(separator: "\n").filter { $0.hasPrefix("head ") }
        let kept = String(try #require(heads.first))
        let there = try await trail.audit("verify", "--expect", kept)
        #expect(there.exitCode == 0, "\(there.output)\(there.errors)")
        // One entry further than the trail goes: as after its newest entry was cut off.
        let words = kept.split(separator: " ")
        let further = "\(words[1]) 6 \(words[3])"
        let cut = try await trail.audit("verify", "--expect", further)
        #expect(cut.exitCode == 1 && cut.output.contains("NOT WHOLE"), "\(cut.output)\(cut.errors)")
        #expect(try await trail.audit("verify", "--expect", "nonsense").exitCode == 2)
    }

    @Test("A trail that is not there is 4, and is not made by looking for it")
    func missing() async throws {
        let folder = try SettingsFolder()
        for command in ["query", "verify"] {
            #expect(try await Program.run(["audit", command, "--store", folder.store]).exitCode == 4)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    @Test("The settings file names the trail as well")
    func bySettings() async throws {
        let trail = try await Trail()
        try trail.folder.settings([:])
        let result = try await Program.run(["audit", "verify", "--settings", trail.folder.settings])
        #expect(result.exitCode == 0, "\(result.errors)")
        try trail.folder.settings(["tenant": nil])
        #expect(try await Program.run(["audit", "verify", "--settings", trail.folder.settings]).exitCode == 3)
    }
}
