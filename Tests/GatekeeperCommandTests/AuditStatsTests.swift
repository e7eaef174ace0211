import AuditStores
import AuditTrail
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("audit stats")
struct AuditStatsTests {
    private let folder: SettingsFolder

    /// Monday to Sunday of one week, and the Monday after it: denials of b.example by Bo, approvals of a.example by Ana.
    init() async throws {
        folder = try SettingsFolder()
        let store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        let monday = try #require(Timestamp("2026-12-28T00:00:00Z"))
        for day in 0..<8 as Range<Int64> {
            let time = monday.adding(seconds: day * 86_400)
            _ = try await store.append(try Self.decision(UInt64(day), .approved, "a.example", Contoso.ana, time))
            if day % 2 == 0 { _ = try await store.append(try Self.decision(UInt64(day) + 20, .denied, "b.example", Contoso.bo, time)) }
        }
        let refusal = RefusalRecord(
            decision: DecisionID(high: 2, low: 1), time: monday, request: Self.request, caller: Self.caller, reason: .addressInvalid, status: 400)
        _ = try await store.append(.refusal(refusal))
        await store.close()
    }

    private static let request = RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2))
    private static let caller = CallerRecord(application: Contoso.portal, name: "portal", channel: "portal")

    private static func decision(_ number: UInt64, _ verdict: Verdict, _ domain: String, _ inviter: ObjectID, _ time: Timestamp) throws -> EntryDraft
    {
        let invitation = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@\(domain)"), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let record = DecisionRecord(
            decision: DecisionID(high: 1, low: number), time: time, request: request, caller: caller, inviter: inviter, proof: .token,
            facts: [], invitation: InvitationRecord(invitation), verdict: verdict, reason: verdict == .denied ? .noRuleAllows : nil,
            policy: PolicyReference(name: "p", digest: "d", mode: "enforce"))
        return .decision(record, invitee: Invitee(invitation), key: CommitmentKey(random: (1, 2, 3, number)))
    }

    private func json(_ arguments: String...) async throws -> JSON {
        let shown = try await Program.run(["audit", "stats", "--format", "json", "--store", folder.store] + arguments)
        #expect(shown.exitCode == 0, "\(shown.errors)")
        return try JSON(parsing: Array(shown.output.trimmingPrefix("\n").utf8))
    }

    @Test("counts by reason, domain, inviter and ISO week, those with the most denials first")
    func counts() async throws {
        let all = try await json()
        #expect(all["approved"] == 8 && all["denied"] == 4 && all["refused"] == 1)
        #expect(
            all["byReason"] == [
                ["reason": "noRuleAllows", "denied": 4, "refused": 0], ["reason": "addressInvalid", "denied": 0, "refused": 1],
            ])
        #expect(
            all["byDomain"] == [
                ["domain": "b.example", "approved": 0, "denied": 4], ["domain": "a.example", "approved": 8, "denied": 0],
            ])
        #expect(
            all["byInviter"] == [
                ["inviter": .string(Contoso.bo.description), "approved": 0, "denied": 4],
                ["inviter": .string(Contoso.ana.description), "approved": 8, "denied": 0],
            ])
        // The year's last days: its Thursday is 31 December, so the week is the old year's.
        #expect(
            all["byWeek"] == [
                ["week": "2026-W53", "from": "2026-12-28", "approved": 7, "denied": 4],
                ["week": "2027-W01", "from": "2027-01-04", "approved": 1, "denied": 0],
            ])
    }

    @Test("within a time counts that time, and names as many as asked for")
    func within() async throws {
        let some = try await json("--since", "2026-12-29", "--until", "2027-01-01", "--top", "1")
        #expect(some["approved"] == 3 && some["denied"] == 1 && some["refused"] == 0)
        #expect(some["byDomain"]?.array?.count == 1)
        let none = try await json("--since", "2030-01-01")
        #expect(none["approved"] == 0 && none["byWeek"] == [])
    }

    @Test("says the same in tables")
    func tables() async throws {
        let shown = try await Program.run(["audit", "stats", "--store", folder.store])
        #expect(shown.exitCode == 0 && shown.output.hasPrefix("8 approved, 4 denied; 1 requests could not be judged"))
        let words = shown.lines.map { $0.split(separator: " ").map(String.init) }
        #expect(words.contains(["b.example", "4", "0"]) && words.contains(["2026-W53,", "from", "2026-12-28", "4", "7"]), "\(shown.output)")
        #expect(try await Program.run(["audit", "stats", "--top", "0", "--store", folder.store]).exitCode == 2)
    }
}
