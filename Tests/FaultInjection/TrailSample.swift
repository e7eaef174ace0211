import AuditStores
import AuditTrail
import Invitations

/// What is written: one entry of each sort that takes another way through the store.
enum TrailSample {
    /// Entries appended at the same time, which share a commit.
    typealias Step = [Work]

    enum Work: Sendable {
        case entry(EntryDraft)
        case reserving(ReservingDraft)
        case erasure(Erasure)

        func append(to store: SQLiteAuditStore) async throws(AuditUnavailable) -> AuditReceipt {
            switch self {
            case .entry(let draft): return try await store.append(draft)
            case .erasure(let erasure): return try await store.erase(erasure)
            case .reserving(let draft):
                guard case .held(let receipt) = try await store.append(draft) else { throw .invalidReservation }
                return receipt
            }
        }
    }

    static func id<Kind>(_ number: UInt64) -> Identifier<Kind> { Identifier(high: 0xFA17, low: number) }

    static func steps(writer: UInt64) throws -> [Step] {
        let first = writer * 1_000
        let outcome = OutcomeRecord(decision: id(first), time: noon, outcome: .created, graphStatus: 201)
        return [
            [.entry(.started(StartedRecord(software: "gatekeeper-faults"), at: noon))],
            [.reserving(try reserving(first))],
            [.entry(.outcome(outcome))],
            [.entry(try decision(first + 1, .denied)), .entry(try decision(first + 2, .approved)), .entry(try decision(first + 3, .denied))],
            [.erasure(Erasure(address: "guest-\(first + 1)@fabrikam.example", by: "faults", why: nil, at: noon))],
            [.entry(.stopped(StoppedRecord(why: "end", drained: true), at: noon))],
        ]
    }

    private static let noon = Timestamp(milliseconds: 1_795_608_000_000)

    private static func decision(_ number: UInt64, _ verdict: Verdict) throws -> EntryDraft {
        let (record, invitee, key) = try parts(number, verdict)
        return .decision(record, invitee: invitee, key: key)
    }

    private static func reserving(_ number: UInt64) throws -> ReservingDraft {
        let (record, invitee, key) = try parts(number, .approved)
        let place = QuotaReservation(counter: "faults:\(number)", limit: 10, ends: noon.adding(seconds: 3_600))
        return .decision(record, invitee: invitee, key: key, reserving: [place])
    }

    private static func parts(_ number: UInt64, _ verdict: Verdict) throws -> (DecisionRecord, Invitee, CommitmentKey) {
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("guest-\(number)@fabrikam.example"),
            inviteRedirectUrl: try RedirectURL("https://apps.contoso.com/"))
        let record = DecisionRecord(
            decision: id(number), time: noon,
            request: RequestRecord(operation: "POST /v1.0/invitations", requestID: id(number + 1_000_000)),
            caller: CallerRecord(application: id(1), name: "portal", channel: "portal"), inviter: id(2), proof: .token, facts: [],
            invitation: InvitationRecord(request), verdict: verdict,
            reason: verdict == .denied ? .domainDenied : nil,
            policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), status: verdict == .denied ? 403 : nil)
        return (record, Invitee(request), CommitmentKey(random: (number, 2, 3, 4)))
    }
}
