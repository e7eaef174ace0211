import AuditStores
import AuditTrail
import Foundation
import Invitations

/// A trail as a busy year leaves it: 2,000 inviters with a few groups each, 5,000 domains, one decision in five denied.
struct RecordedTrail {
    let decisions: Int

    /// Lets pass what begins with d1 to d4, with a rule for one group: some of the decisions come out otherwise.
    static let policy = """
        version: 1
        name: replayed
        invitations:
          whoMayInvite: adminsGuestInvitersAndAllMembers
          callers: [{app: \(BenchmarkTenant.portal), name: invite-portal, channel: portal}]
          domains:
            deny: [{domain: d7.example, subdomains: true}]
            allow: [\((0..<4_000).map { "d\($0).example" }.joined(separator: ", "))]
          rules:
            - {id: finance, effect: allow, inviters: {groups: [\(group(3))]}, require: {ticket: true}}
            - {id: interns, effect: deny, inviters: {groups: [\(group(9))]}}
          defaults:
            require: {redirectHosts: [myapps.microsoft.com]}
            quota: {perInviter: 500, per: day}
        """

    private static func group(_ number: Int) -> ObjectID { ObjectID(high: 0x1111_2222_3333_4444, low: UInt64(number)) }

    func write(to path: String) async throws {
        let store = try SQLiteAuditStore.open(path: path, writer: WriterID(high: 1, low: 2))
        let start = Timestamp("2026-01-01") ?? Timestamp(milliseconds: 0)
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper-benchmark"), at: start))
        // Many at once share a commit, and order is not what is measured.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<decisions {
                if number >= 256 { try await group.next() }
                group.addTask { _ = try await store.append(try draft(number, from: start)) }
            }
            try await group.waitForAll()
        }
        await store.close()
    }

    private func draft(_ number: Int, from start: Timestamp) throws -> EntryDraft {
        let time = start.adding(seconds: Int64(number) * 30)
        let inviter = number % 2_000
        let isDenied = number % 5 == 0
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("guest\(number)@d\(number % 5_000).example"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"), invitedUserDisplayName: "Guest \(number)")
        var facts = InviterFacts(id: ObjectID(high: 7, low: UInt64(inviter)), proof: .token)
        facts.enabled = .known(true, from: .graph, asOf: time)
        facts.userKind = .known(.member, from: .token, asOf: time)
        facts.directoryRoles = .known([], from: .graph, asOf: time)
        facts.groups = .known(Set((0..<4).map { Self.group(inviter % 20 + $0) }), from: .graph, asOf: time)
        let bits = UInt64(number)
        let record = DecisionRecord(
            decision: DecisionID(high: 5, low: bits), time: time,
            request: RequestRecord(
                operation: "POST /v1.0/invitations", graphVersion: "v1.0", requestID: RequestID(high: 6, low: bits),
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", peer: "192.0.2.7"),
            caller: CallerRecord(
                application: ApplicationID(BenchmarkTenant.portal) ?? ApplicationID(high: 0, low: 0), name: "invite-portal",
                channel: "portal"),
            inviter: facts.id, proof: .token, facts: FactRecord.used(Set(FactKind.allCases), of: facts, at: time),
            invitation: InvitationRecord(request), justification: "project \(number % 100)",
            verdict: isDenied ? .denied : .approved, reason: isDenied ? .noRuleAllows : nil, step: isDenied ? "6" : "4",
            rule: isDenied ? nil : "domains.allow[\(number % 5_000)]",
            policy: PolicyReference(name: "benchmark", digest: String(repeating: "ab", count: 32), mode: "enforce"),
            status: isDenied ? 403 : nil, guestExists: false)
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (bits, 2, 3, 4)))
    }
}
