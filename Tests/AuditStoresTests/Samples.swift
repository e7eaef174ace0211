import AuditStores
import AuditTrail
import FoundationEssentials
import GRDB
import Invitations

func id<Kind>(_ number: UInt64) -> Identifier<Kind> { Identifier(high: 0xABCD, low: number) }

let noon = Timestamp(milliseconds: 1_795_608_000_000)

/// A folder of its own for one test, removed with it.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    var store: String { path + "/audit.sqlite" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

func decision(
    _ number: UInt64, _ verdict: Verdict = .approved, address: String = "dana@fabrikam.example",
    at time: Timestamp = noon, channel: String = "portal", justification: String? = nil, rules: Int = 1,
    candidate: CandidateRecord? = nil
) throws -> EntryDraft {
    var (record, invitee, key) = try sampleDecision(number, verdict, address, time, channel, justification, rules)
    record.candidate = candidate
    return .decision(record, invitee: invitee, key: key)
}

/// A decision that takes a place in each of these counters, whose periods end an hour after noon.
func reserving(
    _ number: UInt64, _ limits: KeyValuePairs<String, Int>, _ verdict: Verdict = .approved, at time: Timestamp = noon,
    ends: Timestamp = noon.adding(seconds: 3_600), justification: String? = nil, claiming: KeyClaim? = nil
) throws -> ReservingDraft {
    let (record, invitee, key) = try sampleDecision(
        number, verdict, "dana@fabrikam.example", time, "portal", justification, 1)
    return .decision(
        record, invitee: invitee, key: key,
        reserving: limits.map { QuotaReservation(counter: $0.key, limit: $0.value, ends: ends) },
        claiming: claiming)
}

private func sampleDecision(
    _ number: UInt64, _ verdict: Verdict, _ address: String, _ time: Timestamp, _ channel: String,
    _ justification: String?, _ rules: Int
) throws -> (DecisionRecord, Invitee, CommitmentKey) {
    let address = try EmailAddress(address)
    let request = InvitationRequest(
        invitedUserEmailAddress: address, inviteRedirectUrl: try RedirectURL("https://apps.contoso.com/"),
        invitedUserDisplayName: "Dana",
        messageInfo: .init(ccRecipient: .init(address: try EmailAddress("boss@contoso.com"))))
    let record = DecisionRecord(
        decision: id(number), time: time,
        request: RequestRecord(operation: "POST /v1.0/invitations", requestID: id(number + 1_000_000)),
        caller: CallerRecord(application: id(30), name: "portal", channel: channel), inviter: id(number % 3),
        proof: .token, facts: [FactRecord(fact: .enabled, values: ["true"], source: .token, age: 0)],
        invitation: InvitationRecord(request), justification: justification, verdict: verdict,
        reason: verdict == .denied ? .domainDenied : nil, rule: "rule-\(number % 2)",
        matches: Array(repeating: RuleRecord(rule: "rule-\(number % 2)", effect: "allow", role: "grants"), count: rules),
        policy: PolicyReference(name: "p", digest: "d", mode: "enforce"), status: verdict == .denied ? 403 : nil)
    return (record, Invitee(request), CommitmentKey(random: (number, 2, 3, 4)))
}

func outcome(
    _ number: UInt64, _ outcome: Outcome = .created, at time: Timestamp = noon, releasing: Bool = false
) -> EntryDraft {
    .outcome(
        OutcomeRecord(decision: id(number), time: time, outcome: outcome, graphStatus: 201, guest: id(9)),
        releasingQuota: releasing)
}

let started = EntryDraft.started(StartedRecord(software: "gatekeeper test"), at: noon)

extension Folder {
    /// An open store whose chain has begun.
    func open(
        writer: UInt64 = 1, capacity: Int = 16_384, batch: Int = 256, replies: ReplyKeyring = .inMemory(), mostReplies: Int = 100
    ) async throws -> SQLiteAuditStore {
        let store = try SQLiteAuditStore.open(
            path: store, writer: id(writer), capacity: capacity, batch: batch, replies: replies, mostReplies: mostReplies)
        _ = try await store.append(started)
        return store
    }

    /// Changes the file behind the store's back, as somebody with the file would: what is in the way is put back afterwards.
    func tamper(_ sql: String) throws {
        let database = try DatabaseQueue(path: store)
        try database.writeWithoutTransaction { db in
            let triggers = try Row.fetchAll(
                db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_are\\_final' ESCAPE '\\'")
            for row in triggers { try db.execute(sql: "DROP TRIGGER \(row[0] as String)") }
            try db.execute(sql: sql)
            try db.execute(sql: "PRAGMA writable_schema = OFF")
            for row in triggers { try db.execute(sql: row[1]) }
        }
        try database.close()
    }

    func verify(expecting heads: [ChainHead] = []) async throws -> TrailReport {
        try await SQLiteAuditReader.open(path: store).verify(expecting: heads)
    }
}
