import AuditTrail
import GatekeeperTesting
import Invitations
import Testing

/// The flow's tests rest on it: it must answer as a store does.
@Suite("The trail in memory")
struct MemoryAuditTests {
    private let audit = MemoryAudit(journal: Journal())
    private let noon = Timestamp(milliseconds: 1_795_608_000_000)

    private func draft(_ number: UInt64, _ limits: KeyValuePairs<String, Int>) throws -> ReservingDraft {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.example"),
            inviteRedirectUrl: try RedirectURL("https://apps.contoso.com/"))
        let record = DecisionRecord(
            decision: DecisionID(high: 1, low: number), time: noon,
            request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: number)),
            caller: CallerRecord(application: ApplicationID(high: 3, low: 1)), inviter: ObjectID(high: 4, low: 1),
            proof: .token, facts: [], invitation: InvitationRecord(request), verdict: .approved,
            policy: PolicyReference(name: "p", digest: "d", mode: "enforce"))
        return .decision(
            record, invitee: Invitee(request), key: CommitmentKey(random: (1, 2, 3, number)),
            reserving: limits.map { QuotaReservation(counter: $0.key, limit: $0.value, ends: noon) })
    }

    private func outcome(_ number: UInt64, _ outcome: Outcome, releasing: Bool) -> EntryDraft {
        .outcome(
            OutcomeRecord(decision: DecisionID(high: 1, low: number), time: noon, outcome: outcome),
            releasingQuota: releasing)
    }

    private func isHeld(_ draft: ReservingDraft) async throws -> Bool {
        if case .held = try await audit.append(draft) { true } else { false }
    }

    @Test("takes all places with the entry or none without it, and says what the counters stand at")
    func reserves() async throws {
        audit.use("b", 4)
        #expect(try await isHeld(draft(1, ["a": 2, "b": 5])))
        #expect(try await audit.append(draft(2, ["a": 2, "b": 5])) == .exhausted(usage: ["a": 1, "b": 5]))
        #expect(audit.entries(.decision).count == 1)
        #expect(try await audit.usage(of: ["a", "b", "c"]) == ["a": 1, "b": 5])
        #expect(try await isHeld(draft(3, ["a": 2])))
    }

    @Test("gives places back as a store does")
    func releases() async throws {
        for number in 1...3 as ClosedRange<UInt64> { #expect(try await isHeld(draft(number, ["a": 3]))) }
        _ = try await audit.append(outcome(1, .unknown, releasing: true))
        _ = try await audit.append(outcome(2, .created, releasing: true))
        #expect(try await audit.usage(of: ["a"]) == ["a": 3])
        for _ in 1...2 { _ = try await audit.append(outcome(1, .notSent, releasing: true)) }
        _ = try await audit.append(outcome(2, .notSent, releasing: true))
        #expect(try await audit.usage(of: ["a"]) == ["a": 2])
    }

    @Test("that fails takes nothing, and fails to be read on demand")
    func fails() async throws {
        audit.fail(.decision, with: .full)
        await #expect(throws: AuditUnavailable.full) { try await audit.append(draft(1, ["a": 3])) }
        audit.work()
        #expect(try await audit.usage(of: ["a"]) == [:])
        audit.failReading(with: .closed)
        await #expect(throws: AuditUnreadable.closed) { try await audit.usage(of: ["a"]) }
        audit.failReading(with: nil)
        #expect(try await isHeld(draft(1, ["a": 3])))
    }
}
