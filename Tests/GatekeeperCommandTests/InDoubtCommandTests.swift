import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

/// A trail with three decisions in doubt: one whose gate died, one that timed out, one that was looked up in vain.
private struct DoubtfulTrail {
    let folder: SettingsFolder
    let died = DecisionID(high: 1, low: 1)
    let timedOut = DecisionID(high: 1, low: 2)
    let inVain = DecisionID(high: 1, low: 3)

    init() async throws {
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        for id in [died, timedOut, inVain] { _ = try await store.append(try Self.decision(id)) }
        for id in [timedOut, inVain] {
            let record = OutcomeRecord(decision: id, time: Contoso.now, outcome: .unknown, detail: "timeout")
            _ = try await store.append(.outcome(record))
        }
        let record = OutcomeRecord(
            decision: inVain, time: Contoso.now, outcome: .unknown, source: .lookup, detail: "auditNotPermitted",
            tried: [TriedRecord("users", "none", "mail"), TriedRecord("auditLog", "notPermitted")])
        _ = try await store.settle(try #require(.lookup(record)))
        await store.close()
    }

    static func decision(_ id: DecisionID, at time: Timestamp = Contoso.now) throws -> EntryDraft {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.com"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let record = DecisionRecord(
            decision: id, time: time,
            request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2)),
            caller: CallerRecord(application: Contoso.portal), inviter: Contoso.ana, proof: .token, facts: [],
            invitation: InvitationRecord(request), verdict: .approved, policy: PolicyReference(name: "p", digest: "d", mode: "enforce"))
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, 4)))
    }

    func audit(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(["audit"] + arguments + ["--store", folder.store])
    }
}

@Suite("Invitations in doubt, on the command line")
struct InDoubtCommandTests {
    @Test("are listed with their state, why, and what was tried")
    func listing() async throws {
        let trail = try await DoubtfulTrail()
        let table = try await trail.audit("query", "--in-doubt", "--oldest-first")
        #expect(table.exitCode == 0, "\(table.errors)")
        try #require(table.lines.count == 5, "\(table.output)")
        #expect(table.lines[2].contains("  pending  -  "))
        #expect(table.lines[3].contains("  pending  timeout  "))
        #expect(table.lines[4].contains("  unknown  auditNotPermitted  users: none, auditLog: notPermitted  "))

        let json = try await trail.audit("query", "--in-doubt", "--oldest-first", "--format", "json")
        let lines = try json.lines.map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines.map { $0["inDoubt"]?["state"] } == ["pending", "pending", "unknown"])
        #expect(lines.last?["inDoubt"]?["tried"]?.array?.last == ["result": "notPermitted", "what": "auditLog"])
        #expect(lines.last?["decision"]?.string == trail.inVain.description)
    }

    @Test("are settled by a person's word, once, and the chain stays whole")
    func settle() async throws {
        let trail = try await DoubtfulTrail()
        for (id, finding) in [(trail.inVain, "created"), (trail.died, "notSent")] {
            let settled = try await trail.audit("settle", "--decision", "\(id)", "--as", finding, "--why", "asked the guest")
            #expect(settled.exitCode == 0, "\(settled.output)\(settled.errors)")
            let again = try await trail.audit("settle", "--decision", "\(id)", "--as", "created", "--why", "again")
            #expect(again.exitCode == 1 && again.output.hasPrefix("not settled: "), "\(again.output)\(again.errors)")
        }
        let shown = try await trail.audit("query", "--decision", "\(trail.inVain)", "--kind", "outcome", "--limit", "1", "--format", "json")
        let content = try JSON(parsing: Array(try #require(shown.lines.first).utf8))["content"]
        #expect(content?["outcome"] == "created" && content?["source"] == "operator" && content?["why"] == "asked the guest")
        #expect(content?["by"]?.string?.hasSuffix("(uid \(getuid()))") == true)
        #expect(try await trail.audit("query", "--in-doubt", "--format", "json").lines.count == 1)
        let verified = try await trail.audit("verify")
        #expect(verified.exitCode == 0 && verified.output.hasPrefix("whole: 13 entries of 3 writers"), "\(verified.output)")
    }

    @Test("are not settled while the request may still be on its way: one of now, and as long as the settings say")
    func settledTooEarly() async throws {
        let trail = try await DoubtfulTrail()
        try trail.folder.settings([:])
        let longest = Int64(try await trail.folder.load().longestRequestSeconds)
        let store = try SQLiteAuditStore.open(path: trail.folder.store, writer: WriterID(high: 7, low: 8))
        let now = World.system.now()
        let (fresh, older) = (DecisionID(high: 1, low: 8), DecisionID(high: 1, low: 9))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: now))
        _ = try await store.append(try DoubtfulTrail.decision(fresh, at: now.adding(seconds: -5)))
        _ = try await store.append(try DoubtfulTrail.decision(older, at: now.adding(seconds: -longest - 5)))
        await store.close()
        func settle(_ id: DecisionID, by trail: [String]) async throws -> Program.Result {
            try await Program.run(["audit", "settle", "--decision", "\(id)", "--as", "notSent", "--why", "asked"] + trail)
        }
        let places = [["--store", trail.folder.store], ["--settings", trail.folder.settings]]
        for place in places {
            let early = try await settle(fresh, by: place)
            #expect(early.exitCode == 1 && early.output.contains("may still be on its way"), "\(early.output)\(early.errors)")
        }
        // Without settings nobody knows how long its gate lets a request take.
        #expect(try await settle(older, by: places[0]).exitCode == 1)
        #expect(try await settle(older, by: places[1]).exitCode == 0)
        #expect(try await trail.audit("query", "--in-doubt", "--format", "json").lines.count == 4)
    }

    @Test(
        "are not settled by wrong usage",
        arguments: [
            ["--decision", "x", "--as", "created", "--why", "w"], ["--as", "created", "--why", "w"],
            ["--decision", "00000000-0000-0001-0000-000000000001", "--as", "unknown", "--why", "w"],
            ["--decision", "00000000-0000-0001-0000-000000000001", "--as", "created", "--why", " "],
            ["--decision", "00000000-0000-0001-0000-000000000001", "--as", "created", "--why", "w", "--guest", "g"],
        ])
    func usage(_ arguments: [String]) async throws {
        let trail = try await DoubtfulTrail()
        let result = try await Program.run(["audit", "settle", "--store", trail.folder.store] + arguments)
        #expect(result.exitCode == 2, "\(result.output)\(result.errors)")
        #expect(try await trail.audit("query", "--in-doubt", "--format", "json").lines.count == 3)
    }

    @Test("Their settings have defaults, are read, and are bounded")
    func settings() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let standard = try await folder.load().inDoubt
        #expect(standard.looksUp && standard.asksAuditLog && standard.lagMinutes == 15 && standard.pace.roundSeconds == 60)
        try folder.settings([
            "inDoubt.lookUp": "false", "inDoubt.auditLog": "false", "inDoubt.lagMinutes": "30", "inDoubt.everySeconds": "5",
        ])
        let other = try await folder.load(["GATEKEEPER_IN_DOUBT_LAG_MINUTES": "45"]).inDoubt
        #expect(!other.looksUp && !other.asksAuditLog && other.lagMinutes == 45 && other.pace.roundSeconds == 5)
        let faults = try await folder.faults(["inDoubt.lagMinutes": "0", "inDoubt.everySeconds": "4"])
        #expect(faults.map(\.key) == ["inDoubt.lagMinutes", "inDoubt.everySeconds"])
    }
}
