import AuditStores
import AuditTrail
import Foundation
import Invitations

/// Entries as several years of a large tenant leave them, the same in every run: 20,000 inviters and 30,000 domains of which a few
/// make the most, eight applications, three channels, 60 rules, 30 policies one after the other; three in ten denied.
struct BusyTrail: Sendable {
    static let start = Timestamp("2023-01-01") ?? Timestamp(milliseconds: 0)
    static let inviters = 20_000
    static let domains = 30_000

    static func inviter(_ number: Int) -> ObjectID { ObjectID(high: 7 << 40 | mixed(UInt64(number)) >> 32, low: mixed(UInt64(number) + 99)) }
    static func domain(_ number: Int) -> String { "d\(number).example" }
    static func caller(_ number: Int) -> ApplicationID { ApplicationID(high: 9, low: UInt64(number)) }
    static func rule(_ number: Int) -> String { "rule-\(number)" }
    static func decision(_ number: Int) -> DecisionID { DecisionID(high: 5, low: UInt64(number)) }
    static func address(_ number: Int) -> String { "guest\(number)@\(domain(domain(of: number)))" }
    static func digest(_ number: Int) -> String {
        let digits = String(mixed(UInt64(number)), radix: 16)
        return String(repeating: String(repeating: "0", count: 16 - digits.count) + digits, count: 4)
    }

    /// SplitMix64's last step: numbers that look drawn, and are the same in every run.
    static func mixed(_ number: UInt64) -> UInt64 {
        var value = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// The square makes low numbers the more frequent.
    static func domain(of number: Int) -> Int { skewed(number, salt: 1, below: domains) }
    static func inviter(of number: Int) -> Int { skewed(number, salt: 2, below: inviters) }

    private static func skewed(_ number: Int, salt: UInt64, below count: Int) -> Int {
        let drawn = Double(mixed(UInt64(number) &* 4 &+ salt) >> 11) / Double(1 << 53)
        return min(count - 1, Int(drawn * drawn * Double(count)))
    }

    static func isDenied(_ number: Int) -> Bool { number % 10 < 3 }

    static func decisionDraft(_ number: Int, of decisions: Int) throws -> EntryDraft {
        let time = start.adding(seconds: Int64(number) * 10)
        let bits = UInt64(number)
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress(address(number)), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"),
            invitedUserDisplayName: "Guest \(number)")
        var facts = InviterFacts(id: inviter(inviter(of: number)), proof: .token)
        facts.enabled = .known(true, from: .graph, asOf: time)
        facts.userKind = .known(.member, from: .token, asOf: time)
        let matches = [number % 60, (number / 60) % 59].map {
            RuleRecord(rule: rule($0), effect: "allow", role: "grants", place: "policy.yaml:\($0):7")
        }
        let record = DecisionRecord(
            decision: decision(number), time: time,
            request: RequestRecord(
                operation: "POST /v1.0/invitations", graphVersion: "v1.0", requestID: RequestID(high: 6, low: bits),
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", peer: "192.0.2.7"),
            caller: CallerRecord(application: caller(number % 8), name: "app-\(number % 8)", channel: ["portal", "bot", "service"][number % 3]),
            inviter: facts.id, proof: .token, facts: FactRecord.used(facts.known, of: facts, at: time), invitation: InvitationRecord(request),
            justification: "project \(number % 100)", verdict: isDenied(number) ? .denied : .approved,
            reason: isDenied(number) ? [.noRuleAllows, .domainDenied, .quotaExceeded][number % 3] : nil, step: isDenied(number) ? "6" : "4",
            rule: isDenied(number) ? nil : rule(number % 60), matches: matches,
            policy: PolicyReference(name: "benchmark", digest: digest(number * 30 / max(decisions, 1)), mode: "enforce"),
            status: isDenied(number) ? 403 : nil)
        return .decision(record, invitee: Invitee(request), key: CommitmentKey(random: (bits, 2, 3, 4)))
    }

    static func outcomeDraft(_ number: Int) -> EntryDraft {
        let outcome: Outcome = number % 100 == 99 ? .refused : .created
        return .outcome(
            OutcomeRecord(
                decision: decision(number), time: start.adding(seconds: Int64(number) * 10), outcome: outcome,
                graphStatus: outcome == .created ? 201 : 400,
                graphRequestID: RequestID(high: 8, low: UInt64(number)).description, guest: ObjectID(high: 3, low: UInt64(number)), duration: 400,
                status: outcome == .created ? 201 : 400, reason: outcome == .created ? nil : .graphRefused))
    }

    /// How many decisions make so many entries: seven of ten have an outcome.
    static func decisions(for entries: Int) -> Int { entries * 10 / 17 }

    static func write(_ entries: Int, to path: String) async throws {
        let decisions = decisions(for: entries)
        let store = try SQLiteAuditStore.open(path: path, writer: WriterID(high: 1, low: 2), batch: 4_096)
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper-benchmark"), at: start))
        // Many at once share a commit.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<decisions {
                if number >= 4_096 { try await group.next() }
                group.addTask {
                    _ = try await store.append(try decisionDraft(number, of: decisions))
                    if !isDenied(number) { _ = try await store.append(outcomeDraft(number)) }
                }
            }
            try await group.waitForAll()
        }
        await store.close()
    }
}
