import AuditStores
import AuditTrail
import Invitations

/// Pages of a hundred by each filter, with values that are frequent and rare as they come, and with some that are nowhere.
struct TrailSearches {
    let decisions: Int
    let repetitions: Int

    func run(_ reader: SQLiteAuditReader) async throws {
        print("a page of 100 by                p50 ms    p99 ms   entries")
        let end = BusyTrail.start.adding(seconds: Int64(decisions) * 10)
        let wide = Int64(decisions) * 10
        try await measure("no filter", reader) { _, _ in }
        try await measure("time (a day)", reader) { query, number in
            query.until = end.adding(seconds: -Int64(number) % wide)
            query.from = query.until?.adding(seconds: -86_400)
        }
        try await measure("inviter", reader) { query, number in
            query.inviter = BusyTrail.inviter(BusyTrail.inviter(of: number))
        }
        try await measure("inviter (nobody)", reader) { query, number in query.inviter = ObjectID(high: 1, low: UInt64(number)) }
        try await measure("domain", reader) { query, number in
            query.domain = try? MailDomain(BusyTrail.domain(BusyTrail.domain(of: number)))
        }
        try await measure("address", reader) { query, number in query.address = BusyTrail.address(number % decisions) }
        try await measure("decision", reader) { query, number in query.decision = BusyTrail.decision(number % decisions) }
        try await measure("rule", reader) { query, number in query.rule = BusyTrail.rule(number % 60) }
        try await measure("rule (none)", reader) { query, _ in query.rule = "rule-none" }
        try await measure("reason", reader) { query, number in query.reason = [.noRuleAllows, .domainDenied, .graphRefused][number % 3] }
        try await measure("channel", reader) { query, number in query.channel = ["portal", "bot", "service"][number % 3] }
        try await measure("caller", reader) { query, number in query.caller = BusyTrail.caller(number % 8) }
        try await measure("verdict", reader) { query, number in query.verdict = number % 2 == 0 ? .approved : .denied }
        try await measure("outcome", reader) { query, number in query.outcome = number % 2 == 0 ? .created : .refused }
        try await measure("policy", reader) { query, number in query.policy = BusyTrail.digest(number % 30) }
        try await measure("in doubt", reader) { query, _ in query.inDoubt = true }
        try await measure("inviter and reason", reader) { query, number in
            query.inviter = BusyTrail.inviter(BusyTrail.inviter(of: number))
            query.reason = .domainDenied
        }
        try await measure("domain and outcome", reader) { query, number in
            query.domain = try? MailDomain(BusyTrail.domain(BusyTrail.domain(of: number)))
            query.outcome = .refused
        }
        try await measure("channel and month", reader) { query, number in
            query.channel = "bot"
            query.until = end.adding(seconds: -Int64(number) % wide)
            query.from = query.until?.adding(seconds: -30 * 86_400)
        }
    }

    private func measure(_ name: String, _ reader: SQLiteAuditReader, _ change: (inout AuditQuery, Int) -> Void) async throws {
        var times: [Double] = []
        var found = 0
        for repetition in 0..<repetitions {
            var query = AuditQuery()
            change(&query, Int(BusyTrail.mixed(UInt64(repetition)) >> 8))
            times.append(try await timed { found += try await reader.query(query).entries.count } * 1_000)
        }
        func column(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
        let label = name + String(repeating: " ", count: max(0, 28 - name.count))
        print(label + column(text(percentile(times, 50)), 10) + column(text(percentile(times, 99)), 10) + column(String(found / repetitions), 10))
    }
}
